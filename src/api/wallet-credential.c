/* The credential endpoint (OpenID4VCI 1.0 section 8). Each thing that may be wrong is said in the
 * standard's words. */
#include "api/wallet.h"

#include "api/credential.h"
#include "api/oauth.h"
#include "api/reply.h"
#include "base/clock.h"
#include "base/coding.h"
#include "base/text.h"
#include "json/tree.h"
#include "sql/wallet.h"

struct wanted {
    struct str credential_configuration_id;
    bool credential_identifier, proofs, credential_response_encryption;
};

static const struct shape_field fields[] = {
    SHAPE_TEXT(struct wanted, credential_configuration_id, .max = 100,
               .about = WALLET_JWT " or " WALLET_LINKED "."),
    SHAPE_ANY(struct wanted, credential_identifier, .optional = true,
              .about = "Not taken: no token has any."),
    SHAPE_ANY(struct wanted, proofs, .optional = true,
              .about = "{\"jwt\": [one JWT, signed by the key of the wallet]}."),
    SHAPE_ANY(struct wanted, credential_response_encryption, .optional = true,
              .about = "Not taken."),
};
const struct shape wallet_request =
    SHAPE_OF(struct wanted, fields, .name = "WalletRequest", .salvages = true, .ignores = true);

/* RFC 6750 section 3.1. */
static struct reply
refuse_token(struct call *call)
{
    struct reply reply =
        oauth_refuse(call, 401, "invalid_token", "Send the access_token of the offer as Bearer.");

    for (size_t i = 0; i < reply.header_count; i++)
        reply.headers[i].value = STR("Bearer error=\"invalid_token\"");
    return reply;
}

static struct reply
refuse_for_now(struct call *call)
{
    return oauth_refuse(call, 503, "temporarily_unavailable", "Send it again in a moment.");
}

static bool
read_token(struct call *call, struct str *hash)
{
    struct str authorization = call->request->authorization, kind;

    if (!str_cut(&authorization, ' ', &kind) || !str_same_any_case(kind, STR("Bearer")) ||
        authorization.at == NULL)
        return false;
    *hash = pg_bytes(call->arena, keys_sha256(call->arena, str_trim(authorization)));
    return true;
}

/* The one proof that there has to be; STR_NONE when it is none, or more. */
static struct str
proof_of(struct call *call)
{
    const struct json_tree *body, *proofs, *list;
    struct scan_fault fault;

    if (json_tree_read(call->arena, call->request->body, &body, &fault))
        return STR_NONE;
    proofs = json_tree_member(body, STR("proofs"));
    list = proofs == NULL ? NULL : json_tree_member(proofs, STR("jwt"));
    if (list == NULL || list->kind != JSON_LIST || list->first == NULL ||
        list->first->next != NULL || list->first->kind != JSON_STRING)
        return STR_NONE;
    return list->first->text;
}

/* What is wrong with what is asked for, before anybody's key is looked at; NULL: nothing. */
static const char *
misfit(struct call *call, const char **description)
{
    const struct wanted *want = call->input;
    struct str id = want->credential_configuration_id;

    *description = "Ask for " WALLET_JWT " or " WALLET_LINKED ", as credential_configuration_id.";
    if (want->credential_identifier)
        return "unknown_credential_identifier";
    if (id.size == 0)
        return "invalid_credential_request";
    if (!str_same(id, STR(WALLET_JWT)) && !str_same(id, STR(WALLET_LINKED)))
        return "unknown_credential_configuration";
    *description = "Answers are not encrypted here, beside TLS.";
    if (want->credential_response_encryption)
        return "invalid_encryption_parameters";
    return NULL;
}

/* When the nonce that we made ends; false when it is not ours, or has ended. */
static bool
read_nonce(struct call *call, struct str nonce, int64_t *until)
{
    struct str sealed = coding_from_base64url(call->arena, nonce), text;

    if (nonce.at == NULL || sealed.at == NULL)
        return false;
    text = keys_unseal(call->arena, call->api->seal, STR(WALLET_NONCE_FOR), sealed);
    return text.at != NULL && str_integer(text, until) && *until > clock_now();
}

static struct reply
hand_over(struct call *call, struct str award, struct str did)
{
    const struct wanted *want = call->input;
    struct issue_house house = credential_house(call);
    struct issue_credential made;
    struct text out = text_new(call->arena);

    if (issue_bound(&house, award, did, &made))
        return refuse_for_now(call);
    text_add(&out, STR("{\"credentials\":[{\"credential\":"));
    if (str_same(want->credential_configuration_id, STR(WALLET_JWT)))
        text_add_json(&out, made.token);
    else
        text_add(&out, made.document);
    text_add(&out, STR("}]}"));
    return reply_json(call, text_str(&out));
}

/* The proof is good: now the nonce is used up, and the database has the last word. */
static struct reply
hand(struct call *call, struct str token, struct str award, const struct badge_holder *holder)
{
    struct pg_answer answer;
    struct str outcome;
    int64_t until;

    if (!read_nonce(call, holder->nonce, &until))
        return oauth_refuse(call, 400, "invalid_nonce", "Fetch a nonce at the nonce_endpoint.");
    answer = sql_award_offer_hand(
        &call->door, token, pg_bytes(call->arena, keys_sha256(call->arena, holder->nonce)), until);
    if (answer.problem)
        return refuse_for_now(call);
    outcome = pg_cell(&answer, 0, AWARD_OFFER_HAND_OUTCOME);
    if (str_same(outcome, STR("nonce_used")))
        return oauth_refuse(call, 400, "invalid_nonce", "The nonce was used before.");
    if (!str_same(outcome, STR("granted")))
        return oauth_refuse(call, 400, "credential_request_denied",
                            "The award does not count any more, or was fetched often enough.");
    return hand_over(call, award, holder->did);
}

struct reply
wallet_credential(struct call *call)
{
    struct badge_holder_want want = {call->api->base_url, clock_now()};
    struct badge_holder holder = {.did = STR_NONE, .nonce = STR_NONE};
    struct pg_answer found;
    struct str token;
    const char *error, *description;

    if (!read_token(call, &token))
        return refuse_token(call);
    found = sql_award_offer_find(&call->door, token);
    if (found.problem)
        return found.problem == PROBLEM_NOT_FOUND ? refuse_token(call) : refuse_for_now(call);
    error = misfit(call, &description);
    if (error != NULL)
        return oauth_refuse(call, 400, error, description);
    description = badge_holder_check(call->arena, &want, proof_of(call), &holder);
    if (description != NULL)
        return oauth_refuse(call, 400, "invalid_proof", description);
    return hand(call, token, pg_cell(&found, 0, AWARD_OFFER_FIND_AWARD), &holder);
}
