/* VC-JWT: header and claims of Open Badges 3.0 section 8.2, over JWS (RFC 7515), RS256. */
#include "badge/parts.h"
#include "base/clock.h"
#include "base/coding.h"

#include <inttypes.h>

static struct str
header_of(struct arena *arena, struct str key_url)
{
    struct text header = text_new(arena);

    text_add(&header, STR("{"));
    write_member(&header, "alg", STR("RS256"));
    write_member(&header, "kid", key_url);
    write_member(&header, "typ", STR("JWT"));
    text_add(&header, STR("}"));
    return coding_base64url(arena, text_str(&header));
}

/* The credential is the payload, and the claims of a JWT stand beside what it says itself. */
static struct str
payload_of(struct arena *arena, struct str credential, const struct badge_claims *claims)
{
    struct text payload = text_new(arena);

    text_add(&payload, (struct str){credential.at, credential.size - 1});
    write_member(&payload, "iss", claims->issuer);
    write_member(&payload, "jti", claims->id);
    write_member(&payload, "sub", claims->subject);
    write_raw(&payload, "nbf", arena_print(arena, "%" PRId64, claims->issued_at));
    if (claims->expires_at > 0)
        write_raw(&payload, "exp", arena_print(arena, "%" PRId64, claims->expires_at));
    text_add(&payload, STR("}"));
    return coding_base64url(arena, text_str(&payload));
}

struct str
badge_sign_jwt(struct arena *arena, struct str credential, const struct badge_claims *claims,
               const struct sign_key *key, struct str key_url)
{
    struct text token = text_new(arena);
    struct str signature;

    text_add(&token, header_of(arena, key_url));
    text_add(&token, STR("."));
    text_add(&token, payload_of(arena, credential, claims));
    signature = sign_key_sign(arena, key, text_str(&token));
    if (signature.at == NULL)
        return STR_NONE;
    text_add(&token, STR("."));
    text_add(&token, coding_base64url(arena, signature));
    return text_str(&token);
}

struct str
badge_jwt(struct arena *arena, struct str credential, const struct badge_award *award,
          const struct sign_key *key, struct str key_url)
{
    struct badge_claims claims = {
        .issuer = badge_did(arena, award->base, award->issuer.id),
        .id = arena_print(arena, STR_FMT "/ob/awards/" STR_FMT, STR_ARG(award->base),
                          STR_ARG(award->id)),
        .subject = badge_holder_id(arena, award),
        .issued_at = award->issued_at,
        .expires_at = award->expires_at,
    };

    return badge_sign_jwt(arena, credential, &claims, key, key_url);
}

static bool
is_same(struct str a, struct str b)
{
    return a.at != NULL && b.at != NULL && str_same(a, b);
}

/* Nothing that asks for more than it is known here, and no key of its own. */
static bool
header_is_good(const struct json_tree *header)
{
    const struct json_tree *type = json_tree_member(header, STR("typ"));

    if (header->kind != JSON_OBJECT || !is_same(json_tree_text(header, "alg"), STR("RS256")) ||
        (type != NULL && !is_same(json_tree_text(header, "typ"), STR("JWT"))))
        return false;
    for (const struct json_tree *one = header->first; one != NULL; one = one->next)
        if (!str_same(one->name, STR("alg")) && !str_same(one->name, STR("typ")) &&
            !str_same(one->name, STR("kid")))
            return false;
    return true;
}

/* A claim is the second that the member says; both are missing or neither. */
static bool
is_same_time(const struct json_tree *payload, const char *claim, const char *member)
{
    const struct json_tree *number = json_tree_member(payload, str_of(claim));
    struct str text = json_tree_text(payload, member);
    int64_t said, meant;

    if (number == NULL && text.at == NULL)
        return true;
    return number != NULL && number->kind == JSON_NUMBER && text.at != NULL &&
           str_integer(number->text, &said) && clock_read(text, &meant) && said == meant;
}

static bool
claims_are_good(const struct json_tree *payload)
{
    const struct json_tree *subject = json_tree_member(payload, STR("credentialSubject"));

    return payload->kind == JSON_OBJECT && subject != NULL && subject->kind == JSON_OBJECT &&
           is_same(json_tree_text(payload, "iss"), badge_issuer_of(payload)) &&
           is_same(json_tree_text(payload, "jti"), json_tree_text(payload, "id")) &&
           is_same(json_tree_text(payload, "sub"), json_tree_text(subject, "id")) &&
           json_tree_member(payload, STR("nbf")) != NULL &&
           is_same_time(payload, "nbf", "validFrom") && is_same_time(payload, "exp", "validUntil");
}

bool
badge_jws_cut(struct arena *arena, struct str token, struct badge_jws *jws)
{
    struct str rest = token, parts[3];

    if (token.size > BADGE_JWT_MAX)
        return false;
    for (int i = 0; i < 3; i++) {
        struct str part;

        if (!str_cut(&rest, '.', &part))
            return false;
        parts[i] = coding_from_base64url(arena, part);
        if (parts[i].at == NULL)
            return false;
        if (i == 1)
            jws->head = (struct str){token.at, (size_t)(part.at + part.size - token.at)};
    }
    jws->header = parts[0];
    jws->payload = parts[1];
    jws->signature = parts[2];
    return rest.at == NULL;
}

enum badge_verdict
badge_check_jwt(struct arena *arena, struct str token, const struct sign_key *key,
                struct str *payload)
{
    const struct json_tree *header, *said;
    struct scan_fault fault;
    struct badge_jws jws;

    if (!badge_jws_cut(arena, token, &jws) || json_tree_read(arena, jws.header, &header, &fault))
        return BADGE_MALFORMED;
    if (!header_is_good(header) || sign_key_algorithm(key) != SIGN_RS256)
        return BADGE_HEADER;
    if (!sign_key_verify(key, jws.head, jws.signature))
        return BADGE_SIGNATURE;
    if (json_tree_read(arena, jws.payload, &said, &fault))
        return BADGE_MALFORMED;
    *payload = jws.payload;
    return claims_are_good(said) ? BADGE_GOOD : BADGE_CLAIMS;
}
