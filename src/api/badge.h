/* badge: what a badge stands for. */
#pragma once

#include "api/api.h"

extern const struct shape badge_filter;
extern const struct shape badge_input;
extern const struct shape badge_changes;

/* The number of a version, as it stands in an address; 0 of what is none. */
int64_t badge_number(struct str text);

struct reply badge_list(struct call *call);
struct reply badge_show(struct call *call);
struct reply badge_make(struct call *call);
struct reply badge_patch(struct call *call);
struct reply badge_delete(struct call *call);
struct reply badge_versions(struct call *call);
struct reply badge_version(struct call *call);
struct reply badge_activate(struct call *call);
struct reply badge_archive(struct call *call);
