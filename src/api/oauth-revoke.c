#include "api/oauth-revoke.h"

#include "api/oauth.h"
#include "api/reply.h"
#include "base/clock.h"
#include "sql/client.h"

struct form {
    struct oauth_proof proof;
    struct str token, token_type_hint;
};

static const struct shape_field form_fields[] = {
    OAUTH_PROOF_FIELDS,
    SHAPE_TEXT(struct form, token, .max = TOKEN_SIZE_MAX, .about = "What is given back."),
    SHAPE_TEXT(struct form, token_type_hint, .optional = true, .max = 100,
               .about = "access_token or refresh_token; what it is can be seen without."),
};
const struct shape oauth_revoke_form =
    SHAPE_OF(struct form, form_fields, .name = "TokenRevocation");

static enum problem
end_access(struct call *call, const struct oauth_client *client, struct str token)
{
    struct token_want want = {call->api->base_url, call->api->base_url, clock_now()};
    struct token_claims claims;
    bool unknown_key;

    if (token_check(call->arena, call->api->keys, &want, token, &claims, &unknown_key))
        return unknown_key && !call->api->knows_keys ? PROBLEM_UNAVAILABLE : PROBLEM_NONE;
    if (!str_same(claims.client, client->id))
        return PROBLEM_NONE;
    return sql_token_revoke(&call->door, claims.token_id).problem;
}

static enum problem
end_refresh(struct call *call, const struct oauth_client *client, struct str token)
{
    struct str hash = pg_bytes(call->arena, keys_sha256(call->arena, token));

    return sql_token_revoke_refresh(&call->door, hash, client->id).problem;
}

struct reply
oauth_revoke(struct call *call)
{
    const struct form *form = call->input;
    struct oauth_client client;
    struct reply refusal;
    enum problem problem;

    if (call->errors.count > 0)
        return oauth_refuse(call, 400, "invalid_request",
                            "A parameter is missing, repeated or too long.");
    if (oauth_client_known(call, &form->proof, &client, &refusal))
        return refusal;
    if (str_starts(form->token, STR("ra_")))
        return oauth_refuse(call, 400, "unsupported_token_type",
                            "A registration ends by DELETE of its registration_client_uri.");
    problem = str_starts(form->token, STR("rt_")) ? end_refresh(call, &client, form->token)
                                                  : end_access(call, &client, form->token);
    if (problem)
        return oauth_refuse(call, 503, "temporarily_unavailable", "Send it again in a moment.");
    return reply_json(call, STR("{}"));
}
