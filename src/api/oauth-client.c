#include "api/oauth-client.h"

#include "api/limits.h"
#include "api/oauth.h"
#include "base/clock.h"
#include "base/coding.h"
#include "http/browser.h"
#include "sql/client.h"

#define JWT_BEARER "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

/* What a client has shown, whichever way: what the database is asked. */
struct shown {
    struct str client, hash, assertion, until;
    enum problem problem; /* the database could not tell */
};

/* The id and secret of client_secret_basic, both form-encoded (RFC 6749 section 2.3.1). */
static bool
read_basic(struct call *call, struct shown *shown)
{
    struct str authorization = call->request->authorization, kind, pair, secret;

    if (!str_cut(&authorization, ' ', &kind) || !str_same_any_case(kind, STR("Basic")) ||
        authorization.at == NULL)
        return false;
    pair = coding_from_base64(call->arena, str_trim(authorization));
    if (!str_cut(&pair, ':', &shown->client) || pair.at == NULL)
        return false;
    shown->client = coding_from_form(call->arena, shown->client);
    secret = coding_from_form(call->arena, pair);
    shown->hash = pg_bytes(call->arena, keys_sha256(call->arena, secret));
    return str_is_uuid(shown->client);
}

static enum problem
refuse(struct call *call, struct reply *refusal, const char *description)
{
    *refusal = oauth_refuse(call, 401, "invalid_client", description);
    return PROBLEM_UNAUTHENTICATED;
}

static enum problem
refuse_for_now(struct call *call, struct reply *refusal, enum problem problem)
{
    *refusal = oauth_refuse(call, 503, "temporarily_unavailable", "Send it again in a moment.");
    return problem;
}

/* Guesses at one client out of one neighbourhood are counted, and then not looked at. */
static enum problem
refuse_guess(struct call *call, struct reply *refusal, struct limits_state state)
{
    *refusal = oauth_refuse(call, 429, "temporarily_unavailable",
                            "Too many wrong credentials; wait as long as Retry-After says.");
    reply_header(refusal, "Retry-After", arena_print(call->arena, "%d", state.reset_s));
    return PROBLEM_RATE_LIMITED;
}

static enum problem
find(struct call *call, const struct shown *shown, struct oauth_client *client,
     struct reply *refusal)
{
    struct pg_answer answer =
        sql_client_known(&call->door, shown->client, shown->hash, shown->assertion, shown->until);

    if (answer.problem == PROBLEM_NOT_FOUND)
        return refuse(call, refusal, "No such client, or not its credentials.");
    if (answer.problem)
        return refuse_for_now(call, refusal, answer.problem);
    *client = (struct oauth_client){
        .id = shown->client,
        .name = pg_cell(&answer, 0, CLIENT_KNOWN_NAME),
        .organisation = pg_cell(&answer, 0, CLIENT_KNOWN_ORGANISATION),
        .kind = pg_cell(&answer, 0, CLIENT_KNOWN_KIND),
        .auth_method = pg_cell(&answer, 0, CLIENT_KNOWN_AUTH_METHOD),
        .scopes = pg_cell(&answer, 0, CLIENT_KNOWN_SCOPES),
        .own_scopes = pg_cell(&answer, 0, CLIENT_KNOWN_OWN_SCOPES),
        .grants = pg_cell(&answer, 0, CLIENT_KNOWN_GRANTS),
        .id_token_alg = pg_cell(&answer, 0, CLIENT_KNOWN_ID_TOKEN_ALG),
        .secret = pg_cell(&answer, 0, CLIENT_KNOWN_SECRET),
    };
    return PROBLEM_NONE;
}

/* RFC 7521 section 4.2: an assertion that is not good is a client that is not known. */
static const char *
read_assertion(struct call *call, const struct oauth_proof *proof, struct shown *shown)
{
    struct oauth_assertion assertion = {STR_NONE, STR_NONE, STR_NONE};

    if (!str_same(proof->client_assertion_type, STR(JWT_BEARER)))
        return "The client_assertion_type is not that of RFC 7523.";
    shown->problem = oauth_assertion_read(call, proof->client_assertion, &assertion);
    if (shown->problem == PROBLEM_UNAUTHENTICATED)
        return "The client_assertion is not good: it needs iss, sub, aud, exp and jti, and the "
               "signature of a key of the client.";
    shown->client = assertion.client;
    shown->assertion = assertion.hash;
    shown->until = assertion.until;
    return NULL;
}

/* What was shown, by the one way that was taken; or why not. */
static const char *
read_proof(struct call *call, const struct oauth_proof *proof, struct shown *shown)
{
    const char *misfit = NULL;

    if (proof->client_assertion.size > 0 || proof->client_assertion_type.size > 0)
        misfit = read_assertion(call, proof, shown);
    else if (call->request->authorization.at != NULL || proof->client_id.size == 0)
        misfit = read_basic(call, shown) ? NULL : "Send the client id and secret as Basic.";
    else
        shown->client = proof->client_id;
    if (misfit == NULL && proof->client_id.size > 0 && !str_same(proof->client_id, shown->client))
        misfit = "client_id is not the client that the credentials name.";
    return misfit;
}

/* RFC 6749 section 2.3: one way in each request. */
static bool
shows_two(const struct call *call, const struct oauth_proof *proof)
{
    return (call->request->authorization.at != NULL) + (proof->client_secret.size > 0) +
               (proof->client_assertion.size > 0 || proof->client_assertion_type.size > 0) >
           1;
}

/* Whom guesses are counted for. Who is counted out may be a client that does not exist. */
static struct str
guesser(struct call *call, struct str client)
{
    return arena_print(call->arena, STR_FMT " " STR_FMT, STR_ARG(client),
                       STR_ARG(network_of(call->arena, call->request->remote)));
}

enum problem
oauth_client_known(struct call *call, const struct oauth_proof *proof, struct oauth_client *client,
                   struct reply *refusal)
{
    struct shown shown = {STR_NONE, STR_NONE, STR_NONE, STR_NONE, PROBLEM_NONE};
    struct limits_state state;
    enum problem problem;
    const char *misfit;
    struct str who;

    if (shows_two(call, proof)) {
        *refusal = oauth_refuse(call, 400, "invalid_request",
                                "Show who the client is in one way, not in two.");
        return PROBLEM_MALFORMED_REQUEST;
    }
    if (proof->client_secret.size > 0)
        return refuse(call, refusal, "Send the client id and secret as Basic, not in the form.");
    misfit = read_proof(call, proof, &shown);
    if (misfit == NULL && shown.problem)
        return refuse_for_now(call, refusal, shown.problem);
    if (misfit != NULL || !str_is_uuid(shown.client))
        return refuse(call, refusal, misfit == NULL ? "No such client." : misfit);
    who = guesser(call, shown.client);
    state = limits_look(call->api->limits, OF_CLIENT, who, clock_now());
    if (state.is_over)
        return refuse_guess(call, refusal, state);
    problem = find(call, &shown, client, refusal);
    if (problem == PROBLEM_UNAUTHENTICATED)
        limits_take(call->api->limits, OF_CLIENT, who, clock_now());
    return problem;
}
