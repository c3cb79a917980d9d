/* What an authorization request has to be, as a table: the first row that holds is its error. */
#include "api/oauth-parts.h"

#include "api/words.h"
#include "base/clock.h"
#include "base/text.h"
#include "token/token.h"

#include <string.h>

enum { CHALLENGE_SIZE = 43, MAX_AGE_MAX = 1 << 30 };

static const char *const prompts[] = {"none", "login", "consent", "select_account", NULL};

static bool
is_word_of(struct str word, const char *const *words)
{
    for (; *words != NULL; words++)
        if (str_same(word, str_of(*words)))
            return true;
    return false;
}

static bool
has_misfit(struct call *call, struct oauth_request *ask)
{
    (void)call;
    return ask->misfit != NULL;
}

static bool
has_request(struct call *call, struct oauth_request *ask)
{
    (void)call;
    return ask->request.at != NULL;
}

static bool
has_request_uri(struct call *call, struct oauth_request *ask)
{
    (void)call;
    return ask->request_uri.at != NULL;
}

static bool
has_registration(struct call *call, struct oauth_request *ask)
{
    (void)call;
    return ask->registration.at != NULL;
}

static bool
lacks_type(struct call *call, struct oauth_request *ask)
{
    (void)call;
    return ask->response_type.at == NULL;
}

static bool
has_other_type(struct call *call, struct oauth_request *ask)
{
    (void)call;
    return !str_same(ask->response_type, STR("code"));
}

static bool
has_other_mode(struct call *call, struct oauth_request *ask)
{
    (void)call;
    return ask->response_mode.at != NULL && !str_same(ask->response_mode, STR("query"));
}

static bool
may_not(struct call *call, struct oauth_request *ask)
{
    (void)call;
    return !token_scope_holds(ask->grants, "authorization_code");
}

/* 256 bits as base64url, which PKCE's S256 makes: nothing else is taken, "plain" least of all. */
static bool
lacks_challenge(struct call *call, struct oauth_request *ask)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    (void)call;
    if (ask->code_challenge.at == NULL || ask->code_challenge.size != CHALLENGE_SIZE ||
        ask->code_challenge_method.at == NULL || !str_same(ask->code_challenge_method, STR("S256")))
        return true;
    for (size_t i = 0; i < CHALLENGE_SIZE; i++)
        if (strchr(letters, ask->code_challenge.at[i]) == NULL)
            return true;
    return false;
}

static bool
has_other_prompt(struct call *call, struct oauth_request *ask)
{
    struct str rest = ask->prompt, word;

    (void)call;
    while (str_cut(&rest, ' ', &word))
        if (!is_word_of(word, prompts) ||
            (str_same(word, STR("none")) && word.size != ask->prompt.size))
            return true;
    return false;
}

/* The younger of both demands holds; one that lies ahead would ask for ever. */
static bool
has_bad_age(struct call *call, struct oauth_request *ask)
{
    int64_t now = clock_now(), age = 0, after = 0;

    (void)call;
    if (ask->max_age.at != NULL &&
        (!str_integer(ask->max_age, &age) || age < 0 || age > MAX_AGE_MAX))
        return true;
    if (ask->auth_after.at != NULL &&
        (!str_integer(ask->auth_after, &after) || after < 0 || after > now))
        return true;
    ask->signed_in_after = after;
    if (ask->max_age.at != NULL && now - age > after)
        ask->signed_in_after = now - age;
    return false;
}

static bool
has_other_resource(struct call *call, struct oauth_request *ask)
{
    return ask->resource.at != NULL && !str_same(ask->resource, call->api->base_url);
}

/* What it asks for shrinks to what people may grant and it may have, each named once. */
static bool
lacks_scope(struct call *call, struct oauth_request *ask)
{
    struct text scopes = text_new(call->arena);
    struct str rest = ask->scope, one;

    text_add(&scopes, STR(""));
    while (str_cut(&rest, ' ', &one)) {
        const char *name = arena_copy(call->arena, one).at;

        if (one.size > 0 && is_word_of(one, words_scope_of_people) &&
            token_scope_holds(ask->held, name) && !token_scope_holds(text_str(&scopes), name))
            text_print(&scopes, "%s" STR_FMT, scopes.size > 0 ? " " : "", STR_ARG(one));
    }
    ask->scopes = text_str(&scopes);
    return ask->scopes.size == 0;
}

static const struct oauth_fault faults[] = {
    {has_misfit,         "invalid_request",            "A parameter was sent twice, is too long, or is no text."},
    {has_request,        "request_not_supported",      "Send the parameters themselves and no request object."  },
    {has_request_uri,    "request_uri_not_supported",
     "Send the parameters themselves and no request_uri."                                                       },
    {has_registration,   "registration_not_supported",
     "Register the app at /oauth2/register before."                                                             },
    {lacks_type,         "invalid_request",            "response_type is missing; it has to be code."           },
    {has_other_type,     "unsupported_response_type",  "response_type has to be code."                          },
    {has_other_mode,     "invalid_request",            "response_mode has to be query."                         },
    {may_not,            "unauthorized_client",        "This client is not for signing people in."              },
    {lacks_challenge,    "invalid_request",            "Send a code_challenge, with code_challenge_method S256."},
    {has_other_prompt,   "invalid_request",
     "prompt is none alone, or of login, consent and select_account."                                           },
    {has_bad_age,        "invalid_request",            "max_age has to be a number of seconds."                 },
    {has_other_resource, "invalid_target",             "The only resource is the issuer's own."                 },
    {lacks_scope,        "invalid_scope",
     "The app asks for nothing that it may have; name a scope of its."                                          },
};

const struct oauth_fault *
oauth_request_judge(struct call *call, struct oauth_request *ask)
{
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        if (faults[i].is_there(call, ask))
            return &faults[i];
    return NULL;
}

bool
oauth_request_prompts(const struct oauth_request *ask, const char *word)
{
    return token_scope_holds(ask->prompt, word);
}
