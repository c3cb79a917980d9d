/*
 * activity: what an activity is sent as, for whoever takes one in: the API one by one and five
 * hundred at once, and imports row by row.
 */
#pragma once

#include "json/shape.h"

enum { ACTIVITY_BATCH_MAX = 500, EXTERNAL_ID_MAX = 200 };

struct activity_place {
    struct str name, address;
    double lat, lon;
};

/* What activity_template fills. */
struct activity_template {
    struct str learningForm, mode, type, category, language, onlineUrl;
    struct shape_list languages, skills;
    struct activity_place place;
};

/* What activity_batch_input fills. */
struct activity_batch_wish {
    struct shape_list items;
    bool publish;
};

/* Of an input that activity_input filled: whether to publish it at once; its id, or STR_NONE. */
bool activity_publishes(const void *input);
/* Of one that activity_input or activity_item filled. */
struct str activity_external_id(const void *input);

extern const struct shape activity_input;
extern const struct shape activity_changes;
extern const struct shape activity_item; /* one of many */
extern const struct shape activity_batch_input;
extern const struct shape activity_template; /* what many have in common, as those of a calendar */

/* The enum types of db/migrations, each ended by NULL. */
extern const char *const words_learning_form[];
extern const char *const words_mode[];
extern const char *const words_activity_type[];
extern const char *const words_enrolment[];
