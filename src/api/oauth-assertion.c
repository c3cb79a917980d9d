/* Assertions by which clients show who they are (RFC 7521, RFC 7523). */
#include "api/oauth-client.h"

#include "base/clock.h"
#include "sql/client.h"
#include "token/jwt.h"

/*
 * RFC 7523 section 3 leaves open what we are called in "aud": clients say the issuer, the token
 * endpoint, or the endpoint that they send the assertion to.
 */
static enum jwt_verdict
judge(struct call *call, struct str client, struct str keys, struct str token,
      struct jwt_assertion *assertion)
{
    struct str base = call->api->base_url;
    const struct str audiences[] = {
        base,
        arena_print(call->arena, STR_FMT "/oauth2/token", STR_ARG(base)),
        arena_print(call->arena, STR_FMT "%s", STR_ARG(base), call->route->path),
    };
    struct jwt_assertion_want want = {
        .client = client,
        .audiences = audiences,
        .audience_count = sizeof(audiences) / sizeof(audiences[0]),
        .now = clock_now(),
    };
    const struct jwk_set *set = jwk_set_read(call->arena, keys);

    return set == NULL ? JWT_UNKNOWN_KEY
                       : jwt_check_assertion(call->arena, set, &want, token, assertion);
}

enum problem
oauth_assertion_read(struct call *call, struct str token, struct oauth_assertion *assertion)
{
    struct str client = jwt_named_issuer(call->arena, token);
    struct jwt_assertion good;
    struct pg_answer answer;

    if (!str_is_uuid(client))
        return PROBLEM_UNAUTHENTICATED;
    answer = sql_client_keys(&call->door, client);
    if (answer.problem)
        return answer.problem == PROBLEM_NOT_FOUND ? PROBLEM_UNAUTHENTICATED : answer.problem;
    if (judge(call, client, pg_cell(&answer, 0, CLIENT_KEYS_JWKS), token, &good))
        return PROBLEM_UNAUTHENTICATED;
    *assertion = (struct oauth_assertion){
        .client = client,
        .hash = pg_bytes(call->arena, keys_sha256(call->arena, good.token_id)),
        .until = arena_print(call->arena, "%lld", (long long)good.expires_at + 2 * JWT_LEEWAY_S),
    };
    return PROBLEM_NONE;
}
