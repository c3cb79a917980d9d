/* VC-JWT (Open Badges 3.0 section 8.2): a credential that is the payload of a JWS. */
#include "base/clock.h"
#include "base/text.h"
#include "judge/key.h"

static struct judge_signature
refused(const char *why)
{
    return (struct judge_signature){JUDGE_NOT_VERIFIABLE, false, str_of(why)};
}

/* NULL, or what is wrong. */
static const char *
header_fault(const struct json_tree *header)
{
    static const char *const types[] = {"JWT", "vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt"};
    static const char *const refused_names[] = {"crit", "b64", "zip", "enc"};
    struct str algorithm = json_tree_text(header, "alg"), type = json_tree_text(header, "typ");
    bool is_known = json_tree_member(header, STR("typ")) == NULL;

    if (!str_same(algorithm, STR("RS256")) && !str_same(algorithm, STR("ES256")))
        return "It is signed by an algorithm that is not taken: RS256 and ES256 are.";
    if (type.at != NULL && str_starts(type, STR("application/")))
        type = str_from(type, sizeof("application/") - 1); /* RFC 7515 section 4.1.9 */
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        is_known = is_known || str_same_any_case(type, str_of(types[i]));
    if (!is_known)
        return "The token says that it is of another type than a credential.";
    for (size_t i = 0; i < sizeof(refused_names) / sizeof(refused_names[0]); i++)
        if (json_tree_member(header, str_of(refused_names[i])) != NULL)
            return "The token's header asks for something that is not done here.";
    return NULL;
}

/* A claim that is there says the same as the credential. */
static bool
agrees(const struct json_tree *claims, const char *claim, struct str said)
{
    return json_tree_member(claims, str_of(claim)) == NULL ||
           (said.at != NULL && json_tree_text(claims, claim).at != NULL &&
            str_same(json_tree_text(claims, claim), said));
}

static bool
agrees_in_time(const struct json_tree *claims, const char *claim, struct str said)
{
    const struct json_tree *number = json_tree_member(claims, str_of(claim));
    int64_t meant, counted;

    return number == NULL || (number->kind == JSON_NUMBER && str_integer(number->text, &counted) &&
                              said.at != NULL && clock_read(said, &meant) && meant == counted);
}

static bool
claims_agree(const struct judge_piece *piece)
{
    const struct json_tree *subject = judge_subject(piece->credential);

    return agrees(piece->tree, "iss", badge_issuer_of(piece->credential)) &&
           agrees(piece->tree, "jti", json_tree_text(piece->credential, "id")) &&
           (subject == NULL || agrees(piece->tree, "sub", json_tree_text(subject, "id"))) &&
           agrees_in_time(piece->tree, "nbf", judge_since(piece)) &&
           agrees_in_time(piece->tree, "exp", judge_until(piece));
}

/* The key at the address in the header, if the issuer lists it. */
static struct judge_key
key_at(struct judge *judge, struct str issuer, struct str kid)
{
    struct judge_key key = judge_method(judge, issuer, kid);
    const struct json_tree *jwk;

    if (key.binding == JUDGE_KEY_BOUND && key.jwk != NULL)
        return key;
    jwk = judge_paper_tree(judge, judge_ask(judge, JUDGE_WANT_JWK, kid));
    if (jwk == NULL || json_tree_text(jwk, "kty").at == NULL)
        return judge_lacking(JUDGE_KEY_NOT_HAD,
                             "The key that it was signed with could not be had.");
    return judge_listed(judge, issuer, jwk, STR_NONE);
}

static struct judge_key
key_for(struct judge *judge, const struct judge_piece *piece)
{
    struct str issuer = badge_issuer_of(piece->credential);
    struct str kid = json_tree_text(piece->header, "kid");
    const struct json_tree *own = judge_object(piece->header, "jwk");

    if (kid.at == NULL && own != NULL)
        return judge_listed(judge, issuer, own, STR_NONE);
    if (kid.at == NULL)
        return judge_lacking(JUDGE_KEY_NOT_BOUND, "It does not say which key it was signed with.");
    if (str_starts(kid, STR("did:")))
        return judge_method(judge, issuer, kid);
    return judge_is_url(kid) ? key_at(judge, issuer, kid) : judge_listed(judge, issuer, NULL, kid);
}

/* A did:key of P-256. */
static enum badge_verdict
verified_by_multikey(struct judge *judge, const struct judge_piece *piece, struct str multikey)
{
    enum { P256_SIZE = 33 };
    struct str point = badge_point(badge_multikey_bytes(judge->arena, multikey));
    const struct ecdsa_key *key =
        point.size == P256_SIZE ? keys_ecdsa_open(judge->arena, point) : NULL;

    if (key == NULL || !str_same(json_tree_text(piece->header, "alg"), STR("ES256")))
        return BADGE_METHOD;
    return keys_ecdsa_verify(key, piece->jws.head, piece->jws.signature) ? BADGE_GOOD
                                                                         : BADGE_SIGNATURE;
}

static enum badge_verdict
verified(struct judge *judge, const struct judge_piece *piece, const struct judge_key *listed)
{
    struct sign_key *key;

    if (listed->jwk == NULL)
        return verified_by_multikey(judge, piece, listed->multikey);
    key = judge_jwk_key(judge->arena, listed->jwk);
    if (key == NULL || !str_same(str_of(sign_algorithm_name(sign_key_algorithm(key))),
                                 json_tree_text(piece->header, "alg")))
        return BADGE_METHOD;
    return sign_key_verify(key, piece->jws.head, piece->jws.signature) ? BADGE_GOOD
                                                                       : BADGE_SIGNATURE;
}

/* What tells the key from others. */
static struct str
name_of(struct judge *judge, const struct judge_key *key)
{
    static const char *const parts[] = {"n", "e", "x", "y"};
    struct text text = text_new(judge->arena);

    if (key->jwk == NULL)
        return key->multikey;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        text_print(&text, STR_FMT ".", STR_ARG(json_tree_text(key->jwk, parts[i])));
    return text_str(&text);
}

static struct judge_signature
checked(struct judge *judge, const struct judge_piece *piece, const struct judge_key *key)
{
    bool is_new;
    struct judge_proven *proven =
        judge_proven(judge, piece->token.at, name_of(judge, key), piece->token.size, &is_new);

    if (proven == NULL)
        return refused("There are more proofs than are checked at once.");
    if (is_new)
        proven->verdict = verified(judge, piece, key);
    if (proven->verdict == BADGE_METHOD)
        return refused("The issuer's key is not of the kind that the signature needs.");
    if (proven->verdict == BADGE_SIGNATURE)
        return (struct judge_signature){
            JUDGE_TAMPERED, true,
            STR("It is not what the issuer has signed: something in it was changed.")};
    if (!claims_agree(piece))
        return (struct judge_signature){
            JUDGE_NOT_VERIFIABLE, true,
            STR("The claims of the token contradict the credential that it holds.")};
    return (struct judge_signature){JUDGE_VALID, true, STR("The issuer has signed it as it is.")};
}

struct judge_signature
judge_token(struct judge *judge, const struct judge_piece *piece)
{
    const char *fault = header_fault(piece->header);
    const struct json_tree *own = judge_object(piece->header, "jwk");
    struct judge_key key;

    if (fault != NULL)
        return refused(fault);
    if (own != NULL && json_tree_member(own, STR("d")) != NULL)
        return refused("The token gives away a private key, so that anybody can sign with it.");
    key = key_for(judge, piece);
    if (key.binding != JUDGE_KEY_BOUND)
        return judge_unbound(&key);
    if (own != NULL && (key.jwk == NULL || !judge_jwk_same(own, key.jwk)))
        return (struct judge_signature){
            JUDGE_UNKNOWN_ISSUER, false,
            STR("The key in the token is not the one at the address that it names.")};
    return checked(judge, piece, &key);
}
