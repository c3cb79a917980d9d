#include "api/wallet.h"

#include "api/oauth.h"
#include "api/picture.h"
#include "api/reply.h"
#include "base/clock.h"
#include "base/coding.h"
#include "base/text.h"
#include "base/uuid.h"
#include "sql/wallet.h"

#include <inttypes.h>

enum { DIGITS = 6 };

struct wish {
    bool withTransactionCode;
};

static const struct shape_field wish_fields[] = {
    SHAPE_BOOL(struct wish, withTransactionCode, .optional = true,
               .about = "Have the wallet ask for six digits, which are shown this once: then it is "
                        "not enough to see the QR code."),
};
const struct shape wallet_wish = SHAPE_OF(struct wish, wish_fields, .name = "CredentialOfferWish");

static struct str
hash_of(struct call *call, struct str text)
{
    return pg_bytes(call->arena, keys_sha256(call->arena, text));
}

/* Digits alone could be tried out by who reads the database, so that the code is hashed with them.
 */
static struct str
pin_of(struct call *call, struct str code, struct str digits)
{
    return hash_of(call,
                   arena_print(call->arena, STR_FMT ":" STR_FMT, STR_ARG(code), STR_ARG(digits)));
}

/* 64 bits of chance, so that no number is likelier than another by anything that matters. */
static struct str
digits_of_chance(struct call *call)
{
    struct str bytes = keys_chance(call->arena, 8);
    uint64_t number = 0;

    for (size_t i = 0; i < bytes.size; i++)
        number = number << 8 | (unsigned char)bytes.at[i];
    return arena_print(call->arena, "%0*" PRIu64, DIGITS, number % 1000000);
}

struct pg_answer
wallet_begin(struct call *call, struct str award, bool with_digits)
{
    struct str id = uuid_new(call->arena), code = keys_secret(call->arena, "pc_");
    struct str sealed = keys_seal(call->arena, call->api->seal, id, code);
    struct str digits = with_digits ? digits_of_chance(call) : STR_NONE;

    if (sealed.at == NULL)
        return (struct pg_answer){.problem = PROBLEM_BROKEN};
    return sql_award_offer_begin(&call->door, id, award, hash_of(call, code),
                                 pg_bytes(call->arena, sealed),
                                 digits.at == NULL ? STR_NONE : pin_of(call, code, digits), digits);
}

struct reply
wallet_offer(struct call *call)
{
    const struct wish *want = call->input;

    return reply_done(call, wallet_begin(call, call->parts[0], want->withTransactionCode));
}

struct reply
wallet_offer_show(struct call *call)
{
    struct pg_answer found = sql_award_offer_show(&call->door, call->parts[0]);
    struct text out = text_new(call->arena);
    struct str code;

    if (found.problem)
        return reply_refusal(call, found.problem);
    code = keys_unseal(call->arena, call->api->seal, call->parts[0],
                       coding_from_hex(call->arena, pg_cell(&found, 0, AWARD_OFFER_SHOW_SEALED)));
    if (code.at == NULL)
        return reply_refusal(call, PROBLEM_BROKEN);
    text_print(&out, "{\"credential_issuer\":\"" STR_FMT "\"", STR_ARG(call->api->base_url));
    text_add(&out, STR(",\"credential_configuration_ids\":[\"" WALLET_JWT "\",\"" WALLET_LINKED
                       "\"],\"grants\":{\"" WALLET_GRANT "\":{"));
    text_add_member(&out, "pre-authorized_code", code);
    if (str_same(pg_cell(&found, 0, AWARD_OFFER_SHOW_HAS_PIN), STR("t")))
        text_print(&out, ",\"tx_code\":{\"input_mode\":\"numeric\",\"length\":%d}", DIGITS);
    text_add(&out, STR("}}}"));
    return reply_json(call, text_str(&out));
}

/* The same link as doc.credential_offer has it. */
struct reply
wallet_qr(struct call *call, struct str offer)
{
    struct pg_answer found = sql_award_offer_show(&call->door, offer);
    struct str address = arena_print(call->arena, STR_FMT "/openid4vci/offers/" STR_FMT,
                                     STR_ARG(call->api->base_url), STR_ARG(offer));
    struct str link =
        arena_print(call->arena, "openid-credential-offer://?credential_offer_uri=" STR_FMT,
                    STR_ARG(coding_percent(call->arena, address)));

    return found.problem
               ? reply_refusal(call, found.problem)
               : reply_text(call, PICTURE_SVG, image_qr_svg(call->arena, link, STR("Open Badge")));
}

/* Both are bound to a key of the wallet's in the same ways. */
#define BINDING                                                                                    \
    "\"cryptographic_binding_methods_supported\":[\"jwk\",\"did:jwk\",\"did:key\"],"               \
    "\"proof_types_supported\":{\"jwt\":{\"proof_signing_alg_values_supported\":[\"ES256\","       \
    "\"EdDSA\"]}},\"credential_metadata\":{\"display\":[{\"name\":\"Open Badge\",\"locale\":"      \
    "\"en\"}]}"
#define TYPES "\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"]"

static const char configurations[] =
    ",\"credential_configurations_supported\":{\"" WALLET_JWT "\":{\"format\":\"jwt_vc_json\","
    "\"credential_signing_alg_values_supported\":[\"RS256\"],\"credential_definition\":{" TYPES
    "}," BINDING "},\"" WALLET_LINKED "\":{\"format\":\"ldp_vc\","
    "\"credential_signing_alg_values_supported\":[\"eddsa-rdfc-2022\"],"
    "\"credential_definition\":{\"@context\":[\"https://www.w3.org/ns/credentials/v2\","
    "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"]," TYPES "}," BINDING "}}";

struct reply
wallet_metadata(struct call *call)
{
    struct text out = text_new(call->arena);
    struct str base = call->api->base_url;

    text_print(&out,
               "{\"credential_issuer\":\"" STR_FMT "\",\"credential_endpoint\":\"" STR_FMT
               "/openid4vci/credential\",\"nonce_endpoint\":\"" STR_FMT "/openid4vci/nonce\"",
               STR_ARG(base), STR_ARG(base), STR_ARG(base));
    text_add(&out, str_of(configurations));
    text_add(&out, STR("}"));
    return reply_json(call, text_str(&out));
}

static const struct {
    const char *outcome, *error, *description;
} outcomes[] = {
    {"unknown",        "invalid_grant",   "There is no such code."                           },
    {"used",           "invalid_grant",   "The code counts no more; what it gave is ended."  },
    {"expired",        "invalid_grant",   "The code has expired: ask for another offer."     },
    {"ended",          "invalid_grant",   "The award does not count any more."               },
    {"other_digits",   "invalid_grant",   "The tx_code is another one."                      },
    {"digits_missing", "invalid_request", "Send the tx_code that was shown beside the offer."},
    {"no_digits",      "invalid_request", "This offer has no tx_code."                       },
};

static struct reply
refuse(struct call *call, struct str outcome)
{
    for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
        if (str_same(outcome, str_of(outcomes[i].outcome)))
            return oauth_refuse(call, 400, outcomes[i].error, outcomes[i].description);
    return oauth_refuse(call, 400, "invalid_grant", "It counts no more.");
}

/* Nothing is asked of who the wallet is: it has the code. */
struct reply
wallet_token(struct call *call)
{
    const struct oauth_form *form = call->input;
    struct str code = form->pre_authorized_code, token = keys_secret(call->arena, "wt_"), outcome;
    struct pg_answer answer;

    if (code.size == 0)
        return oauth_refuse(call, 400, "invalid_request", "Send the pre-authorized_code.");
    answer =
        sql_award_offer_use(&call->door, hash_of(call, code),
                            form->tx_code.size == 0 ? STR_NONE : pin_of(call, code, form->tx_code),
                            hash_of(call, token));
    if (answer.problem)
        return oauth_refuse(call, 503, "temporarily_unavailable", "Send it again in a moment.");
    outcome = pg_cell(&answer, 0, AWARD_OFFER_USE_OUTCOME);
    if (!str_same(outcome, STR("granted")))
        return refuse(call, outcome);
    return (struct reply){.status = 200,
                          .type = "application/json",
                          .body = arena_print(call->arena,
                                              "{\"access_token\":\"" STR_FMT
                                              "\",\"token_type\":\"Bearer\",\"expires_in\":%d}",
                                              STR_ARG(token), WALLET_TOKEN_S)};
}

/* Nobody can make one but us, and none is kept before it was used: whoever asks costs nothing. */
struct reply
wallet_nonce(struct call *call)
{
    struct str until = arena_print(call->arena, "%" PRId64, clock_now() + WALLET_NONCE_S);
    struct str sealed = keys_seal(call->arena, call->api->seal, STR(WALLET_NONCE_FOR), until);

    if (sealed.at == NULL)
        return reply_refusal(call, PROBLEM_BROKEN);
    return reply_json(call, arena_print(call->arena, "{\"c_nonce\":\"" STR_FMT "\"}",
                                        STR_ARG(coding_base64url(call->arena, sealed))));
}
