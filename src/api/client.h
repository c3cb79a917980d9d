/* client: programs of an organisation, how they show who they are, and their secrets. */
#pragma once

#include "api/api.h"

extern const struct shape client_input;
extern const struct shape client_change;
extern const struct shape client_rotation;

struct reply client_list(struct call *call);
struct reply client_show(struct call *call);
struct reply client_make(struct call *call);
struct reply client_patch(struct call *call);
struct reply client_rotate(struct call *call);
struct reply client_secret_delete(struct call *call);
struct reply client_delete(struct call *call);
