/* What an activity is sent as: alone, as a patch, and many at once. */
#include "intake/activity.h"

#include <stddef.h>

const char *const words_learning_form[] = {"formal", "non_formal", "informal", NULL};
const char *const words_mode[] = {"in_person", "online", "hybrid", NULL};
const char *const words_activity_type[] = {"course",     "workshop",     "lecture",
                                           "internship", "volunteering", "project",
                                           "open_space", "self_study",   NULL};
const char *const words_enrolment[] = {"open", "approval", "external", "none", NULL};

struct texts {
    struct str title, summary, description;
};

/* clang-format off */
#define TEXT_FIELDS(type)                                                                          \
    SHAPE_TEXT(type, title, .optional = true, .nullable = true, .min = 1, .max = 200,              \
               .about = "What it is called."),                                                     \
    SHAPE_TEXT(type, summary, .optional = true, .nullable = true, .min = 1, .max = 400,            \
               .about = "One or two sentences for lists."),                                        \
    SHAPE_TEXT(type, description, .optional = true, .nullable = true, .min = 1, .max = 5000,       \
               .about = "All that a learner should know before taking part.")
/* clang-format on */

static const struct shape_field texts_fields[] = {TEXT_FIELDS(struct texts)};
static const struct shape texts_shape =
    SHAPE_OF(struct texts, texts_fields, .name = "ActivityTexts");

struct session {
    struct str startsAt, endsAt;
};

static const struct shape_field session_fields[] = {
    SHAPE_TIME(struct session, startsAt, .about = "When it begins, with any offset.",
               .example = "\"2027-03-01T17:00:00+02:00\""),
    SHAPE_TIME(struct session, endsAt, .about = "When it ends, not before it begins.",
               .example = "\"2027-03-01T19:00:00+02:00\""),
};
static const struct shape session_shape =
    SHAPE_OF(struct session, session_fields, .name = "SessionInput");

static const struct shape_field place_fields[] = {
    SHAPE_TEXT(struct activity_place, name, .min = 1, .max = 200, .about = "Where it is held."),
    SHAPE_TEXT(struct activity_place, address, .optional = true, .nullable = true, .min = 1,
               .max = 300, .about = "Street and number."),
    SHAPE_NUMBER(struct activity_place, lat, .min = -90, .max = 90, .about = "Degrees north."),
    SHAPE_NUMBER(struct activity_place, lon, .min = -180, .max = 180, .about = "Degrees east."),
};
static const struct shape place_shape =
    SHAPE_OF(struct activity_place, place_fields, .name = "PlaceInput");

struct price {
    struct str amount, currency;
};

static const char *const currencies[] = {
    "ALL", "AMD", "AZN", "BAM", "BGN", "BYN", "CHF", "CZK", "DKK", "EUR", "GBP", "GEL", "HUF",
    "ILS", "ISK", "MDL", "MKD", "NOK", "PLN", "RON", "RSD", "SEK", "TRY", "UAH", "USD", NULL,
};
static const struct shape_field price_fields[] = {
    SHAPE_MONEY(struct price, amount, .about = "More than nothing.", .example = "\"15.00\""),
    SHAPE_ENUM(struct price, currency, .words = currencies, .about = "ISO 4217."),
};
static const struct shape price_shape = SHAPE_OF(struct price, price_fields, .name = "PriceInput");

struct enrolment {
    struct str mode, url;
};

static const struct shape_field enrolment_fields[] = {
    SHAPE_ENUM(struct enrolment, mode, .words = words_enrolment, .about = "How to take part."),
    SHAPE_URL(struct enrolment, url, .optional = true, .nullable = true,
              .about = "Where to enrol when mode is external."),
};
static const struct shape enrolment_shape =
    SHAPE_OF(struct enrolment, enrolment_fields, .name = "EnrolmentInput");

struct input {
    struct str externalId, learningForm, mode, type, category, language;
    struct str title, summary, description, timeZone, onlineUrl, visibleFrom;
    struct shape_list languages, translations, sessions, skills;
    struct activity_place place;
    struct price price;
    struct enrolment enrolment;
    int64_t capacity, ageMin, ageMax, durationMinutes;
    bool publish;
};

/* clang-format off */
#define INPUT_FIELDS                                                                               \
    SHAPE_TEXT(struct input, externalId, .optional = true, .min = 1, .max = EXTERNAL_ID_MAX,       \
               .about = "Your own id for it; unique among your organisation's."),                  \
    SHAPE_ENUM(struct input, learningForm, .words = words_learning_form,                           \
               .about = "Formal, non-formal or informal learning."),                               \
    SHAPE_ENUM(struct input, mode, .words = words_mode, .about = "Where it is held."),             \
    SHAPE_ENUM(struct input, type, .words = words_activity_type, .about = "What kind it is."),     \
    SHAPE_SLUG(struct input, category, .about = "A category of the city."),                        \
    SHAPE_LIST(struct input, languages, .item = SHAPE_IS_LANGUAGE, .optional = true, .max = 20,    \
               .about = "In which it is held."),                                                   \
    SHAPE_LANGUAGE(struct input, language, .optional = true,                                       \
               .about = "Of title, summary and description; the city's own when it is not said."), \
    TEXT_FIELDS(struct input),                                                                     \
    SHAPE_MAP(struct input, translations, &texts_shape, .optional = true, .max = 40,               \
               .about = "Its texts by language."),                                                 \
    SHAPE_LIST(struct input, sessions, .item = SHAPE_IS_OBJECT, .shape = &session_shape,           \
               .optional = true, .max = 200, .about = "Its meetings; none when it can be begun at any time."), \
    SHAPE_TEXT(struct input, timeZone, .optional = true, .min = 3, .max = 60,                      \
               .about = "IANA; that of the city when it is not said."),                            \
    SHAPE_OBJECT(struct input, place, &place_shape, .optional = true, .nullable = true,            \
               .about = "Needed for in_person and hybrid."),                                       \
    SHAPE_URL(struct input, onlineUrl, .optional = true, .nullable = true,                         \
               .about = "Needed for online and hybrid."),                                          \
    SHAPE_LIST(struct input, skills, .item = SHAPE_IS_URL, .optional = true, .max = 50,            \
               .about = "URIs of skills, see /v1/skills."),                                        \
    SHAPE_OBJECT(struct input, price, &price_shape, .optional = true, .nullable = true,            \
               .about = "What it costs; nothing when it is free."),                                \
    SHAPE_INT(struct input, capacity, .optional = true, .nullable = true, .min = 1, .max = 1000000,\
               .about = "How many can take part."),                                                \
    SHAPE_INT(struct input, ageMin, .optional = true, .nullable = true, .min = 1, .max = 120,      \
               .about = "Years."),                                                                 \
    SHAPE_INT(struct input, ageMax, .optional = true, .nullable = true, .min = 1, .max = 120,      \
               .about = "Years."),                                                                 \
    SHAPE_INT(struct input, durationMinutes, .optional = true, .nullable = true, .min = 1,         \
               .max = 1000000, .about = "In all."),                                                \
    SHAPE_OBJECT(struct input, enrolment, &enrolment_shape, .optional = true,                      \
               .about = "How to take part; mode none when it is not said."),                       \
    SHAPE_TIME(struct input, visibleFrom, .optional = true, .nullable = true,                      \
               .about = "Until then it is hidden, even when published.")
/* clang-format on */

static const struct shape_field input_fields[] = {
    INPUT_FIELDS,
    SHAPE_BOOL(struct input, publish, .optional = true,
               .about = "Publish it at once; the same as /publication afterwards."),
};
const struct shape activity_input = SHAPE_OF(struct input, input_fields, .name = "ActivityInput");

static const struct shape_field changes_fields[] = {INPUT_FIELDS};
const struct shape activity_changes =
    SHAPE_OF(struct input, changes_fields, .name = "ActivityChanges", .partial = true);
const struct shape activity_item =
    SHAPE_OF(struct input, changes_fields, .name = "ActivityBatchItem");

bool
activity_publishes(const void *input)
{
    return ((const struct input *)input)->publish;
}

struct str
activity_external_id(const void *input)
{
    return ((const struct input *)input)->externalId;
}

static const struct shape_field batch_fields[] = {
    SHAPE_LIST(struct activity_batch_wish, items, .item = SHAPE_IS_OBJECT, .shape = &activity_item,
               .min = 1, .max = ACTIVITY_BATCH_MAX,
               .about = "Each is created, or replaces the one with its externalId."),
    SHAPE_BOOL(struct activity_batch_wish, publish, .optional = true,
               .about = "Publish all that fit at once."),
};
const struct shape activity_batch_input =
    SHAPE_OF(struct activity_batch_wish, batch_fields, .name = "ActivityBatch", .salvages = true);

static const struct shape_field template_fields[] = {
    SHAPE_ENUM(struct activity_template, learningForm, .words = words_learning_form,
               .about = "Formal, non-formal or informal learning."),
    SHAPE_ENUM(struct activity_template, mode, .words = words_mode,
               .about = "Where they are held."),
    SHAPE_ENUM(struct activity_template, type, .words = words_activity_type,
               .about = "What kind they are."),
    SHAPE_SLUG(struct activity_template, category, .about = "A category of the city."),
    SHAPE_LANGUAGE(struct activity_template, language, .optional = true,
                   .about = "Of their texts; the city's own when it is not said."),
    SHAPE_LIST(struct activity_template, languages, .item = SHAPE_IS_LANGUAGE, .optional = true,
               .max = 20, .about = "In which they are held."),
    SHAPE_OBJECT(struct activity_template, place, &place_shape, .optional = true,
                 .about = "Of those that have no place and point of their own."),
    SHAPE_URL(struct activity_template, onlineUrl, .optional = true,
              .about = "Needed for online and hybrid."),
    SHAPE_LIST(struct activity_template, skills, .item = SHAPE_IS_URL, .optional = true, .max = 50,
               .about = "URIs of skills, see /v1/skills."),
};
const struct shape activity_template =
    SHAPE_OF(struct activity_template, template_fields, .name = "ActivityTemplate");
