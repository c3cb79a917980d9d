/* The guard before libjwt: what a token is, before anything that it says is looked at. */
#include "token/jwt-parts.h"

#include "base/coding.h"
#include "json/scan.h"

#include <jwt.h>

enum { HEADER_MEMBERS_MAX = 10 };

static bool
read_object(struct str json, struct claims *claims)
{
    struct scan_fault fault;

    return scan_json(json, &fault) == PROBLEM_NONE && claims_read(json, claims);
}

bool
jwt_take_apart(struct reading *reading)
{
    struct str rest = reading->token, part;
    size_t count = 0;

    if (rest.size == 0 || rest.size > JWT_SIZE_MAX)
        return false;
    while (str_cut(&rest, '.', &part)) {
        if (count == JWT_PARTS)
            return false;
        reading->parts[count] = coding_from_base64url(reading->arena, part);
        if (reading->parts[count++].at == NULL)
            return false;
    }
    return count == JWT_PARTS && reading->parts[2].size > 0 &&
           read_object(reading->parts[0], &reading->header) &&
           read_object(reading->parts[1], &reading->payload);
}

/* The type may be left out (RFC 7519 section 5.1). libjwt passes over what it does not know. */
static bool
header_is_plain(const struct reading *reading)
{
    static const char *const refused[] = {"crit", "jwk", "jku", "x5u", "x5c", "b64", "zip", "enc"};
    const struct claims *header = &reading->header;

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        if (claims_have(header, refused[i]))
            return false;
    return header->count <= HEADER_MEMBERS_MAX && claims_are_flat(header) &&
           (!claims_have(header, "typ") ||
            str_same_any_case(claims_text(reading->arena, header, "typ"), STR("JWT")));
}

/*
 * The library has read it all once more, and holds the signature against the key: of the
 * algorithm that is the key's, which the caller has seen to. It refuses a header whose typ
 * is not "JWT" in capitals, and one without.
 */
static bool
library_agrees(struct arena *arena, struct str token, const struct sign_key *key)
{
    struct str pem = sign_key_pem(arena, key), copy = arena_copy(arena, token);
    jwt_alg_t wanted = sign_key_algorithm(key) == SIGN_RS256 ? JWT_ALG_RS256 : JWT_ALG_ES256;
    jwt_t *jwt = NULL;
    bool agrees;

    if (pem.size == 0)
        return false;
    agrees = jwt_decode(&jwt, copy.at, (const unsigned char *)pem.at, (int)pem.size) == 0 &&
             jwt != NULL && jwt_get_alg(jwt) == wanted;
    jwt_free(jwt);
    return agrees;
}

/* What the library cannot read, since it says its type otherwise, is verified as it stands. */
static bool
signature_holds(const struct reading *reading, const struct sign_key *key)
{
    struct str rest = reading->token, head, body;
    struct str type = claims_text(reading->arena, &reading->header, "typ");

    if (str_same(type, STR("JWT")))
        return library_agrees(reading->arena, reading->token, key);
    str_cut(&rest, '.', &head);
    str_cut(&rest, '.', &body);
    return sign_key_verify(key, (struct str){head.at, head.size + 1 + body.size},
                           reading->parts[2]);
}

enum jwt_verdict
jwt_open(struct reading *reading, const struct jwk_set *set)
{
    struct claims *header = &reading->header;
    enum sign_algorithm algorithm;
    const struct sign_key *key;

    if (!jwt_take_apart(reading))
        return JWT_MALFORMED;
    if (!header_is_plain(reading))
        return JWT_HEADER;
    if (!sign_algorithm_named(claims_text(reading->arena, header, "alg"), &algorithm))
        return JWT_ALGORITHM;
    key = jwk_set_find(set, claims_text(reading->arena, header, "kid"), algorithm);
    if (key == NULL ||
        (claims_have(header, "kid") && claims_text(reading->arena, header, "kid").at == NULL))
        return JWT_UNKNOWN_KEY;
    return signature_holds(reading, key) ? JWT_GOOD : JWT_SIGNATURE;
}
