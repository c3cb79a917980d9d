#include "api/oauth-register.h"

#include "api/oauth-register-parts.h"
#include "api/oauth.h"
#include "api/reply.h"
#include "sql/client.h"

/* RFC 6750 section 3.1. */
static struct reply
refuse_token(struct call *call)
{
    struct reply reply =
        oauth_refuse(call, 401, "invalid_token", "Send the registration_access_token as Bearer.");

    for (size_t i = 0; i < reply.header_count; i++)
        reply.headers[i].value = STR("Bearer error=\"invalid_token\"");
    return reply;
}

/* The token that a registration is looked after with, and its hash. */
static bool
read_token(struct call *call, struct str *token, struct str *hash)
{
    struct str authorization = call->request->authorization, kind;

    if (!str_cut(&authorization, ' ', &kind) || !str_same_any_case(kind, STR("Bearer")) ||
        authorization.at == NULL)
        return false;
    *token = str_trim(authorization);
    *hash = pg_bytes(call->arena, keys_sha256(call->arena, *token));
    return str_starts(*token, STR("ra_"));
}

static const struct {
    enum problem problem;
    int status;
    const char *error, *description;
} refusals[] = {
    {PROBLEM_BAD_REDIRECT_URI,       400, "invalid_redirect_uri",
     "Use https, http on 127.0.0.1, [::1] or localhost or, with token_endpoint_auth_method none, "
     "a scheme of your own with a dot in it; without a fragment, a user or dots as steps."},
    {PROBLEM_CLIENT_MISFIT,          400, "invalid_client_metadata",
     "The members do not suit each other: see token_endpoint_auth_method, jwks and scope."},
    {PROBLEM_TOO_MANY_REGISTRATIONS, 429, "temporarily_unavailable",
     "Too many clients were registered from here today."                                  },
    {PROBLEM_TOO_MANY_CLIENTS,       400, "invalid_client_metadata",
     "The organisation has ten clients, and may have no more."                            },
    {PROBLEM_NOT_ALLOWED,            403, "insufficient_scope",
     "Name the organisation in \"organisation\"; it has to be one that you own."          },
    {PROBLEM_NOT_FOUND,              400, "invalid_client_metadata",
     "Name the organisation in \"organisation\"; it has to be one that you own."          },
};

static struct reply
answer_with(struct call *call, struct pg_answer answer, int status)
{
    struct reply reply;

    if (!answer.problem) {
        reply = reply_json(call, pg_cell(&answer, 0, CLIENT_REGISTER_BODY));
        reply.status = status;
        return reply;
    }
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        if (refusals[i].problem != answer.problem)
            continue;
        reply = oauth_refuse(call, refusals[i].status, refusals[i].error, refusals[i].description);
        if (reply.status == 429)
            reply_header(&reply, "Retry-After", STR("86400"));
        return reply;
    }
    return oauth_refuse(call, 503, "temporarily_unavailable", "Send it again in a moment.");
}

struct reply
oauth_register(struct call *call)
{
    bool for_organisation = call->me.person.at != NULL || call->me.client.at != NULL;
    struct str secret = STR_NONE, hash = STR_NONE;
    struct str token = keys_secret(call->arena, "ra_");
    struct registration ask;
    const char *error, *description;

    if (for_organisation && !token_scope_holds(call->me.scope, "client:manage"))
        return oauth_refuse(call, 403, "insufficient_scope",
                            "The token has to hold client:manage; without one, anybody may.");
    error = registration_read(call, for_organisation, &ask, &description);
    if (error != NULL)
        return oauth_refuse(call, 400, error, description);
    if (str_same(ask.method, STR("client_secret_basic"))) {
        secret = keys_secret(call->arena, "cs_");
        hash = pg_bytes(call->arena, keys_sha256(call->arena, secret));
    }
    return answer_with(
        call,
        sql_client_register(&call->door, for_organisation, ask.organisation, ask.name, ask.scopes,
                            ask.redirect_uris, ask.kind, ask.method, ask.jwks, ask.uri, ask.alg,
                            ask.grants, ask.told, hash,
                            pg_bytes(call->arena, keys_sha256(call->arena, token)), secret, token),
        201);
}

struct reply
oauth_registration_show(struct call *call)
{
    struct str token, hash;
    struct pg_answer answer;

    if (!read_token(call, &token, &hash))
        return refuse_token(call);
    answer = sql_client_registration_show(&call->door, call->parts[0], hash, token);
    return answer.problem == PROBLEM_NOT_FOUND ? refuse_token(call)
                                               : answer_with(call, answer, 200);
}

struct reply
oauth_registration_put(struct call *call)
{
    struct str token, hash;
    struct pg_answer found;
    struct registration ask;
    const char *error, *description;

    if (!read_token(call, &token, &hash))
        return refuse_token(call);
    found = sql_client_registration_find(&call->door, call->parts[0], hash);
    if (found.problem)
        return found.problem == PROBLEM_NOT_FOUND ? refuse_token(call)
                                                  : answer_with(call, found, 200);
    error =
        registration_read(call, pg_cell(&found, 0, CLIENT_REGISTRATION_FIND_ORGANISATION).size > 0,
                          &ask, &description);
    if (error == NULL &&
        !str_same(ask.method, pg_cell(&found, 0, CLIENT_REGISTRATION_FIND_AUTH_METHOD))) {
        error = "invalid_client_metadata";
        description = "token_endpoint_auth_method cannot be changed; register anew.";
    }
    if (error != NULL)
        return oauth_refuse(call, 400, error, description);
    return answer_with(call,
                       sql_client_registration_put(&call->door, call->parts[0], hash, ask.name,
                                                   ask.scopes, ask.redirect_uris, ask.jwks, ask.uri,
                                                   ask.alg, ask.grants, ask.told, token),
                       200);
}

struct reply
oauth_registration_delete(struct call *call)
{
    struct str token, hash;
    struct pg_answer answer;

    if (!read_token(call, &token, &hash))
        return refuse_token(call);
    answer = sql_client_registration_delete(&call->door, call->parts[0], hash);
    if (answer.problem == PROBLEM_NOT_FOUND)
        return refuse_token(call);
    return answer.problem ? answer_with(call, answer, 200) : reply_nothing(call, answer);
}
