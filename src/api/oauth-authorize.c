#include "api/oauth-authorize.h"

#include "api/account.h"
#include "api/oauth-parts.h"
#include "base/coding.h"
#include "http/redirect.h"
#include "token/token.h"

struct consent {
    struct form_guard guard;
    struct str decision;
};

static const struct shape_field consent_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct consent, decision, .optional = true, .max = 10, .about = "allow or deny."),
};
const struct shape oauth_consent_form =
    SHAPE_OF(struct consent, consent_fields, .name = "ConsentForm");

#define AUTHORIZE "/oauth2/authorize?"

/* Nobody is signed in here, or too long ago for this app. */
static bool
has_to_sign_in(const struct call *call, const struct oauth_request *ask)
{
    return call->session.person.at == NULL || oauth_request_prompts(ask, "login") ||
           call->session.auth_at < ask->signed_in_after;
}

/* The language that the app wishes counts for who has chosen none here. */
static struct str
wished_language(const struct call *call, const struct oauth_request *ask)
{
    struct str wanted[LANGUAGES_MAX], rest = ask->ui_locales;
    size_t count = 0;

    while (count < LANGUAGES_MAX && str_cut(&rest, ' ', &wanted[count]))
        count += wanted[count].size > 0;
    return count == 0 || browser_cookie(call, "lang").size > 0 ? STR_NONE
                                                               : page_language(wanted, count);
}

static struct reply
send_to_sign_in(struct call *call, const struct oauth_request *ask)
{
    bool again = call->session.person.at != NULL || oauth_request_prompts(ask, "login");
    struct str where = STR("/account/sign-in");

    where = redirect_add(call->arena, where, "next", oauth_request_address(call, ask, again));
    where = redirect_add(call->arena, where, "email", ask->login_hint);
    where = redirect_add(call->arena, where, "lang", wished_language(call, ask));
    return reply_see(call, where);
}

/*
 * The person is asked when the app wants more than they allowed it before, when it wants to
 * act while they are away, when it wishes so, and when it is a program on their machine:
 * any other could pass for that one (RFC 8252 section 8.6).
 */
static bool
has_to_ask(const struct call *call, const struct oauth_request *ask)
{
    struct str rest = ask->scopes, one;

    if (oauth_request_prompts(ask, "consent") || oauth_request_prompts(ask, "select_account") ||
        token_scope_holds(ask->scopes, "offline_access") || redirect_is_native(ask->redirect_uri))
        return true;
    while (str_cut(&rest, ' ', &one))
        if (!token_scope_holds(ask->allowed, arena_copy(call->arena, one).at))
            return true;
    return false;
}

static void
set_request(struct call *call, const struct oauth_request *ask, struct page_data *data)
{
    struct str rest = ask->scopes, one, value;
    const char *name;

    while (str_cut(&rest, ' ', &one))
        page_set(page_row(data, "scopes"), "name", one);
    for (size_t i = 0; oauth_request_carried(ask, i, &name, &value); i++) {
        struct page_data *row;

        if (value.at == NULL)
            continue;
        row = page_row(data, "params");
        page_set(row, "name", str_of(name));
        page_set(row, "value", value);
    }
    page_set(data, "next", oauth_request_address(call, ask, false));
}

static struct reply
ask_person(struct call *call, const struct oauth_request *ask)
{
    struct page_data *data = page_data_new(call->arena);

    if (oauth_request_prompts(ask, "none"))
        return oauth_send_back(call, ask, "consent_required",
                               "The person has to be asked; send them here without prompt=none.",
                               STR_NONE);
    page_set(data, "clientName", ask->name);
    page_set(data, "clientUri", ask->uri);
    page_set(data, "clientHost", ask->uri.at == NULL ? STR_NONE : redirect_host(ask->uri));
    page_set(data, "organisationName", ask->organisation);
    page_set(data, "redirectHost", redirect_host(ask->redirect_uri));
    page_flag(data, "unverified", ask->is_registered);
    page_flag(data, "isNative", redirect_is_native(ask->redirect_uri));
    set_request(call, ask, data);
    return reply_html_towards(call, 200, "consent", data,
                              redirect_source(call->arena, ask->redirect_uri));
}

static struct str
list_of(struct call *call, struct str scopes)
{
    struct str list[OAUTH_SCOPES_MAX];
    size_t count = 0;

    while (count < OAUTH_SCOPES_MAX && str_cut(&scopes, ' ', &list[count]))
        count++;
    return pg_texts(call->arena, list, count);
}

/* A code is sent by the browser, so it counts for a minute, once, and only with its verifier. */
static struct reply
give_code(struct call *call, const struct oauth_request *ask, bool asked)
{
    struct str code = keys_secret(call->arena, "ac_");
    struct str hash = pg_bytes(call->arena, keys_sha256(call->arena, code));
    struct pg_answer answer =
        sql_code_begin(&call->door, hash, ask->client_id, ask->redirect_uri, ask->code_challenge,
                       ask->nonce, list_of(call, ask->scopes), call->session.id, asked);

    if (answer.problem == PROBLEM_NOT_FOUND)
        return ask_person(call, ask);
    if (answer.problem == PROBLEM_GUARDIAN_NEEDED)
        return oauth_send_back(call, ask, "access_denied", "A guardian has to consent first.",
                               STR_NONE);
    if (answer.problem)
        return oauth_send_back(call, ask,
                               answer.problem == PROBLEM_BROKEN ? "server_error"
                                                                : "temporarily_unavailable",
                               "Send the person here again in a moment.", STR_NONE);
    return oauth_send_back(call, ask, NULL, NULL, code);
}

struct reply
oauth_authorize(struct call *call)
{
    struct oauth_request ask;
    struct reply reply;

    if (!oauth_request_read(call, call->request->query, &ask, &reply))
        return reply;
    if (has_to_sign_in(call, &ask))
        return oauth_request_prompts(&ask, "none")
                   ? oauth_send_back(
                         call, &ask, "login_required",
                         "The person has to sign in; send them here without prompt=none.", STR_NONE)
                   : send_to_sign_in(call, &ask);
    if (account_awaits_guardian(call))
        return oauth_request_prompts(&ask, "none")
                   ? oauth_send_back(call, &ask, "interaction_required",
                                     "A guardian has to consent first.", STR_NONE)
                   : reply_see(call, STR("/account/guardian-invitation"));
    return has_to_ask(call, &ask) ? ask_person(call, &ask) : give_code(call, &ask, false);
}

struct reply
oauth_consent(struct call *call)
{
    const struct consent *form = call->input;
    struct oauth_request ask;
    struct reply reply;

    if (!oauth_request_read(call, call->request->body, &ask, &reply))
        return reply;
    if (form->decision.at == NULL || !str_same(form->decision, STR("allow")))
        return oauth_send_back(call, &ask, "access_denied", "The person did not allow it.",
                               STR_NONE);
    return give_code(call, &ask, true);
}

struct str
oauth_leads_to(struct call *call, struct str next)
{
    struct oauth_request ask;
    struct reply unused;

    if (!str_starts(next, STR(AUTHORIZE)) ||
        !oauth_request_read(call, str_from(next, sizeof(AUTHORIZE) - 1), &ask, &unused))
        return STR("");
    return redirect_source(call->arena, ask.redirect_uri);
}
