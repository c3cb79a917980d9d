/* activity: what a city's organisations offer. */
#pragma once

#include "api/api.h"

enum { ACTIVITY_BATCH_MAX = 500, EXTERNAL_ID_MAX = 200 };

/* What activity_batch_input fills. */
struct activity_batch_wish {
    struct shape_list items;
    bool publish;
};

/* Of an input that activity_input filled: whether to publish it at once; its id, or STR_NONE. */
bool activity_publishes(const void *input);
struct str activity_external_id(const void *input);

extern const struct shape activity_filter;
extern const struct shape activity_own_filter;
extern const struct shape activity_input;
extern const struct shape activity_changes;
extern const struct shape activity_batch_input;
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
