/* member: who works for an organisation or a city. They come by invitation (invitation.h). */
#pragma once

#include "api/api.h"

extern const struct shape member_input;
extern const struct shape city_member_input;

struct reply member_list(struct call *call);
struct reply member_put(struct call *call);
struct reply member_delete(struct call *call);
struct reply city_member_list(struct call *call);
struct reply city_member_put(struct call *call);
struct reply city_member_delete(struct call *call);
