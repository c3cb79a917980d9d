#include "api/oauth-request.h"

#include "api/oauth-parts.h"
#include "base/clock.h"
#include "base/coding.h"
#include "base/text.h"
#include "base/utf8.h"
#include "http/redirect.h"

#include <stddef.h>

enum { VALUE_SIZE_MAX = 2048 }; /* bytes */

/* What is carried goes on through the consent page; the rest is settled before it. */
static const struct {
    const char *name;
    size_t offset;
    bool is_carried;
} parameters[] = {
#define PARAMETER(name, is_carried)                                                                \
    {                                                                                              \
#name, offsetof(struct oauth_request, name), is_carried                                    \
    }
    PARAMETER(client_id, true),      PARAMETER(redirect_uri, true),
    PARAMETER(response_type, true),  PARAMETER(scope, true),
    PARAMETER(state, true),          PARAMETER(nonce, true),
    PARAMETER(code_challenge, true), PARAMETER(code_challenge_method, true),
    PARAMETER(resource, true),       PARAMETER(response_mode, true),
    PARAMETER(prompt, false),        PARAMETER(max_age, false),
    PARAMETER(auth_after, false),    PARAMETER(login_hint, false),
    PARAMETER(ui_locales, false),    PARAMETER(request, false),
    PARAMETER(request_uri, false),   PARAMETER(registration, false),
#undef PARAMETER
};

enum { PARAMETERS = sizeof(parameters) / sizeof(parameters[0]) };

static struct str *
value_at(struct oauth_request *ask, size_t place)
{
    return (struct str *)((char *)ask + parameters[place].offset);
}

/* What nobody knows is ignored, and what has no value was not sent (RFC 6749 section 3.1). */
static void
read_pair(struct call *call, struct str pair, bool *seen, struct oauth_request *ask)
{
    struct str name;

    str_cut(&pair, '=', &name);
    name = coding_from_form(call->arena, name);
    for (size_t i = 0; i < PARAMETERS; i++) {
        struct str value;

        if (!str_same(name, str_of(parameters[i].name)))
            continue;
        value = pair.at == NULL ? STR("") : coding_from_form(call->arena, pair);
        if (seen[i] || value.size > VALUE_SIZE_MAX || !utf8_is_plain(value)) {
            ask->misfit = parameters[i].name;
            value = STR("");
        }
        seen[i] = true;
        *value_at(ask, i) = value.size == 0 ? STR_NONE : value;
    }
}

static void
read_form(struct call *call, struct str form, struct oauth_request *ask)
{
    bool seen[PARAMETERS] = {false};
    struct str pair;

    for (size_t i = 0; i < PARAMETERS; i++)
        *value_at(ask, i) = STR_NONE;
    while (str_cut(&form, '&', &pair))
        if (pair.size > 0)
            read_pair(call, pair, seen, ask);
}

static bool
is_its_own(const struct oauth_request *ask, struct str registered)
{
    struct str one;

    while (str_cut(&registered, ' ', &one))
        if (one.size > 0 && ask->redirect_uri.at != NULL && redirect_fits(one, ask->redirect_uri))
            return true;
    return false;
}

/* Whose request it is, and whether it may be answered at the address that it names. */
static enum problem
find_client(struct call *call, struct oauth_request *ask)
{
    struct pg_answer answer;

    if (ask->client_id.at == NULL || !str_is_uuid(ask->client_id))
        return PROBLEM_APP_UNKNOWN;
    answer = sql_oauth_client(&call->door, ask->client_id);
    if (answer.problem)
        return answer.problem == PROBLEM_NOT_FOUND ? PROBLEM_APP_UNKNOWN : answer.problem;
    ask->name = pg_cell(&answer, 0, OAUTH_CLIENT_NAME);
    ask->organisation = pg_cell(&answer, 0, OAUTH_CLIENT_ORGANISATION);
    ask->uri = pg_cell(&answer, 0, OAUTH_CLIENT_URI);
    ask->held = pg_cell(&answer, 0, OAUTH_CLIENT_SCOPES);
    ask->grants = pg_cell(&answer, 0, OAUTH_CLIENT_GRANTS);
    ask->allowed = pg_cell(&answer, 0, OAUTH_CLIENT_ALLOWED);
    ask->is_registered = str_same(pg_cell(&answer, 0, OAUTH_CLIENT_REGISTERED), STR("t"));
    return is_its_own(ask, pg_cell(&answer, 0, OAUTH_CLIENT_REDIRECT_URIS))
               ? PROBLEM_NONE
               : PROBLEM_APP_ADDRESS_UNKNOWN;
}

bool
oauth_request_read(struct call *call, struct str form, struct oauth_request *ask,
                   struct reply *reply)
{
    const struct oauth_fault *fault;
    enum problem problem;

    *ask = (struct oauth_request){.misfit = NULL};
    read_form(call, form, ask);
    problem = find_client(call, ask);
    if (problem) {
        *reply = reply_html_problem(call, problem, STR_NONE);
        return false;
    }
    fault = oauth_request_judge(call, ask);
    if (fault != NULL) {
        *reply = oauth_send_back(call, ask, fault->error, fault->description, STR_NONE);
        return false;
    }
    return true;
}

struct reply
oauth_send_back(struct call *call, const struct oauth_request *ask, const char *error,
                const char *description, struct str code)
{
    struct arena *arena = call->arena;
    struct str where = redirect_add(arena, ask->redirect_uri, "code", code);

    if (error != NULL) {
        where = redirect_add(arena, where, "error", str_of(error));
        where = redirect_add(arena, where, "error_description", str_of(description));
    }
    where = redirect_add(arena, where, "state", ask->state);
    where = redirect_add(arena, where, "iss", call->api->base_url);
    return reply_see(call, where);
}

/* `prompt` without what signing in anew has settled. */
static struct str
prompt_left(struct call *call, struct str prompt)
{
    struct text left = text_new(call->arena);
    struct str word;

    while (str_cut(&prompt, ' ', &word))
        if (!str_same(word, STR("login")))
            text_print(&left, "%s" STR_FMT, left.size > 0 ? " " : "", STR_ARG(word));
    return left.size > 0 ? text_str(&left) : STR_NONE;
}

struct str
oauth_request_address(struct call *call, const struct oauth_request *ask, bool again)
{
    struct oauth_request left = *ask;
    struct str address = STR("/oauth2/authorize");

    if (again) {
        left.prompt = prompt_left(call, ask->prompt);
        left.max_age = STR_NONE;
        left.auth_after = pg_int(call->arena, clock_now());
    }
    for (size_t i = 0; i < PARAMETERS; i++)
        address = redirect_add(call->arena, address, parameters[i].name, *value_at(&left, i));
    return address;
}

bool
oauth_request_carried(const struct oauth_request *ask, size_t place, const char **name,
                      struct str *value)
{
    if (place >= PARAMETERS)
        return false;
    *name = parameters[place].name;
    *value = parameters[place].is_carried
                 ? *(const struct str *)((const char *)ask + parameters[place].offset)
                 : STR_NONE;
    return true;
}
