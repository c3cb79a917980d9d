#include "api/oauth.h"

#include "api/reply.h"
#include "base/clock.h"
#include "base/coding.h"
#include "base/text.h"
#include "base/uuid.h"
#include "sql/client.h"
#include "sql/key.h"

struct form {
    struct str grant_type, scope;
};

static const struct shape_field form_fields[] = {
    SHAPE_TEXT(struct form, grant_type, .max = 100, .about = "client_credentials.",
               .example = "\"client_credentials\""),
    SHAPE_TEXT(struct form, scope, .optional = true, .max = 1000,
               .about = "Fewer than the client has, with blanks between; all when it is not said."),
};
const struct shape oauth_token_form = SHAPE_OF(struct form, form_fields, .name = "TokenForm");

/* RFC 6749 section 5.2. */
static struct reply
refuse(struct call *call, int status, const char *error, const char *description)
{
    struct reply reply = {
        .status = status,
        .type = "application/json",
        .body = arena_print(call->arena, "{\"error\":\"%s\",\"error_description\":\"%s\"}", error,
                            description),
    };

    if (status == 401)
        reply_header(&reply, "WWW-Authenticate", STR("Basic realm=\"citylearn\""));
    if (status == 503)
        reply_header(&reply, "Retry-After", STR("1"));
    return reply;
}

/* The id and secret of client_secret_basic, both form-encoded (RFC 6749 section 2.3.1). */
static bool
read_basic(struct call *call, struct str *client, struct str *secret)
{
    struct str authorization = call->request->authorization, kind, pair;

    if (!str_cut(&authorization, ' ', &kind) || !str_same_any_case(kind, STR("Basic")) ||
        authorization.at == NULL)
        return false;
    pair = coding_from_base64(call->arena, str_trim(authorization));
    if (!str_cut(&pair, ':', client) || pair.at == NULL)
        return false;
    *client = coding_from_form(call->arena, *client);
    *secret = coding_from_form(call->arena, pair);
    return str_is_uuid(*client);
}

/* Whether each of `wanted` is among `held`. */
static bool
are_held(struct call *call, struct str wanted, struct str held)
{
    struct str one;

    while (str_cut(&wanted, ' ', &one))
        if (one.size > 0 && !token_scope_holds(held, arena_copy(call->arena, one).at))
            return false;
    return true;
}

static struct reply
grant(struct call *call, struct str client, struct str organisation, struct str scope)
{
    int64_t now = clock_now();
    struct token_claims claims = {
        .issuer = call->api->base_url,
        .audience = call->api->base_url,
        .subject = client,
        .client = client,
        .organisation = organisation,
        .scope = scope,
        .token_id = uuid_new(call->arena),
        .session = client,
        .issued_at = now,
        .expires_at = now + TOKEN_LIFE_S,
    };
    struct str token = token_issue(call->arena, call->api->keys, &claims);
    struct text body = text_new(call->arena);

    if (token.at == NULL)
        return refuse(call, 503, "temporarily_unavailable", "No signing key is at hand yet.");
    text_print(&body, "{\"access_token\":\"" STR_FMT "\",\"token_type\":\"Bearer\",",
               STR_ARG(token));
    text_print(&body, "\"expires_in\":%d,\"scope\":", TOKEN_LIFE_S);
    text_add_json(&body, scope);
    text_add(&body, STR("}"));
    return (struct reply){.status = 200, .type = "application/json", .body = text_str(&body)};
}

struct reply
oauth_token(struct call *call)
{
    const struct form *form = call->input;
    struct str client, secret, scope;
    struct pg_answer answer;

    if (call->errors.count > 0)
        return refuse(call, 400, "invalid_request",
                      "A parameter is missing, repeated or too long.");
    if (!read_basic(call, &client, &secret))
        return refuse(call, 401, "invalid_client", "Send the client id and secret as Basic.");
    if (!str_same(form->grant_type, STR("client_credentials")))
        return refuse(call, 400, "unsupported_grant_type", "Only client_credentials is taken.");

    struct str hash = pg_bytes(call->arena, keys_sha256(call->arena, secret));

    answer = sql_client_enter(&call->door, client, hash);
    if (answer.problem == PROBLEM_NOT_FOUND)
        return refuse(call, 401, "invalid_client", "No such client, or not its secret.");
    if (answer.problem)
        return refuse(call, 503, "temporarily_unavailable", "Send it again in a moment.");
    scope = pg_named(&answer, 0, "scopes");
    if (form->scope.size > 0 && !are_held(call, form->scope, scope))
        return refuse(call, 400, "invalid_scope", "The client does not have all of these scopes.");
    return grant(call, client, pg_named(&answer, 0, "organisation"),
                 form->scope.size > 0 ? form->scope : scope);
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
