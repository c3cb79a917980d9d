#include "badge/holder.h"

#include "badge/parts.h"
#include "base/coding.h"

enum { HALF = 32 }; /* bytes of x, of y, and of an Ed25519 key */

/* One of them is there. */
struct public_half {
    struct str x, y;               /* of a JWK; without y it is Ed25519 */
    const struct ecdsa_key *point; /* of did:key */
};

/* A private half that was sent by mistake is not taken for a public one. */
static bool
read_jwk(struct arena *arena, const struct json_tree *jwk, struct public_half *key)
{
    struct str type = json_tree_text(jwk, "kty"), curve = json_tree_text(jwk, "crv");
    bool is_ec = str_same(type, STR("EC")) && str_same(curve, STR("P-256"));
    bool is_ed = str_same(type, STR("OKP")) && str_same(curve, STR("Ed25519"));

    if ((!is_ec && !is_ed) || json_tree_member(jwk, STR("d")) != NULL)
        return false;
    key->x = coding_from_base64url(arena, json_tree_text(jwk, "x"));
    key->y = is_ec ? coding_from_base64url(arena, json_tree_text(jwk, "y")) : STR_NONE;
    return key->x.size == HALF && (is_ed || key->y.size == HALF);
}

/* The key in its shortest form, so that one key has one name. */
static struct str
jwk_did(struct arena *arena, const struct public_half *key)
{
    struct text jwk = text_new(arena);

    text_add(&jwk, STR("{"));
    write_member(&jwk, "crv", key->y.at != NULL ? STR("P-256") : STR("Ed25519"));
    write_member(&jwk, "kty", key->y.at != NULL ? STR("EC") : STR("OKP"));
    write_member(&jwk, "x", coding_base64url(arena, key->x));
    if (key->y.at != NULL)
        write_member(&jwk, "y", coding_base64url(arena, key->y));
    text_add(&jwk, STR("}"));
    return arena_print(arena, "did:jwk:" STR_FMT, STR_ARG(coding_base64url(arena, text_str(&jwk))));
}

/* did:jwk:KEY#0, or without the fragment. */
static bool
read_did_jwk(struct arena *arena, struct str id, struct str fragment, struct public_half *key)
{
    struct str text = coding_from_base64url(arena, id);
    const struct json_tree *jwk;
    struct scan_fault fault;

    return (fragment.at == NULL || str_same(fragment, STR("0"))) && text.at != NULL &&
           json_tree_read(arena, text, &jwk, &fault) == PROBLEM_NONE && read_jwk(arena, jwk, key);
}

/* did:key:KEY#KEY, or without the fragment. */
static bool
read_did_key(struct arena *arena, struct str id, struct str fragment, struct public_half *key)
{
    struct str bytes = badge_multikey_bytes(arena, id);

    if (fragment.at != NULL && !str_same(fragment, id))
        return false;
    key->x = badge_from_multikey(arena, id);
    if (key->x.at != NULL)
        return true;
    key->point = bytes.at == NULL ? NULL : keys_ecdsa_open(arena, badge_point(bytes));
    return key->point != NULL && badge_point(bytes).size == HALF + 1;
}

static bool
read_kid(struct arena *arena, struct str kid, struct public_half *key, struct str *did)
{
    struct str rest = kid, id;

    if (kid.size > BADGE_HOLDER_DID_MAX)
        return false;
    str_cut(&rest, '#', did);
    id = *did;
    if (str_starts(id, STR("did:jwk:")))
        return read_did_jwk(arena, str_from(id, 8), rest, key);
    return str_starts(id, STR("did:key:")) && read_did_key(arena, str_from(id, 8), rest, key);
}

/* An algorithm is taken for the one kind of key that it is for, whatever else the header says. */
static bool
is_signed(const struct public_half *key, struct str algorithm, const struct badge_jws *jws)
{
    bool is_ed = key->point == NULL && key->y.at == NULL;
    struct sign_key *pair;
    bool is_good;

    if (!str_same(algorithm, is_ed ? STR("EdDSA") : STR("ES256")))
        return false;
    if (is_ed)
        return keys_ed25519_verify(key->x, jws->head, jws->signature);
    if (key->point != NULL)
        return keys_ecdsa_verify(key->point, jws->head, jws->signature);
    pair = sign_key_from_ec(key->x, key->y);
    is_good = pair != NULL && sign_key_verify(pair, jws->head, jws->signature);
    sign_key_free(pair);
    return is_good;
}

static const char *
check_header(struct arena *arena, const struct badge_jws *jws, struct badge_holder *holder)
{
    const struct json_tree *header, *jwk;
    struct scan_fault fault;
    struct public_half key = {.x = STR_NONE, .y = STR_NONE};
    struct str kid;

    if (json_tree_read(arena, jws->header, &header, &fault))
        return "The header of the proof is no JSON.";
    if (!str_same(json_tree_text(header, "typ"), STR("openid4vci-proof+jwt")))
        return "The typ of the proof has to be openid4vci-proof+jwt.";
    if (json_tree_member(header, STR("crit")) != NULL)
        return "The proof asks for what is not known here.";
    jwk = json_tree_member(header, STR("jwk"));
    kid = json_tree_text(header, "kid");
    if ((jwk != NULL) == (kid.at != NULL) || json_tree_member(header, STR("x5c")) != NULL)
        return "The header of the proof has to have one key: jwk, or kid.";
    if (jwk != NULL ? !read_jwk(arena, jwk, &key) : !read_kid(arena, kid, &key, &holder->did))
        return "The key has to be a public one of P-256 or Ed25519, as jwk, did:jwk or did:key.";
    if (jwk != NULL)
        holder->did = jwk_did(arena, &key);
    return is_signed(&key, json_tree_text(header, "alg"), jws)
               ? NULL
               : "The proof is not signed by its key, with ES256 or EdDSA.";
}

static bool
has_time(const struct json_tree *claims, const char *name, int64_t *at)
{
    const struct json_tree *number = json_tree_member(claims, str_of(name));

    return number != NULL && number->kind == JSON_NUMBER && str_integer(number->text, at);
}

static const char *
check_claims(struct arena *arena, const struct badge_holder_want *want, struct str payload,
             struct badge_holder *holder)
{
    const struct json_tree *claims;
    struct scan_fault fault;
    int64_t made, until;

    if (json_tree_read(arena, payload, &claims, &fault))
        return "The claims of the proof are no JSON.";
    if (!str_same(json_tree_text(claims, "aud"), want->audience))
        return "The aud of the proof has to be the credential_issuer.";
    if (!has_time(claims, "iat", &made) || made > want->now + BADGE_HOLDER_LEEWAY_S ||
        made < want->now - BADGE_HOLDER_AGE_S_MAX)
        return "The iat of the proof has to be now.";
    if (json_tree_member(claims, STR("exp")) != NULL &&
        (!has_time(claims, "exp", &until) || until < want->now - BADGE_HOLDER_LEEWAY_S))
        return "The proof has expired.";
    holder->nonce = json_tree_text(claims, "nonce");
    return NULL;
}

const char *
badge_holder_check(struct arena *arena, const struct badge_holder_want *want, struct str proof,
                   struct badge_holder *holder)
{
    struct badge_jws jws;
    const char *why;

    if (proof.at == NULL || proof.size > BADGE_HOLDER_SIZE_MAX ||
        !badge_jws_cut(arena, proof, &jws))
        return "The proof is no JWT.";
    why = check_header(arena, &jws, holder);
    return why != NULL ? why : check_claims(arena, want, jws.payload, holder);
}
