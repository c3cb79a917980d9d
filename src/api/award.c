#include "api/award.h"

#include "api/reply.h"
#include "api/words.h"
#include "sql/award.h"

struct filter {
    struct page page;
    struct str organisation, badge;
};

static const struct shape_field filter_fields[] = {
    PAGE_FIELDS,
    SHAPE_UUID(struct filter, organisation, .optional = true, .about = "Only those of this one."),
    SHAPE_UUID(struct filter, badge, .optional = true, .about = "Only those of this badge."),
};
const struct shape award_filter = SHAPE_OF(struct filter, filter_fields, .name = "AwardFilter");

static const struct shape_field recipient_fields[] = {
    SHAPE_EMAIL(struct award_recipient, email,
                .about =
                    "The learner's address; an account is not needed, the award waits for it."),
};
const struct shape award_recipient =
    SHAPE_OF(struct award_recipient, recipient_fields, .name = "RecipientInput");

struct evidence {
    struct str name, description, narrative, genre, url;
    bool public;
};

static const struct shape_field evidence_fields[] = {
    SHAPE_TEXT(struct evidence, name, .min = 1, .max = 200, .about = "What it is called."),
    SHAPE_TEXT(struct evidence, description, .optional = true, .min = 1, .max = 1000,
               .about = "What it is."),
    SHAPE_TEXT(struct evidence, narrative, .optional = true, .min = 1, .max = 2000,
               .about = "How it came about."),
    SHAPE_TEXT(struct evidence, genre, .optional = true, .min = 1, .max = 100,
               .about = "Of which kind it is, as \"Poetry\"."),
    SHAPE_URL(struct evidence, url, .optional = true, .about = "Where it is."),
    SHAPE_BOOL(struct evidence, public, .optional = true,
               .about =
                   "Put it into the credential, which anybody reads who has the award's address."),
};
static const struct shape evidence_shape =
    SHAPE_OF(struct evidence, evidence_fields, .name = "EvidenceInput");

struct result {
    struct str resultDescription, value, achievedLevel, status;
};

static const struct shape_field result_fields[] = {
    SHAPE_SLUG(struct result, resultDescription,
               .about = "The id of its description in the badge."),
    SHAPE_TEXT(struct result, value, .optional = true, .min = 1, .max = 200,
               .about = "Of what is neither a level nor a status."),
    SHAPE_SLUG(struct result, achievedLevel, .optional = true,
               .about = "The id of the level, of a RubricCriterionLevel."),
    SHAPE_ENUM(struct result, status, .words = words_result_status, .optional = true,
               .about = "Of a Status."),
};
static const struct shape result_shape =
    SHAPE_OF(struct result, result_fields, .name = "AwardResultInput");

struct input {
    struct str badge, activity, narrative, expiresAt, activityStartsAt, activityEndsAt;
    struct award_recipient recipient;
    bool narrativePublic;
    struct shape_list evidence, results;
    double creditsEarned;
};

static const struct shape_field input_fields[] = {
    SHAPE_UUID(struct input, badge, .about = "The badge; it has to be active."),
    SHAPE_OBJECT(struct input, recipient, &award_recipient, .about = "Who is awarded."),
    SHAPE_UUID(struct input, activity, .optional = true,
               .about = "The activity of the organisation that it was earned in."),
    SHAPE_TEXT(struct input, narrative, .optional = true, .min = 1, .max = 2000,
               .about = "What the learner did."),
    SHAPE_TIME(struct input, expiresAt, .optional = true,
               .about = "When it ceases to count; by the badge's validDays when it is not said."),
    SHAPE_BOOL(struct input, narrativePublic, .optional = true,
               .about = "Put the narrative into the credential."),
    SHAPE_LIST(struct input, evidence, .item = SHAPE_IS_OBJECT, .shape = &evidence_shape,
               .optional = true, .max = 20, .about = "What shows it."),
    SHAPE_LIST(struct input, results, .item = SHAPE_IS_OBJECT, .shape = &result_shape,
               .optional = true, .max = 20, .about = "As the badge describes them."),
    SHAPE_TIME(struct input, activityStartsAt, .optional = true,
               .about = "When the learner began to earn it."),
    SHAPE_TIME(struct input, activityEndsAt, .optional = true, .about = "When that was over."),
    SHAPE_NUMBER(struct input, creditsEarned, .optional = true, .max = 1e6,
                 .about = "At most those of the badge, of at most four decimals."),
};
const struct shape award_input = SHAPE_OF(struct input, input_fields, .name = "AwardInput");

struct revocation {
    struct str reason;
};

static const struct shape_field revocation_fields[] = {
    SHAPE_TEXT(struct revocation, reason, .min = 1, .max = 500,
               .about = "Why; it is public, so name nobody."),
};
const struct shape award_revocation =
    SHAPE_OF(struct revocation, revocation_fields, .name = "Revocation");

struct replacement {
    struct str reason, activity, narrative, expiresAt, activityStartsAt, activityEndsAt;
    bool narrativePublic;
    struct shape_list evidence, results;
    double creditsEarned;
};

static const struct shape_field replacement_fields[] = {
    SHAPE_TEXT(struct replacement, reason, .min = 1, .max = 500,
               .about = "Why; it is public, so name nobody."),
    SHAPE_UUID(struct replacement, activity, .optional = true, .nullable = true,
               .about = "The activity of the organisation that it was earned in."),
    SHAPE_TEXT(struct replacement, narrative, .optional = true, .nullable = true, .min = 1,
               .max = 2000, .about = "What the learner did."),
    SHAPE_TIME(struct replacement, expiresAt, .optional = true, .nullable = true,
               .about = "When it ceases to count; by the badge's validDays when it is null."),
    SHAPE_BOOL(struct replacement, narrativePublic, .optional = true,
               .about = "Put the narrative into the credential."),
    SHAPE_LIST(struct replacement, evidence, .item = SHAPE_IS_OBJECT, .shape = &evidence_shape,
               .optional = true, .max = 20, .about = "What shows it."),
    SHAPE_LIST(struct replacement, results, .item = SHAPE_IS_OBJECT, .shape = &result_shape,
               .optional = true, .max = 20, .about = "As the present version describes them."),
    SHAPE_TIME(struct replacement, activityStartsAt, .optional = true, .nullable = true,
               .about = "When the learner began to earn it."),
    SHAPE_TIME(struct replacement, activityEndsAt, .optional = true, .nullable = true,
               .about = "When that was over."),
    SHAPE_NUMBER(struct replacement, creditsEarned, .optional = true, .nullable = true, .max = 1e6,
                 .about = "At most those of the badge, of at most four decimals."),
};
const struct shape award_replacement =
    SHAPE_OF(struct replacement, replacement_fields, .name = "Replacement");

struct reply
award_list(struct call *call)
{
    const struct filter *want = call->input;

    return reply_page(call,
                      sql_award_list(&call->door, want->organisation, want->badge, call->after,
                                     page_count(call), call->languages),
                      NULL);
}

struct reply
award_show(struct call *call)
{
    return reply_with(call, sql_award_show(&call->door, call->parts[0], call->languages));
}

struct reply
award_make(struct call *call)
{
    const struct input *want = call->input;

    return reply_made(call,
                      sql_award_make(&call->door, want->badge, want->recipient.email,
                                     want->activity, want->narrative, want->expiresAt,
                                     call->request->body, call->languages),
                      "/v1/awards/");
}

struct reply
award_revoke(struct call *call)
{
    const struct revocation *want = call->input;

    return reply_done(call,
                      sql_award_revoke(&call->door, call->parts[0], want->reason, call->languages));
}

struct reply
award_replace(struct call *call)
{
    return reply_made(
        call, sql_award_replace(&call->door, call->parts[0], call->request->body, call->languages),
        "/v1/awards/");
}
