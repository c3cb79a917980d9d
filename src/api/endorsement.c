#include "api/endorsement.h"

#include "api/browser.h"
#include "api/credential.h"
#include "api/reply.h"
#include "api/words.h"
#include "sql/endorsement.h"

#include <string.h>

enum { CLAIMS_MAX = 4 };

struct filter {
    struct page page;
    struct str state, direction;
};

/* clang-format off */
#define FILTER_FIELDS                                                                              \
    PAGE_FIELDS,                                                                                   \
    SHAPE_ENUM(struct filter, state, .words = words_endorsement_state, .optional = true,           \
               .about = "Only those in this state.")
/* clang-format on */

static const struct shape_field filter_fields[] = {FILTER_FIELDS};
const struct shape endorsement_filter =
    SHAPE_OF(struct filter, filter_fields, .name = "EndorsementFilter");
static const struct shape_field organisation_filter_fields[] = {
    FILTER_FIELDS,
    SHAPE_ENUM(struct filter, direction, .words = words_endorsement_direction, .optional = true,
               .about = "Those that others gave it, or was asked for, unless it is \"given\": "
                        "then those that it gives, or is asked for."),
};
const struct shape endorsement_of_organisation_filter =
    SHAPE_OF(struct filter, organisation_filter_fields, .name = "OrganisationEndorsementFilter");

struct input {
    struct str endorser, message;
    int64_t version;
};

/* clang-format off */
#define INPUT_FIELDS                                                                               \
    SHAPE_UUID(struct input, endorser, .about = "The organisation that is asked."),                \
    SHAPE_TEXT(struct input, message, .optional = true, .min = 1, .max = 2000,                     \
               .about = "To the endorser, and to nobody else.")
/* clang-format on */

static const struct shape_field input_fields[] = {INPUT_FIELDS};
const struct shape endorsement_input =
    SHAPE_OF(struct input, input_fields, .name = "EndorsementInput");
static const struct shape_field badge_input_fields[] = {
    INPUT_FIELDS,
    SHAPE_INT(struct input, version, .optional = true, .min = 1, .max = INT32_MAX,
              .about = "Which version of the badge; the present one when it is not said."),
};
const struct shape endorsement_of_badge_input =
    SHAPE_OF(struct input, badge_input_fields, .name = "BadgeEndorsementInput");

struct acceptance {
    struct str comment, language;
    struct shape_list claims;
};

static const struct shape_field acceptance_fields[] = {
    SHAPE_TEXT(struct acceptance, comment, .min = 1, .max = 2000,
               .about = "What is said of it; it is signed, and public."),
    SHAPE_LANGUAGE(struct acceptance, language, .optional = true, .about = "Of the comment."),
    SHAPE_LIST(struct acceptance, claims, .item = SHAPE_IS_ENUM, .words = words_endorsement_claim,
               .optional = true, .max = CLAIMS_MAX, .about = "What is vouched for."),
};
const struct shape endorsement_acceptance =
    SHAPE_OF(struct acceptance, acceptance_fields, .name = "EndorsementAcceptance");

struct reason {
    struct str reason;
};

static const struct shape_field refusal_fields[] = {
    SHAPE_TEXT(struct reason, reason, .optional = true, .min = 1, .max = 500,
               .about = "Why not; for the one who asked."),
};
const struct shape endorsement_refusal =
    SHAPE_OF(struct reason, refusal_fields, .name = "EndorsementRefusal");
static const struct shape_field revocation_fields[] = {
    SHAPE_TEXT(struct reason, reason, .min = 1, .max = 500,
               .about = "Why; it is public, so name nobody."),
};
const struct shape endorsement_revocation =
    SHAPE_OF(struct reason, revocation_fields, .name = "EndorsementRevocation");

/* What stands in the address. */
static struct str
kind_of(const struct call *call)
{
    const char *path = call->route->path;

    return strstr(path, "{award}") != NULL   ? STR("award")
           : strstr(path, "{badge}") != NULL ? STR("badge")
                                             : STR("organisation");
}

struct reply
endorsement_list(struct call *call)
{
    const struct filter *want = call->input;
    bool are_given = str_same(want->direction, STR("given"));

    if (str_same(kind_of(call), STR("award")))
        return reply_page(call,
                          sql_endorsement_of_award(&call->door, call->parts[0], want->state,
                                                   call->after, page_count(call), call->languages),
                          NULL);
    return reply_page(call,
                      sql_endorsement_list(&call->door, kind_of(call), call->parts[0], are_given,
                                           want->state, call->after, page_count(call),
                                           call->languages),
                      NULL);
}

struct reply
endorsement_ask(struct call *call)
{
    return reply_made(call,
                      sql_endorsement_ask(&call->door, kind_of(call), call->parts[0],
                                          call->request->body, call->languages),
                      "/v1/endorsements/");
}

struct reply
endorsement_show(struct call *call)
{
    return reply_with(call, sql_endorsement_show(&call->door, call->parts[0], call->languages));
}

static struct reply
move(struct call *call, struct str action, struct str input)
{
    return reply_done(
        call, sql_endorsement_move(&call->door, call->parts[0], action, input, call->languages));
}

struct reply
endorsement_accept(struct call *call)
{
    return move(call, STR("accept"), call->request->body);
}

struct reply
endorsement_refuse(struct call *call)
{
    return move(call, STR("decline"), call->request->body);
}

struct reply
endorsement_withdraw(struct call *call)
{
    return move(call, STR("withdraw"), STR_NONE);
}

struct reply
endorsement_revoke(struct call *call)
{
    return move(call, STR("revoke"), call->request->body);
}

struct reply
endorsement_hide(struct call *call)
{
    return reply_done(call, sql_endorsement_hide(&call->door, call->parts[0], call->languages));
}

struct reply
endorsement_credential(struct call *call)
{
    static const char *const types[] = {TYPE_CREDENTIAL, "application/ld+json", "application/json",
                                        TYPE_TOKEN};
    struct issue_house house = credential_house(call);
    struct issue_credential signed_one;
    const char *type = type_wanted(call->request->accept, types, sizeof(types) / sizeof(types[0]));
    enum problem problem;

    if (type == NULL)
        return reply_detailed(
            call, PROBLEM_NOT_ACCEPTABLE,
            STR("Accept " TYPE_CREDENTIAL ", application/json or " TYPE_TOKEN "."));
    problem = issue_endorsement(&house, call->parts[0], &signed_one);
    return problem ? reply_refusal(call, problem) : credential_reply(call, type, &signed_one);
}
