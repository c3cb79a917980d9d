#include "api/browser-parts.h"

#include "api/steps.h"
#include "base/coding.h"
#include "http/browser.h"
#include "sql/session.h"

static const struct shape_field guard_fields[] = {FORM_FIELDS};
const struct shape form_guard_shape = SHAPE_OF(struct form_guard, guard_fields, .name = "Form");

bool
is_page(const struct route *route)
{
    return route->who == VISITOR || route->who == SIGNED_IN || route->who == LOOKER;
}

bool
is_shared(const struct call *call)
{
    struct str path = call->request->path;

    return call->route != NULL
               ? call->route->who == LOOKER
               : str_starts(path, STR("/a/")) || str_starts(path, STR("/b/")) ||
                     str_starts(path, STR("/badges/")) || str_starts(path, STR("/issuers/")) ||
                     str_starts(path, STR("/embed/"));
}

static bool
is_secure(const struct call *call)
{
    return str_starts(call->api->base_url, STR("https:"));
}

static struct str
name_of(const struct call *call, const char *name)
{
    return is_secure(call) ? arena_print(call->arena, "__Host-%s", name) : str_of(name);
}

struct str
browser_cookie(const struct call *call, const char *name)
{
    struct str value = cookie_named(call->request->cookie, name_of(call, name));

    return value.size > BROWSER_COOKIE_MAX ? STR_NONE : value;
}

void
browser_set_cookie(struct call *call, struct reply *reply, const char *name, struct str value,
                   int64_t seconds)
{
    struct str full = name_of(call, name);

    reply_header(reply, "Set-Cookie",
                 arena_print(call->arena,
                             STR_FMT "=" STR_FMT "; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s",
                             STR_ARG(full), STR_ARG(value), (long long)seconds,
                             is_secure(call) ? "; Secure" : ""));
}

static void
read_session(struct call *call, struct str cookie)
{
    struct pg_door door = {.pg = call->api->pg, .arena = call->arena};
    struct str hash = pg_bytes(call->arena, keys_sha256(call->arena, cookie));
    struct pg_answer answer = sql_session_find(&door, hash);

    if (answer.problem)
        return;
    call->session = (struct browser_session){
        .id = pg_cell(&answer, 0, SESSION_FIND_ID),
        .person = pg_cell(&answer, 0, SESSION_FIND_PERSON),
        .name = pg_cell(&answer, 0, SESSION_FIND_NAME),
        .email = pg_cell(&answer, 0, SESSION_FIND_EMAIL),
        .language = pg_cell(&answer, 0, SESSION_FIND_LANGUAGE),
    };
    str_integer(pg_cell(&answer, 0, SESSION_FIND_AUTH_AT), &call->session.auth_at);
    call->me.person = call->session.person;
    call->form_owner = cookie;
}

enum problem
browser_know(struct call *call)
{
    struct str cookie = browser_cookie(call, "sid");

    if (call->route->who == LOOKER)
        return PROBLEM_NONE;
    if (cookie.size > 0)
        read_session(call, cookie);
    if (call->session.person.at == NULL)
        call->form_owner = browser_cookie(call, "visit");
    return call->route->who == SIGNED_IN && call->session.person.at == NULL ? PROBLEM_SIGN_IN_FIRST
                                                                            : PROBLEM_NONE;
}

static struct str
token_for(const struct call *call, struct str owner)
{
    struct str mac = keys_hmac_sha256(call->arena, call->api->form_key, owner);

    return coding_base64url(call->arena, mac);
}

/* A browser that says where a form comes from is believed; an old one that does not has the token.
 */
static bool
comes_from_us(const struct call *call)
{
    struct str site = call->request->sec_fetch_site, origin = call->request->origin;

    if (site.at != NULL && !str_same(site, STR("same-origin")))
        return false;
    return origin.at == NULL || str_same(origin, call->api->base_url);
}

enum problem
step_guard_form(struct call *call)
{
    const struct form_guard *guard = call->input;

    if (!is_page(call->route) || call->route->method == GET)
        return PROBLEM_NONE;
    if (!comes_from_us(call) || guard == NULL || call->form_owner.size == 0 ||
        guard->csrf.at == NULL || !keys_equal(guard->csrf, token_for(call, call->form_owner)))
        return PROBLEM_FORM_EXPIRED;
    return PROBLEM_NONE;
}

struct str
browser_next(const struct call *call, struct str next)
{
    (void)call;
    for (size_t i = 0; i < next.size; i++)
        if (next.at[i] <= ' ' || next.at[i] >= 0x7f || next.at[i] == '\\')
            return STR("/account");
    if (str_starts(next, STR("/oauth2/authorize?")) || str_starts(next, STR("/account/")))
        return next;
    return STR("/account");
}

struct reply
reply_see(struct call *call, struct str where)
{
    struct reply reply = {.status = 303};
    bool is_ours = str_starts(where, STR("/"));

    reply_header(&reply, "Location",
                 is_ours ? arena_print(call->arena, STR_FMT STR_FMT, STR_ARG(call->api->base_url),
                                       STR_ARG(where))
                         : where);
    return reply;
}

/* For the forms of a browser that has nothing yet. */
struct str
browser_form_token(struct call *call, struct str *new_visit)
{
    *new_visit = STR_NONE;
    if (call->form_owner.size == 0)
        call->form_owner = browser_cookie(call, "visit");
    if (call->form_owner.size == 0) {
        *new_visit = keys_secret(call->arena, "");
        call->form_owner = *new_visit;
    }
    return token_for(call, call->form_owner);
}
