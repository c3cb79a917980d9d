/* activity: what a city's organisations offer. */
#pragma once

#include "api/api.h"
#include "intake/activity.h"

extern const struct shape activity_filter;
extern const struct shape activity_own_filter;
extern const struct shape activity_cancellation;

struct reply activity_search(struct call *call); /* activity-search.c */
struct reply activity_of_organisation(struct call *call);
struct reply activity_show(struct call *call);
struct reply activity_show_external(struct call *call);
struct reply activity_make(struct call *call);
struct reply activity_put(struct call *call);
struct reply activity_patch(struct call *call);
struct reply activity_publish(struct call *call);
struct reply activity_cancel(struct call *call);
struct reply activity_archive(struct call *call);
struct reply activity_delete(struct call *call);
struct reply activity_batch(struct call *call); /* activity-batch.c */

/*
 * What near= and radius= mean to the database, all STR_NONE without near; false when near is no
 * point.
 */
bool activity_read_near(struct call *call, struct str near, int64_t metres, struct str *lat,
                        struct str *lon, struct str *radius);
#define ACTIVITY_NEAR_MEANT "Give a latitude and a longitude with a comma between."
