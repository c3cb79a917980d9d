#include "api/account-parts.h"

#include "api/limits.h"
#include "base/clock.h"
#include "http/browser.h"
#include "http/redirect.h"

#include <string.h>

struct str
account_hash(struct call *call, struct str text)
{
    return pg_bytes(call->arena, keys_sha256(call->arena, text));
}

struct str
account_browser_hash(struct call *call)
{
    return account_hash(call, call->form_owner.size > 0 ? call->form_owner : STR(""));
}

static const struct shape_field answer_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct account_answer, code, .optional = true, .max = 4000,
               .about = "For the courier."),
    SHAPE_TEXT(struct account_answer, state, .optional = true, .max = 200,
               .about = "As it was sent."),
    SHAPE_TEXT(struct account_answer, error, .optional = true, .max = 200,
               .about = "Why there is no code."),
    SHAPE_TEXT(struct account_answer, iss, .optional = true, .max = 2000, .about = "Who answers."),
};
const struct shape account_answer =
    SHAPE_OF(struct account_answer, answer_fields, .name = "CodeAnswer");

struct account_token
account_token(struct call *call, const char *prefix)
{
    struct str text = keys_secret(call->arena, prefix);

    return (struct account_token){text, account_hash(call, text)};
}

struct str
account_key(struct call *call, struct str address)
{
    return pg_bytes(call->arena, keys_hmac_sha256(call->arena, call->api->pepper, address));
}

int
account_wait(struct call *call)
{
    struct str from = neighbour_of(call->arena, call->request->remote);
    struct limits_state state;

    if (from.size == 0)
        return 0;
    state = limits_take(call->api->limits, OF_NEIGHBOUR, from, clock_now());
    if (!state.is_over)
        return 0;
    call->retry_after = arena_print(call->arena, "%d", state.reset_s);
    return state.reset_s;
}

void
account_error(struct page_data *data, const char *field, const char *code, const char *flag)
{
    struct page_data *row = page_row(data, "errors");

    page_set(row, "field", str_of(field));
    page_set(row, "code", str_of(code));
    page_flag(data, "hasErrors", true);
    if (flag != NULL)
        page_flag(data, flag, true);
}

bool
account_password_fits(struct call *call, struct page_data *data, struct str password,
                      struct str email, struct str name)
{
    static const char *const codes[] = {
        [PASSWORD_TOO_SHORT] = "password_short",
        [PASSWORD_TOO_LONG] = "password_long",
        [PASSWORD_TOO_COMMON] = "password_common",
        [PASSWORD_LIKE_YOU] = "password_like_you",
    };
    enum password_fault fault = password_judge(call->arena, password, email, name);

    if (fault != PASSWORD_FITS)
        account_error(data, "password", codes[fault], "errorPassword");
    return fault == PASSWORD_FITS;
}

/* Whoever sits at a browser that was left, or has its cookie, guesses no faster than others. */
static bool
guesses_too_often(struct call *call)
{
    struct limits_state state =
        limits_look(call->api->limits, OF_PASSWORD, call->session.person, clock_now());

    if (state.is_over)
        call->retry_after = arena_print(call->arena, "%d", state.reset_s);
    return state.is_over;
}

enum problem
account_shown_again(struct call *call, struct page_data *data, struct str password, bool *is_right)
{
    struct pg_answer kept = sql_account_phc(&call->door);
    enum password_verdict verdict = PASSWORD_WRONG;
    enum problem problem = kept.problem;

    if (!problem && guesses_too_often(call))
        problem = PROBLEM_RATE_LIMITED;
    if (!problem)
        problem = hashing_check(call, password, pg_cell(&kept, 0, 0), &verdict);
    *is_right = !problem && verdict != PASSWORD_WRONG;
    if (!problem && !*is_right) {
        limits_take(call->api->limits, OF_PASSWORD, call->session.person, clock_now());
        account_error(data, "password", "wrong_password", "errorPassword");
    }
    return problem;
}

struct reply
account_signed_in(struct call *call, struct account_token session, struct str where)
{
    struct reply reply = reply_see(call, where);

    browser_set_cookie(call, &reply, "sid", session.text, BROWSER_SESSION_S);
    return reply;
}

void
account_set_ways(struct call *call, struct page_data *data, struct str next, struct str email)
{
    struct str in = redirect_add(call->arena, STR("/account/sign-in"), "next", next);
    struct str up = redirect_add(call->arena, STR("/account/sign-up"), "next", next);

    page_set(data, "signInUrl", redirect_add(call->arena, in, "email", email));
    page_set(data, "signUpUrl", redirect_add(call->arena, up, "email", email));
}

struct reply
account_noticed(struct call *call, const char *where, const char *code)
{
    return reply_see(call, arena_print(call->arena, "%s?notice=%s", where, code));
}

/* Only words that there are; a link of somebody else's can make no others. */
void
account_set_notice(struct call *call, struct page_data *data)
{
    struct str rest = call->request->query, pair, name;

    while (str_cut(&rest, '&', &pair)) {
        str_cut(&pair, '=', &name);
        if (str_same(name, STR("notice")) && pair.size > 0 &&
            page_word(STR("en"), arena_print(call->arena, "notice." STR_FMT, STR_ARG(pair))).at !=
                NULL)
            page_set(data, "notice", pair);
    }
}

struct str
account_agent(struct call *call)
{
    enum { AGENT_SIZE_MAX = 200 };
    struct str agent = call->request->user_agent;

    if (agent.size == 0)
        return STR("?");
    for (size_t i = 0; i < agent.size; i++)
        if ((unsigned char)agent.at[i] < ' ' || (unsigned char)agent.at[i] > '~')
            return STR("?");
    return agent.size > AGENT_SIZE_MAX ? (struct str){agent.at, AGENT_SIZE_MAX} : agent;
}
