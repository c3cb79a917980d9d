#include "api/award.h"

#include "api/reply.h"
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

struct input {
    struct str badge, activity, narrative, expiresAt;
    struct award_recipient recipient;
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
                                     call->languages),
                      "/v1/awards/");
}

struct reply
award_revoke(struct call *call)
{
    const struct revocation *want = call->input;

    return reply_done(call,
                      sql_award_revoke(&call->door, call->parts[0], want->reason, call->languages));
}
