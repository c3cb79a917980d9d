/* The grant of RFC 6749 section 4.1.3: a code, with the verifier of PKCE (RFC 7636). */
#include "api/oauth.h"

#include "base/coding.h"
#include "sql/oauth.h"

#include <string.h>

enum { VERIFIER_SIZE_MIN = 43, VERIFIER_SIZE_MAX = 128 };

/* S256 of a verifier; STR_NONE when it is none. */
static struct str
challenge_of(struct call *call, struct str verifier)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    if (verifier.size < VERIFIER_SIZE_MIN || verifier.size > VERIFIER_SIZE_MAX)
        return STR_NONE;
    for (size_t i = 0; i < verifier.size; i++)
        if (verifier.at[i] == '\0' || strchr(letters, verifier.at[i]) == NULL)
            return STR_NONE;
    return coding_base64url(call->arena, keys_sha256(call->arena, verifier));
}

static struct str
hash_of(struct call *call, struct str text)
{
    return pg_bytes(call->arena, keys_sha256(call->arena, text));
}

struct reply
oauth_grant_code(struct call *call, const struct oauth_client *client)
{
    const struct oauth_form *form = call->input;
    struct str refresh = keys_secret(call->arena, "rt_"), challenge, scopes;
    struct pg_answer answer;

    if (form->code.size == 0 || form->redirect_uri.size == 0 || form->code_verifier.size == 0)
        return oauth_refuse(call, 400, "invalid_request",
                            "Send code, redirect_uri and code_verifier.");
    challenge = challenge_of(call, form->code_verifier);
    if (challenge.at == NULL)
        return oauth_refuse(call, 400, "invalid_grant",
                            "code_verifier is 43 to 128 letters, digits, -, ., _ and ~.");
    answer = sql_code_use(&call->door, hash_of(call, form->code), client->id, form->redirect_uri,
                          challenge, hash_of(call, refresh));
    if (answer.problem)
        return oauth_refuse(call, 503, "temporarily_unavailable", "Send it again in a moment.");
    if (!str_same(pg_cell(&answer, 0, CODE_USE_OUTCOME), STR("granted")))
        return oauth_refuse_outcome(call, pg_cell(&answer, 0, CODE_USE_OUTCOME));
    scopes = pg_cell(&answer, 0, CODE_USE_SCOPES);
    return oauth_give_tokens(call, client, &answer, scopes,
                             token_scope_holds(scopes, "offline_access") ? refresh : STR_NONE);
}

/* The scopes that are wanted now, as a text[]; STR_NONE for all. */
static struct str
wanted_scopes(struct call *call, struct str scope)
{
    struct str *list = arena_list(call->arena, struct str, scope.size / 2 + 1);
    size_t count = 0;

    while (str_cut(&scope, ' ', &list[count]))
        count += list[count].size > 0;
    return count == 0 ? STR_NONE : pg_texts(call->arena, list, count);
}

/* Section 6. What is new is sent once: of its refresh token only the hash is kept. */
struct reply
oauth_grant_refresh(struct call *call, const struct oauth_client *client)
{
    const struct oauth_form *form = call->input;
    struct str next = keys_secret(call->arena, "rt_");
    struct pg_answer answer;

    if (form->refresh_token.size == 0)
        return oauth_refuse(call, 400, "invalid_request", "Send the refresh_token.");
    answer = sql_refresh_use(&call->door, hash_of(call, form->refresh_token), client->id,
                             hash_of(call, next), wanted_scopes(call, form->scope));
    if (answer.problem)
        return oauth_refuse(call, 503, "temporarily_unavailable", "Send it again in a moment.");
    if (!str_same(pg_cell(&answer, 0, REFRESH_USE_OUTCOME), STR("granted")))
        return oauth_refuse_outcome(call, pg_cell(&answer, 0, REFRESH_USE_OUTCOME));
    return oauth_give_tokens(call, client, &answer, pg_cell(&answer, 0, REFRESH_USE_SCOPES), next);
}
