#include "api/badge.h"

#include "api/reply.h"
#include "api/words.h"
#include "intake/activity.h"
#include "sql/badge.h"

struct filter {
    struct page page;
    struct str organisation, city, q;
};

static const struct shape_field filter_fields[] = {
    PAGE_FIELDS,
    SHAPE_UUID(struct filter, organisation, .optional = true, .about = "Only those of this one."),
    SHAPE_SLUG(struct filter, city, .optional = true,
               .about = "Only those of organisations at home in this city."),
    SHAPE_TEXT(struct filter, q, .optional = true, .min = 2, .max = 100,
               .about = "Only those whose texts have these words."),
};
const struct shape badge_filter = SHAPE_OF(struct filter, filter_fields, .name = "BadgeFilter");

struct texts {
    struct str name, description, criteria;
};

/* clang-format off */
#define TEXT_FIELDS(type)                                                                          \
    SHAPE_TEXT(type, name, .optional = true, .nullable = true, .min = 1, .max = 200,               \
               .about = "What it is called."),                                                     \
    SHAPE_TEXT(type, description, .optional = true, .nullable = true, .min = 1, .max = 2000,       \
               .about = "What it stands for."),                                                    \
    SHAPE_TEXT(type, criteria, .optional = true, .nullable = true, .min = 1, .max = 5000,          \
               .about = "What has to be shown for it.")
/* clang-format on */

static const struct shape_field texts_fields[] = {TEXT_FIELDS(struct texts)};
static const struct shape texts_shape = SHAPE_OF(struct texts, texts_fields, .name = "BadgeTexts");

struct input {
    struct str template, achievementType, learningForm, language, name, description, criteria;
    struct shape_list translations, tags, skills;
    int64_t validDays;
};

/* clang-format off */
#define OWN_FIELDS                                                                                 \
    SHAPE_ENUM(struct input, achievementType, .words = words_achievement_type, .optional = true,   \
               .about = "A term of Open Badges 3.0; that of the template, or Badge."),             \
    SHAPE_ENUM(struct input, learningForm, .words = words_learning_form, .optional = true,         \
               .nullable = true, .about = "How what it stands for is learned."),                   \
    SHAPE_LANGUAGE(struct input, language, .optional = true,                                       \
               .about = "Of name, description and criteria; the city's own when it is not said."), \
    TEXT_FIELDS(struct input),                                                                     \
    SHAPE_MAP(struct input, translations, &texts_shape, .optional = true, .max = 40,               \
               .about = "Its texts by language."),                                                 \
    SHAPE_LIST(struct input, tags, .item = SHAPE_IS_TEXT, .optional = true, .max = 20,             \
               .about = "Words to find it by."),                                                   \
    SHAPE_LIST(struct input, skills, .item = SHAPE_IS_URL, .optional = true, .max = 50,            \
               .about = "URIs of the skills that it shows, see /v1/skills."),                      \
    SHAPE_INT(struct input, validDays, .optional = true, .nullable = true, .min = 1, .max = 36500, \
               .about = "How long an award counts; for ever when it is not said.")
/* clang-format on */

static const struct shape_field input_fields[] = {
    SHAPE_SLUG(struct input, template, .optional = true,
               .about = "A badge template of the city, whose texts are taken where none are sent."),
    OWN_FIELDS,
};
const struct shape badge_input = SHAPE_OF(struct input, input_fields, .name = "BadgeInput");

static const struct shape_field changes_fields[] = {OWN_FIELDS};
const struct shape badge_changes =
    SHAPE_OF(struct input, changes_fields, .name = "BadgeChanges", .partial = true);

struct reply
badge_list(struct call *call)
{
    const struct filter *want = call->input;

    return reply_page(call,
                      sql_badge_list(&call->door, want->organisation, want->city, want->q,
                                     call->after, page_count(call), call->languages,
                                     view_whole(call)),
                      NULL);
}

struct reply
badge_show(struct call *call)
{
    return reply_with(
        call, sql_badge_show(&call->door, call->parts[0], call->languages, view_whole(call)));
}

struct reply
badge_make(struct call *call)
{
    return reply_made(
        call, sql_badge_make(&call->door, call->parts[0], call->request->body, call->languages),
        "/v1/badges/");
}

struct reply
badge_patch(struct call *call)
{
    return reply_done(call, sql_badge_patch(&call->door, call->parts[0], call->request->body,
                                            call->version, call->languages));
}

struct reply
badge_activate(struct call *call)
{
    return reply_done(
        call, sql_badge_move(&call->door, call->parts[0], STR("activate"), call->languages));
}

struct reply
badge_archive(struct call *call)
{
    return reply_done(call,
                      sql_badge_move(&call->door, call->parts[0], STR("archive"), call->languages));
}
