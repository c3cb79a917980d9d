#include "api/oauth.h"

#include "api/reply.h"
#include "api/wallet.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/uuid.h"
#include "sql/key.h"

static const struct shape_field form_fields[] = {
    OAUTH_PROOF_FIELDS,
    SHAPE_TEXT(struct oauth_form, grant_type, .max = 100,
               .about =
                   "authorization_code, refresh_token, client_credentials or " WALLET_GRANT ".",
               .example = "\"client_credentials\""),
    SHAPE_TEXT(struct oauth_form, scope, .optional = true, .max = 1000,
               .about = "Fewer than are to be had, with blanks between; all when it is not said."),
    SHAPE_TEXT(struct oauth_form, resource, .optional = true, .max = 2048,
               .about = "The issuer, which is the one resource there is (RFC 8707)."),
    SHAPE_TEXT(struct oauth_form, code, .optional = true, .max = 200,
               .about = "What the browser brought back."),
    SHAPE_TEXT(struct oauth_form, redirect_uri, .optional = true, .max = 2048,
               .about = "The address that it was brought back to."),
    SHAPE_TEXT(struct oauth_form, code_verifier, .optional = true, .max = 200,
               .about = "What the code_challenge was made of (RFC 7636)."),
    SHAPE_TEXT(struct oauth_form, refresh_token, .optional = true, .max = 200,
               .about = "The newest one; each counts once."),
    {.name = "pre-authorized_code",
                                                  .kind = SHAPE_IS_TEXT,
                                                  .optional = true,
                                                  .max = 200,
                                                  .offset = offsetof(struct oauth_form, pre_authorized_code),
                                                  .about = "Of an offer, for a wallet (OpenID4VCI 1.0)."},
    SHAPE_TEXT(struct oauth_form, tx_code, .optional = true, .max = 20,
               .about = "The digits that were shown beside the offer."),
};
const struct shape oauth_token_form = SHAPE_OF(struct oauth_form, form_fields, .name = "TokenForm");

struct reply
oauth_refuse(struct call *call, int status, const char *error, const char *description)
{
    struct text body = text_new(call->arena);
    struct reply reply = {.status = status, .type = "application/json"};

    text_print(&body, "{\"error\":\"%s\",", error);
    text_add_member(&body, "error_description", str_of(description));
    text_add(&body, STR("}"));
    reply.body = text_str(&body);
    if (status == 401)
        reply_header(&reply, "WWW-Authenticate", STR("Basic realm=\"citylearn\""));
    if (status == 503)
        reply_header(&reply, "Retry-After", STR("1"));
    return reply;
}

bool
oauth_scopes_held(struct call *call, struct str wanted, struct str held)
{
    struct str one;

    while (str_cut(&wanted, ' ', &one))
        if (one.size > 0 && !token_scope_holds(held, arena_copy(call->arena, one).at))
            return false;
    return true;
}

static struct reply
give(struct call *call, const struct oauth_client *client, struct str scope)
{
    int64_t now = clock_now();
    struct token_claims claims = {
        .issuer = call->api->base_url,
        .audience = call->api->base_url,
        .subject = client->id,
        .client = client->id,
        .organisation = client->organisation,
        .scope = scope,
        .token_id = uuid_new(call->arena),
        .session = client->secret.size > 0 ? client->secret : client->id,
        .issued_at = now,
        .expires_at = now + TOKEN_LIFE_S,
    };
    struct str token = token_issue(call->arena, call->api->keys, &claims);
    struct text body = text_new(call->arena);

    if (token.at == NULL)
        return oauth_refuse(call, 503, "temporarily_unavailable", "No signing key is at hand yet.");
    text_print(&body, "{\"access_token\":\"" STR_FMT "\",\"token_type\":\"Bearer\",",
               STR_ARG(token));
    text_print(&body, "\"expires_in\":%d,\"scope\":", TOKEN_LIFE_S);
    text_add_json(&body, scope);
    text_add(&body, STR("}"));
    return (struct reply){.status = 200, .type = "application/json", .body = text_str(&body)};
}

static struct reply
grant_client(struct call *call, const struct oauth_client *client)
{
    const struct oauth_form *form = call->input;

    if (client->own_scopes.size == 0 ||
        (form->scope.size > 0 && !oauth_scopes_held(call, form->scope, client->own_scopes)))
        return oauth_refuse(call, 400, "invalid_scope",
                            "The client does not have all of these scopes.");
    return give(call, client, form->scope.size > 0 ? form->scope : client->own_scopes);
}

static const struct {
    const char *name;
    struct reply (*grant)(struct call *call, const struct oauth_client *client);
} grants[] = {
    {"client_credentials", grant_client       },
    {"authorization_code", oauth_grant_code   },
    {"refresh_token",      oauth_grant_refresh},
};

struct reply
oauth_token(struct call *call)
{
    const struct oauth_form *form = call->input;
    struct oauth_client client;
    struct reply refusal;

    if (call->errors.count > 0)
        return oauth_refuse(call, 400, "invalid_request",
                            "A parameter is missing, repeated or too long.");
    if (str_same(form->grant_type, STR(WALLET_GRANT)))
        return wallet_token(call);
    if (oauth_client_known(call, &form->proof, &client, &refusal))
        return refusal;
    if (form->resource.size > 0 && !str_same(form->resource, call->api->base_url))
        return oauth_refuse(call, 400, "invalid_target", "The only resource is the issuer's own.");
    for (size_t i = 0; i < sizeof(grants) / sizeof(grants[0]); i++) {
        if (!str_same(form->grant_type, str_of(grants[i].name)))
            continue;
        return token_scope_holds(client.grants, grants[i].name)
                   ? grants[i].grant(call, &client)
                   : oauth_refuse(call, 400, "unauthorized_client",
                                  "This grant is not for this client.");
    }
    return oauth_refuse(call, 400, "unsupported_grant_type",
                        "Only authorization_code, refresh_token and client_credentials are taken.");
}

struct reply
oauth_jwks(struct call *call)
{
    struct pg_answer answer = sql_key_list(&call->door);
    struct text body = text_new(call->arena);

    if (answer.problem)
        return reply_refusal(call, answer.problem);
    text_add(&body, STR("{\"keys\":["));
    for (size_t i = 0; i < answer.rows; i++) {
        text_add(&body, i > 0 ? STR(",") : STR(""));
        text_add(&body, pg_cell(&answer, i, KEY_LIST_JWK));
    }
    text_add(&body, STR("]}"));
    return reply_json(call, text_str(&body));
}
