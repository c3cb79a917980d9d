/* What the token endpoint answers to apps that people use. */
#include "api/oauth.h"

#include "base/clock.h"
#include "base/coding.h"
#include "base/text.h"
#include "base/uuid.h"
#include "token/id-token.h"

/* The columns that code_use and refresh_use have in common, by name. */
static struct str
column(const struct pg_answer *granted, const char *name)
{
    return pg_named(granted, 0, name);
}

static int64_t
auth_time(const struct pg_answer *granted)
{
    int64_t at = 0;

    str_integer(column(granted, "auth_at"), &at);
    return at;
}

static struct str
access_token(struct call *call, const struct oauth_client *client, const struct pg_answer *granted,
             struct str scope)
{
    int64_t now = clock_now();
    struct token_claims claims = {
        .issuer = call->api->base_url,
        .audience = call->api->base_url,
        .subject = column(granted, "person"),
        .client = client->id,
        .scope = scope,
        .token_id = uuid_new(call->arena),
        .session = column(granted, "family"),
        .issued_at = now,
        .expires_at = now + TOKEN_LIFE_S,
        .auth_time = auth_time(granted),
    };

    return token_issue(call->arena, call->api->keys, &claims);
}

/* The left half of its SHA-256, by which an app sees that the two tokens belong together. */
static struct str
hash_half(struct call *call, struct str token)
{
    struct str hash = keys_sha256(call->arena, token);

    hash.size /= 2;
    return coding_base64url(call->arena, hash);
}

static struct str
id_token(struct call *call, const struct oauth_client *client, const struct pg_answer *granted,
         struct str scope, struct str access)
{
    int64_t now = clock_now();
    bool has_email = token_scope_holds(scope, "email");
    bool has_profile = token_scope_holds(scope, "profile");
    struct id_token_claims claims = {
        .issuer = call->api->base_url,
        .subject = column(granted, "person"),
        .audience = client->id,
        .nonce = column(granted, "nonce"),
        .at_hash = hash_half(call, access),
        .session = column(granted, "session"),
        .email = has_email ? column(granted, "email") : STR_NONE,
        .name = has_profile ? column(granted, "name") : STR_NONE,
        .locale = has_profile ? column(granted, "language") : STR_NONE,
        .issued_at = now,
        .expires_at = now + TOKEN_LIFE_S,
        .auth_time = auth_time(granted),
    };

    return id_token_issue(call->arena, call->api->keys, client->id_token_alg, &claims);
}

struct reply
oauth_give_tokens(struct call *call, const struct oauth_client *client,
                  const struct pg_answer *granted, struct str scope, struct str refresh)
{
    struct str access = access_token(call, client, granted, scope), identity = STR_NONE;
    bool has_identity = token_scope_holds(scope, "openid");
    struct text body = text_new(call->arena);

    if (access.at != NULL && has_identity)
        identity = id_token(call, client, granted, scope, access);
    if (access.at == NULL || (has_identity && identity.at == NULL))
        return oauth_refuse(call, 503, "temporarily_unavailable", "No signing key is at hand yet.");
    text_print(&body, "{\"token_type\":\"Bearer\",\"expires_in\":%d,", TOKEN_LIFE_S);
    text_add_member(&body, "scope", scope);
    text_add(&body, STR(","));
    text_add_member(&body, "access_token", access);
    if (refresh.at != NULL) {
        text_add(&body, STR(","));
        text_add_member(&body, "refresh_token", refresh);
    }
    if (has_identity) {
        text_add(&body, STR(","));
        text_add_member(&body, "id_token", identity);
    }
    text_add(&body, STR("}"));
    return (struct reply){.status = 200, .type = "application/json", .body = text_str(&body)};
}

static const struct {
    const char *outcome, *error, *description;
} outcomes[] = {
    {"unknown",        "invalid_grant", "There is no such thing for this client."               },
    {"replayed",       "invalid_grant", "The code was used before; what it gave is ended."      },
    {"reused",         "invalid_grant", "The token was used before; all of its family is ended."},
    {"expired",        "invalid_grant", "It has expired."                                       },
    {"ended",          "invalid_grant", "The person has ended it, or signed out."               },
    {"other_redirect", "invalid_grant", "The redirect_uri is not the one of the code."          },
    {"other_verifier", "invalid_grant", "The code_verifier is not the one of the code."         },
    {"other_scope",    "invalid_scope", "The person did not allow all of these scopes."         },
};

struct reply
oauth_refuse_outcome(struct call *call, struct str outcome)
{
    for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
        if (str_same(outcome, str_of(outcomes[i].outcome)))
            return oauth_refuse(call, 400, outcomes[i].error, outcomes[i].description);
    return oauth_refuse(call, 400, "invalid_grant", "It counts no more.");
}
