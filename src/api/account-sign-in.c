/* Signing in and out. */
#include "api/account-parts.h"

#include "api/oauth-authorize.h"
#include "base/coding.h"
#include "http/browser.h"
#include "sql/federation.h"

enum { DEVICE_S = 365 * 86400 };

struct sign_in {
    struct form_guard guard;
    struct str next, email, password;
};

static const struct shape_field sign_in_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct sign_in, next, .optional = true, .max = 4000, .about = "Where to go then."),
    SHAPE_TEXT(struct sign_in, email, .optional = true, .max = 1000, .about = "An address."),
    SHAPE_TEXT(struct sign_in, password, .optional = true, .max = 1000, .about = "Its password."),
};
const struct shape account_sign_in_form =
    SHAPE_OF(struct sign_in, sign_in_fields, .name = "SignInForm");

struct next {
    struct form_guard guard;
    struct str next;
};

static const struct shape_field next_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct next, next, .optional = true, .max = 4000, .about = "Where to go then."),
};
const struct shape account_next_form = SHAPE_OF(struct next, next_fields, .name = "NextForm");

/* What may stand in a policy: nothing that begins another directive or source. */
static struct str
source_of(struct str origin)
{
    for (size_t i = 0; i < origin.size; i++)
        if (origin.at[i] <= ' ' || origin.at[i] >= 0x7f || origin.at[i] == ';' ||
            origin.at[i] == ',' || origin.at[i] == '\'' || origin.at[i] == '*' ||
            origin.at[i] == '?' || origin.at[i] == '#')
            return STR("");
    return origin;
}

/* Those that one can sign in with elsewhere; their origins are added to what forms lead to. */
static struct str
add_providers(struct call *call, struct page_data *data, struct str towards)
{
    struct pg_answer providers = sql_provider_list(&call->door);

    for (size_t i = 0; !providers.problem && i < providers.rows; i++) {
        struct page_data *row = page_row(data, "providers");

        page_set(row, "id", pg_cell(&providers, i, PROVIDER_LIST_ID));
        page_set(row, "name", pg_cell(&providers, i, PROVIDER_LIST_NAME));
        page_flag(data, "hasProviders", true);
        towards = arena_print(call->arena, STR_FMT " " STR_FMT, STR_ARG(towards),
                              STR_ARG(source_of(pg_cell(&providers, i, PROVIDER_LIST_ORIGIN))));
    }
    return str_trim(towards);
}

static struct reply
show(struct call *call, int status, struct page_data *data, struct str next, struct str email)
{
    struct str kept = browser_next(call, next), quoted = coding_percent(call->arena, kept);
    struct str towards = oauth_leads_to(call, kept);

    page_set(data, "next", kept);
    page_set(data, "email", email);
    page_set(data, "signUpUrl",
             arena_print(call->arena, "/account/sign-up?next=" STR_FMT, STR_ARG(quoted)));
    page_set(data, "resetUrl", STR("/account/reset"));
    towards = add_providers(call, data, towards);
    return reply_html_towards(call, status, "sign-in", data, towards);
}

struct reply
account_sign_in_show(struct call *call)
{
    const struct sign_in *want = call->input;
    struct page_data *data = page_data_new(call->arena);

    account_set_notice(call, data);
    return show(call, 200, data, want->next, want->email);
}

/* The same for an address without an account, of which nothing is told. */
static struct reply
tell_to_wait(struct call *call, const struct sign_in *want, int64_t seconds)
{
    struct page_data *data = page_data_new(call->arena);
    struct reply reply;

    page_number(data, "waitSeconds", seconds);
    account_error(data, "password", "slow", NULL);
    reply = show(call, 429, data, want->next, want->email);
    reply_header(&reply, "Retry-After", pg_int(call->arena, seconds));
    return reply;
}

static struct reply
begin_session(struct call *call, const struct sign_in *want, struct str person, struct str key,
              enum password_verdict verdict)
{
    struct account_token session = account_token(call, "bs_");
    struct str known = browser_cookie(call, "device"), phc = STR_NONE;
    struct str device = keys_secret(call->arena, "bd_");
    struct pg_answer answer;
    struct reply reply;

    if (verdict == PASSWORD_STALE && hashing_make(call, want->password, &phc))
        phc = STR_NONE; /* the next time, then */
    answer = sql_sign_in_done(&call->door, person, key, phc, session.hash,
                              account_hash(call, known.size > 0 ? known : STR("")),
                              account_hash(call, device), account_agent(call));
    if (answer.problem)
        return reply_refusal(call, answer.problem);
    reply = account_signed_in(call, session, browser_next(call, want->next));
    browser_set_cookie(call, &reply, "device", device, DEVICE_S);
    return reply;
}

static struct reply
tell_wrong(struct call *call, const struct sign_in *want, struct str person, struct str key)
{
    struct page_data *data = page_data_new(call->arena);
    struct pg_answer answer = sql_sign_in_failed(&call->door, person, key);

    if (answer.problem)
        return reply_refusal(call, answer.problem);
    account_error(data, "email", "wrong", NULL);
    return show(call, 401, data, want->next, want->email);
}

struct reply
account_sign_in(struct call *call)
{
    const struct sign_in *want = call->input;
    struct str address = mail_address(call, want->email), device = browser_cookie(call, "device");
    struct str key = account_key(call, address.at == NULL ? STR("") : address), person;
    struct pg_answer begun;
    enum password_verdict verdict;
    enum problem problem;
    int64_t wait = account_wait(call);

    if (wait > 0)
        return tell_to_wait(call, want, wait);
    begun = sql_sign_in_begin(&call->door, address.at == NULL ? STR("") : address, key,
                              account_hash(call, device.size > 0 ? device : STR("")));
    if (begun.problem)
        return reply_refusal(call, begun.problem);
    str_integer(pg_cell(&begun, 0, SIGN_IN_BEGIN_WAIT), &wait);
    if (wait > 0)
        return tell_to_wait(call, want, wait);
    person = pg_cell(&begun, 0, SIGN_IN_BEGIN_PERSON);
    problem = hashing_check(call, want->password.at == NULL ? STR("") : want->password,
                            pg_cell(&begun, 0, SIGN_IN_BEGIN_PHC), &verdict);
    if (problem)
        return reply_refusal(call, problem);
    if (person.at == NULL || verdict == PASSWORD_WRONG)
        return tell_wrong(call, want, person, key);
    return begin_session(call, want, person, key, verdict);
}

struct reply
account_sign_out_show(struct call *call)
{
    return reply_html(call, 200, "sign-out", NULL);
}

static struct reply
sign_out(struct call *call, struct str where)
{
    struct pg_answer answer = sql_account_sign_out(&call->door, call->session.id);
    struct reply reply;

    if (answer.problem)
        return reply_refusal(call, answer.problem);
    reply = reply_see(call, where);
    browser_set_cookie(call, &reply, "sid", STR(""), 0);
    return reply;
}

struct reply
account_sign_out(struct call *call)
{
    return sign_out(call, STR("/account/sign-in?notice=signed_out"));
}

/* For who is signed in as somebody else than they want to be. */
struct reply
account_sign_out_and_back(struct call *call)
{
    const struct next *want = call->input;
    struct str quoted = coding_percent(call->arena, browser_next(call, want->next));

    return sign_out(call,
                    arena_print(call->arena, "/account/sign-in?next=" STR_FMT, STR_ARG(quoted)));
}

struct reply
account_style(struct call *call)
{
    (void)call;
    return (struct reply){.status = 200, .type = "text/css; charset=utf-8", .body = page_style()};
}

/* A city of learning: houses, and a path that leads through them. */
struct reply
account_logo(struct call *call)
{
    static const char logo[] =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\" role=\"img\">"
        "<title>citylearn</title><rect width=\"64\" height=\"64\" rx=\"12\" fill=\"#0b5394\"/>"
        "<path fill=\"#fff\" d=\"M10 48V30l10-9 10 9v18zM34 48V22l10-9 10 9v26z\"/>"
        "<path d=\"M8 54c16-6 32 4 48-2\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\"/></svg>";

    (void)call;
    return (struct reply){.status = 200, .type = "image/svg+xml", .body = str_of(logo)};
}
