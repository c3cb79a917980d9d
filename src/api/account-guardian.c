/* A child asks for the consent of a guardian, who answers by the mailed link. */
#include "api/account-parts.h"

#include "api/guardian.h"
#include "sql/guardian.h"

/* `token` is the secret of a mailed link or, for who has shown that the address is theirs, the id
 * of the question: that one may stand where it is kept, as in where to go after signing in. */
struct question {
    struct form_guard guard;
    struct str token, decision, relation;
};

static const struct shape_field question_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct question, token, .optional = true, .max = 100, .about = "Of a mailed link."),
    SHAPE_TEXT(struct question, decision, .optional = true, .max = 10,
               .about = "consent or refuse."),
    SHAPE_TEXT(struct question, relation, .optional = true, .max = 100,
               .about = "What one is to the child."),
};
const struct shape account_guardian_form =
    SHAPE_OF(struct question, question_fields, .name = "GuardianForm");

struct invitation {
    struct form_guard guard;
    struct str email;
};

static const struct shape_field invitation_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct invitation, email, .optional = true, .max = 1000, .about = "An address."),
};
const struct shape account_guardian_invitation_form =
    SHAPE_OF(struct invitation, invitation_fields, .name = "GuardianInvitationForm");

/* What the pages say of a rule that was broken. */
static const struct {
    enum problem problem;
    const char *code;
} broken[] = {
    {PROBLEM_OWN_ADDRESS,              "own_address"     },
    {PROBLEM_GUARDIAN_ASKED_TOO_OFTEN, "too_often"       },
    {PROBLEM_GUARDIAN_ADDRESS,         "guardian_address"},
    {PROBLEM_GUARDIAN_NOT_ADULT,       "guardian_adult"  },
};

/* Adds what was wrong; false when the page has no words for it. */
static bool
say(struct page_data *data, const char *field, enum problem problem)
{
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
        if (broken[i].problem == problem) {
            account_error(data, field, broken[i].code, NULL);
            return true;
        }
    return false;
}

static struct str
link_of(struct call *call, const struct question *want)
{
    return str_is_uuid(want->token)
               ? STR_NONE
               : account_hash(call, want->token.at == NULL ? STR("") : want->token);
}

static struct str
id_of(const struct question *want)
{
    return str_is_uuid(want->token) ? want->token : STR_NONE;
}

static struct reply
show_question(struct call *call, int status, struct page_data *data, const struct question *want)
{
    struct pg_answer found =
        sql_guardian_question(&call->door, link_of(call, want), id_of(want), call->languages);

    if (found.problem == PROBLEM_NOT_FOUND)
        return reply_html(call, 410, "link-gone", NULL);
    if (found.problem)
        return reply_refusal(call, found.problem);
    page_set(data, "child", pg_cell(&found, 0, GUARDIAN_QUESTION_CHILD));
    page_set(data, "city", pg_cell(&found, 0, GUARDIAN_QUESTION_CITY));
    page_set(data, "token", want->token);
    page_set(data, "relation", want->relation);
    /* The secret of the link is in neither way: both are kept for a while. */
    account_set_ways(call, data,
                     arena_print(call->arena, "/account/guardian?token=" STR_FMT,
                                 STR_ARG(pg_cell(&found, 0, GUARDIAN_QUESTION_ID))),
                     pg_cell(&found, 0, GUARDIAN_QUESTION_EMAIL));
    return reply_html(call, status, "guardian", data);
}

struct reply
account_guardian_show(struct call *call)
{
    return show_question(call, 200, page_data_new(call->arena), call->input);
}

/* To refuse, the link is enough; to consent, one is signed in, so that one can withdraw. */
struct reply
account_guardian(struct call *call)
{
    const struct question *want = call->input;
    struct page_data *data = page_data_new(call->arena);
    struct str relation = str_trim(want->relation);
    bool consents = str_same(want->decision, STR("consent"));
    struct pg_answer answer;

    if (!consents && !str_same(want->decision, STR("refuse")))
        return show_question(call, 400, data, want);
    if (consents && call->session.person.at == NULL)
        return show_question(call, 401, data, want);
    answer = sql_guardian_answer(&call->door, link_of(call, want), id_of(want), want->decision,
                                 relation.size > 0 ? relation : STR_NONE);
    if (answer.problem == PROBLEM_NOT_FOUND)
        return reply_html(call, 410, "link-gone", NULL);
    if (answer.problem && say(data, "relation", answer.problem))
        return show_question(call, problem_status(answer.problem), data, want);
    if (answer.problem)
        return reply_refusal(call, answer.problem);
    reply_poke_courier(call);
    page_set(data, "decision", want->decision);
    return reply_html(call, 200, "guardian-done", data);
}

bool
account_awaits_guardian(struct call *call)
{
    struct pg_answer standing = sql_guardian_standing(&call->door);
    struct str state;

    if (standing.problem)
        return false;
    state = pg_cell(&standing, 0, GUARDIAN_STANDING_STATE);
    return !str_same(state, STR("adult")) && !str_same(state, STR("consented"));
}

static struct reply
show_invitation(struct call *call, int status, struct page_data *data)
{
    struct pg_answer standing = sql_guardian_standing(&call->door);

    if (standing.problem)
        return reply_refusal(call, standing.problem);
    if (str_same(pg_cell(&standing, 0, GUARDIAN_STANDING_STATE), STR("adult")))
        return reply_see(call, STR("/account"));
    page_set(data, "state", pg_cell(&standing, 0, GUARDIAN_STANDING_STATE));
    page_set(data, "guardianEmail", pg_cell(&standing, 0, GUARDIAN_STANDING_EMAIL));
    return reply_html(call, status, "guardian-invitation", data);
}

struct reply
account_guardian_invitation(struct call *call)
{
    struct page_data *data = page_data_new(call->arena);

    account_set_notice(call, data);
    return show_invitation(call, 200, data);
}

struct reply
account_guardian_invite(struct call *call)
{
    const struct invitation *want = call->input;
    struct page_data *data = page_data_new(call->arena);
    struct str address = mail_address(call, want->email);
    struct pg_answer answer;

    page_set(data, "email", want->email);
    if (address.at == NULL) {
        account_error(data, "email", "email", NULL);
        return show_invitation(call, 400, data);
    }
    answer = guardian_ask(call, address, browser_language(call));
    if (answer.problem && say(data, "email", answer.problem))
        return show_invitation(call, problem_status(answer.problem), data);
    if (answer.problem)
        return reply_refusal(call, answer.problem);
    reply_poke_courier(call);
    return account_noticed(call, "/account/guardian-invitation", "asked");
}
