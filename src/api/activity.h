/* activity: what a city's organisations offer. */
#pragma once

#include "api/api.h"
#include "intake/activity.h"

/* clang-format off */
/* What narrows a search, wherever one is made; of a struct with members of these names. */
#define ACTIVITY_FILTERS(type)                                                                     \
    SHAPE_TEXT(type, q, .optional = true, .min = 2, .max = 100,                                    \
        .about = "Words in a title or summary, in any language; accents and a slip are forgiven."), \
    SHAPE_UUID(type, organisation, .optional = true, .about = "Only those of this one."),          \
    SHAPE_SLUG(type, category, .optional = true, .about = "Only those under this heading."),       \
    SHAPE_URL(type, skill, .optional = true,                                                       \
        .about = "Only those that teach this skill or a narrower one; a URI."),                    \
    SHAPE_LANGUAGE(type, language, .optional = true, .about = "Only those held in it."),           \
    SHAPE_BOOL(type, free, .optional = true, .about = "Only those that cost nothing."),            \
    SHAPE_INT(type, age, .optional = true, .min = 1, .max = 120,                                   \
        .about = "Only those for this age."),                                                      \
    SHAPE_TIME(type, startsAfter, .optional = true,                                                \
        .about = "Only those with a session that is not over by then."),                           \
    SHAPE_TIME(type, startsBefore, .optional = true,                                               \
        .about = "Only those with a session that begins before."),                                 \
    SHAPE_TEXT(type, near, .optional = true, .min = 3, .max = 40,                                  \
        .about = "Only those around this point: latitude,longitude.",                              \
        .example = "\"55.7033,21.1443\""),                                                         \
    SHAPE_INT(type, radius, .optional = true, .min = 1, .max = 100000,                             \
        .about = "How far around, in metres; 5000 when it is not said.")
/* clang-format on */

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
