/* badge: what a badge stands for. */
#pragma once

#include "api/api.h"

extern const struct shape badge_filter;
extern const struct shape badge_input;
extern const struct shape badge_changes;

struct reply badge_list(struct call *call);
struct reply badge_show(struct call *call);
struct reply badge_make(struct call *call);
struct reply badge_patch(struct call *call);
struct reply badge_activate(struct call *call);
struct reply badge_archive(struct call *call);
