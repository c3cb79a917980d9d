/* What a badge is made and changed with. All limits of it stand here. */
#include "api/badge.h"

#include "api/words.h"
#include "intake/activity.h"

struct texts {
    struct str name, description, criteria, consumerDescription, imageCaption;
};

/* clang-format off */
#define TEXT_FIELDS(type)                                                                          \
    SHAPE_TEXT(type, name, .optional = true, .nullable = true, .min = 1, .max = 200,               \
               .about = "What it is called."),                                                     \
    SHAPE_TEXT(type, description, .optional = true, .nullable = true, .min = 1, .max = 2000,       \
               .about = "What it stands for."),                                                    \
    SHAPE_TEXT(type, criteria, .optional = true, .nullable = true, .min = 1, .max = 5000,          \
               .about = "What has to be shown for it."),                                           \
    SHAPE_TEXT(type, consumerDescription, .optional = true, .nullable = true, .min = 1,            \
               .max = 300, .about = "What it says to an employer, in a sentence or two."),         \
    SHAPE_TEXT(type, imageCaption, .optional = true, .nullable = true, .min = 1, .max = 300,       \
               .about = "What its picture shows, for who does not see it.")
/* clang-format on */

static const struct shape_field texts_fields[] = {TEXT_FIELDS(struct texts)};
static const struct shape texts_shape = SHAPE_OF(struct texts, texts_fields, .name = "BadgeTexts");

struct alignment {
    struct str targetName, targetUrl, targetCode, targetDescription, targetFramework, targetType;
};

static const struct shape_field alignment_fields[] = {
    SHAPE_TEXT(struct alignment, targetName, .min = 1, .max = 200, .about = "What is met."),
    SHAPE_URL(struct alignment, targetUrl, .about = "Its address."),
    SHAPE_TEXT(struct alignment, targetCode, .optional = true, .min = 1, .max = 100,
               .about = "Its code in the framework."),
    SHAPE_TEXT(struct alignment, targetDescription, .optional = true, .min = 1, .max = 1000,
               .about = "What it means."),
    SHAPE_TEXT(struct alignment, targetFramework, .optional = true, .min = 1, .max = 200,
               .about = "The name of the framework."),
    SHAPE_ENUM(struct alignment, targetType, .words = words_target_type, .optional = true,
               .about = "A term of Open Badges 3.0."),
};
static const struct shape alignment_shape =
    SHAPE_OF(struct alignment, alignment_fields, .name = "AlignmentInput");

struct level {
    struct str id, name, description, level, points;
    struct shape_list alignments;
};

static const struct shape_field level_fields[] = {
    SHAPE_SLUG(struct level, id, .about = "By which results name it."),
    SHAPE_TEXT(struct level, name, .min = 1, .max = 100, .about = "What it is called."),
    SHAPE_TEXT(struct level, description, .optional = true, .min = 1, .max = 1000,
               .about = "What is shown at this level."),
    SHAPE_TEXT(struct level, level, .optional = true, .min = 1, .max = 100,
               .about = "Its rank, in words."),
    SHAPE_TEXT(struct level, points, .optional = true, .min = 1, .max = 20,
               .about = "What it counts."),
    SHAPE_LIST(struct level, alignments, .item = SHAPE_IS_OBJECT, .shape = &alignment_shape,
               .optional = true, .min = 1, .max = 10, .about = "What it corresponds to."),
};
static const struct shape level_shape =
    SHAPE_OF(struct level, level_fields, .name = "ResultLevelInput");

struct description {
    struct str id, name, resultType, requiredLevel, requiredValue;
    struct shape_list allowedValues, levels, alignments;
    double valueMin, valueMax;
};

static const struct shape_field description_fields[] = {
    SHAPE_SLUG(struct description, id, .about = "By which awards name it."),
    SHAPE_TEXT(struct description, name, .min = 1, .max = 100, .about = "What it is called."),
    SHAPE_ENUM(struct description, resultType, .words = words_result_type,
               .about = "A term of Open Badges 3.0."),
    SHAPE_LIST(struct description, allowedValues, .item = SHAPE_IS_TEXT, .optional = true, .min = 1,
               .max = 50, .about = "From the lowest to the highest."),
    SHAPE_SLUG(struct description, requiredLevel, .optional = true,
               .about = "The id of the level that has to be reached."),
    SHAPE_TEXT(struct description, requiredValue, .optional = true, .min = 1, .max = 200,
               .about = "The value that has to be reached."),
    SHAPE_NUMBER(struct description, valueMin, .optional = true, .min = -1e6, .max = 1e6,
                 .about = "The least number that a value may be."),
    SHAPE_NUMBER(struct description, valueMax, .optional = true, .min = -1e6, .max = 1e6,
                 .about = "The greatest number that a value may be."),
    SHAPE_LIST(struct description, levels, .item = SHAPE_IS_OBJECT, .shape = &level_shape,
               .optional = true, .min = 1, .max = 20,
               .about = "From the lowest to the highest, of a RubricCriterionLevel alone."),
    SHAPE_LIST(struct description, alignments, .item = SHAPE_IS_OBJECT, .shape = &alignment_shape,
               .optional = true, .min = 1, .max = 10, .about = "What it corresponds to."),
};
static const struct shape description_shape =
    SHAPE_OF(struct description, description_fields, .name = "ResultDescriptionInput");

struct identifier {
    struct str identifier, identifierType;
};

static const struct shape_field identifier_fields[] = {
    SHAPE_TEXT(struct identifier, identifier, .min = 1, .max = 200, .about = "As it stands there."),
    SHAPE_ENUM(struct identifier, identifierType, .words = words_identifier_type,
               .about = "A term of Open Badges 3.0."),
};
static const struct shape identifier_shape =
    SHAPE_OF(struct identifier, identifier_fields, .name = "OtherIdentifierInput");

struct related {
    struct str id, language, version;
};

static const struct shape_field related_fields[] = {
    SHAPE_URL(struct related, id, .about = "The address that is the badge's id."),
    SHAPE_LANGUAGE(struct related, language, .optional = true, .about = "Of its texts."),
    SHAPE_TEXT(struct related, version, .optional = true, .min = 1, .max = 50,
               .about = "Which version of it."),
};
static const struct shape related_shape =
    SHAPE_OF(struct related, related_fields, .name = "RelatedBadgeInput");

struct input {
    struct str changeNote, template, achievementType, learningForm, language, name, description,
        criteria, consumerDescription, imageCaption, criteriaUrl, humanCode, fieldOfStudy,
        specialization;
    struct shape_list translations, tags, skills, alignments, resultDescriptions, related,
        otherIdentifiers;
    double creditsAvailable;
    int64_t validDays;
};

/* clang-format off */
#define PARTICULAR_FIELDS                                                                          \
    SHAPE_LIST(struct input, alignments, .item = SHAPE_IS_OBJECT, .shape = &alignment_shape,       \
               .optional = true, .max = 50, .about = "What else it corresponds to."),              \
    SHAPE_URL(struct input, criteriaUrl, .optional = true, .nullable = true,                       \
              .about = "Where more is said of what has to be shown."),                             \
    SHAPE_LIST(struct input, resultDescriptions, .item = SHAPE_IS_OBJECT,                          \
               .shape = &description_shape, .optional = true, .max = 20,                           \
               .about = "The results that an award may have."),                                    \
    SHAPE_LIST(struct input, related, .item = SHAPE_IS_OBJECT, .shape = &related_shape,            \
               .optional = true, .max = 20, .about = "Other badges that it has to do with."),      \
    SHAPE_TEXT(struct input, humanCode, .optional = true, .nullable = true, .min = 1, .max = 100,  \
               .about = "A code that people know it by, as that of a course."),                    \
    SHAPE_LIST(struct input, otherIdentifiers, .item = SHAPE_IS_OBJECT,                            \
               .shape = &identifier_shape, .optional = true, .max = 20,                            \
               .about = "By what it is known in systems of others."),                              \
    SHAPE_TEXT(struct input, fieldOfStudy, .optional = true, .nullable = true, .min = 1,           \
               .max = 200, .about = "A subject, as \"Biology\"."),                                 \
    SHAPE_TEXT(struct input, specialization, .optional = true, .nullable = true, .min = 1,         \
               .max = 200, .about = "A part of the field of study."),                              \
    SHAPE_NUMBER(struct input, creditsAvailable, .optional = true, .nullable = true, .max = 1e6,   \
                 .about = "Credits that it can earn, of at most four decimals.")
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
    PARTICULAR_FIELDS,                                                                             \
    SHAPE_INT(struct input, validDays, .optional = true, .nullable = true, .min = 1, .max = 36500, \
               .about = "How long an award counts; for ever when it is not said.")
/* clang-format on */

static const struct shape_field input_fields[] = {
    SHAPE_SLUG(struct input, template, .optional = true,
               .about = "A badge template of the city, whose texts are taken where none are sent."),
    OWN_FIELDS,
};
const struct shape badge_input = SHAPE_OF(struct input, input_fields, .name = "BadgeInput");

static const struct shape_field changes_fields[] = {
    SHAPE_TEXT(struct input, changeNote, .optional = true, .nullable = true, .min = 1, .max = 500,
               .about =
                   "That this mends a slip in the texts, and which: they are changed where they "
                   "were awarded already, and no new version is made. Anybody can read it."),
    OWN_FIELDS,
};
const struct shape badge_changes =
    SHAPE_OF(struct input, changes_fields, .name = "BadgeChanges", .partial = true);
