#include "api/oauth-introspect.h"

#include "api/oauth.h"
#include "api/reply.h"
#include "base/clock.h"
#include "base/text.h"
#include "sql/client.h"

struct form {
    struct oauth_proof proof;
    struct str token, token_type_hint;
};

static const struct shape_field form_fields[] = {
    OAUTH_PROOF_FIELDS,
    SHAPE_TEXT(struct form, token, .max = TOKEN_SIZE_MAX, .about = "What was shown."),
    SHAPE_TEXT(struct form, token_type_hint, .optional = true, .max = 100,
               .about = "access_token or refresh_token; what it is can be seen without."),
};
const struct shape oauth_introspect_form =
    SHAPE_OF(struct form, form_fields, .name = "TokenIntrospection");

/* What is told of a token that counts. */
struct told {
    struct str scope, client, subject, token_id, audience, organisation;
    int64_t issued_at, expires_at;
    bool is_access;
};

static void
add(struct text *body, const char *name, struct str value)
{
    if (value.size == 0)
        return;
    text_add(body, STR(","));
    text_add_member(body, name, value);
}

static struct reply
tell(struct call *call, const struct told *told)
{
    struct text body = text_new(call->arena);

    text_add(&body, STR("{\"active\":true"));
    add(&body, "scope", told->scope);
    add(&body, "client_id", told->client);
    add(&body, "sub", told->subject);
    add(&body, "iss", call->api->base_url);
    add(&body, "aud", told->audience);
    add(&body, "jti", told->token_id);
    add(&body, "organisation", told->organisation);
    add(&body, "token_type", told->is_access ? STR("Bearer") : STR(""));
    text_print(&body, ",\"iat\":%lld,\"exp\":%lld}", (long long)told->issued_at,
               (long long)told->expires_at);
    return reply_json(call, text_str(&body));
}

static struct reply
tell_nothing(struct call *call)
{
    return reply_json(call, STR("{\"active\":false}"));
}

/* An access token is its client's; and a service client's is its organisation's too. */
static bool
may_see(const struct oauth_client *client, const struct token_claims *claims)
{
    return str_same(claims->client, client->id) ||
           (claims->organisation.size > 0 &&
            str_same(claims->organisation, client->organisation)) ||
           token_scope_holds(client->own_scopes, "token:introspect");
}

static struct reply
tell_access(struct call *call, const struct oauth_client *client, struct str token)
{
    struct token_want want = {call->api->base_url, call->api->base_url, clock_now()};
    struct token_claims claims;
    bool unknown_key;

    if (token_check(call->arena, call->api->keys, &want, token, &claims, &unknown_key))
        return unknown_key && !call->api->knows_keys
                   ? oauth_refuse(call, 503, "temporarily_unavailable",
                                  "The keys could not be read yet.")
                   : tell_nothing(call);
    if (!may_see(client, &claims))
        return tell_nothing(call);
    return tell(call, &(struct told){
                          .scope = claims.scope,
                          .client = claims.client,
                          .subject = claims.subject,
                          .token_id = claims.token_id,
                          .audience = claims.audience,
                          .organisation = claims.organisation,
                          .issued_at = claims.issued_at,
                          .expires_at = claims.expires_at,
                          .is_access = true,
                      });
}

static struct reply
tell_refresh(struct call *call, const struct oauth_client *client, struct str token)
{
    struct pg_answer answer =
        sql_token_find(&call->door, pg_bytes(call->arena, keys_sha256(call->arena, token)));
    struct told told = {.is_access = false};

    if (answer.problem && answer.problem != PROBLEM_NOT_FOUND)
        return oauth_refuse(call, 503, "temporarily_unavailable", "Send it again in a moment.");
    if (answer.problem || !str_same(pg_cell(&answer, 0, TOKEN_FIND_CLIENT), client->id))
        return tell_nothing(call);
    told.client = client->id;
    told.subject = pg_cell(&answer, 0, TOKEN_FIND_PERSON);
    told.scope = pg_cell(&answer, 0, TOKEN_FIND_SCOPES);
    str_integer(pg_cell(&answer, 0, TOKEN_FIND_ISSUED_AT), &told.issued_at);
    str_integer(pg_cell(&answer, 0, TOKEN_FIND_EXPIRES_AT), &told.expires_at);
    return tell(call, &told);
}

struct reply
oauth_introspect(struct call *call)
{
    const struct form *form = call->input;
    struct oauth_client client;
    struct reply refusal;

    if (call->errors.count > 0)
        return oauth_refuse(call, 400, "invalid_request",
                            "A parameter is missing, repeated or too long.");
    if (oauth_client_known(call, &form->proof, &client, &refusal))
        return refusal;
    if (str_same(client.kind, STR("public")))
        return oauth_refuse(call, 401, "invalid_client",
                            "Only clients that can keep a secret are told of tokens.");
    return str_starts(form->token, STR("rt_")) ? tell_refresh(call, &client, form->token)
                                               : tell_access(call, &client, form->token);
}
