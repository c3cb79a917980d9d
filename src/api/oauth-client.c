#include "api/oauth-client.h"

#include "api/oauth.h"
#include "base/coding.h"
#include "sql/client.h"

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

static enum problem
refuse(struct call *call, struct reply *refusal, const char *description)
{
    *refusal = oauth_refuse(call, 401, "invalid_client", description);
    return PROBLEM_UNAUTHENTICATED;
}

static enum problem
find(struct call *call, struct str id, struct str hash, struct oauth_client *client,
     struct reply *refusal)
{
    struct pg_answer answer = sql_client_known(&call->door, id, hash);

    if (answer.problem == PROBLEM_NOT_FOUND)
        return refuse(call, refusal, "No such client, or not its secret.");
    if (answer.problem) {
        *refusal = oauth_refuse(call, 503, "temporarily_unavailable", "Send it again in a moment.");
        return answer.problem;
    }
    *client = (struct oauth_client){
        .id = id,
        .name = pg_cell(&answer, 0, CLIENT_KNOWN_NAME),
        .organisation = pg_cell(&answer, 0, CLIENT_KNOWN_ORGANISATION),
        .kind = pg_cell(&answer, 0, CLIENT_KNOWN_KIND),
        .auth_method = pg_cell(&answer, 0, CLIENT_KNOWN_AUTH_METHOD),
        .scopes = pg_cell(&answer, 0, CLIENT_KNOWN_SCOPES),
        .grants = pg_cell(&answer, 0, CLIENT_KNOWN_GRANTS),
        .id_token_alg = pg_cell(&answer, 0, CLIENT_KNOWN_ID_TOKEN_ALG),
    };
    return PROBLEM_NONE;
}

enum problem
oauth_client_known(struct call *call, struct str client_id, struct oauth_client *client,
                   struct reply *refusal)
{
    struct str id, secret;

    if (call->request->authorization.at == NULL && client_id.size > 0)
        return str_is_uuid(client_id) ? find(call, client_id, STR_NONE, client, refusal)
                                      : refuse(call, refusal, "No such client.");
    if (!read_basic(call, &id, &secret))
        return refuse(call, refusal, "Send the client id and secret as Basic.");
    if (client_id.size > 0 && !str_same(client_id, id))
        return refuse(call, refusal, "client_id is not the client that Basic names.");
    return find(call, id, pg_bytes(call->arena, keys_sha256(call->arena, secret)), client, refusal);
}
