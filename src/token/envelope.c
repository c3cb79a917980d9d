#include "base/coding.h"
#include "json/scan.h"
#include "token/check.h"

enum {
    HEADER_MEMBERS_MAX = 10,
    PAYLOAD_MEMBERS_MAX = 32,
    PARTS = 3,
};

enum problem
fits_the_size(struct check *check)
{
    return unless(check->token.size > 0 && check->token.size <= TOKEN_SIZE_MAX);
}

/* Not a test, but from here on a token that passed before takes the short way. */
enum problem
look_for_it_among_the_known(struct check *check)
{
    struct token_claims claims;

    check->hash = keys_sha256(check->arena, check->token);
    if (cache_find(&check->keys->cache, check->arena, check->hash, &claims) &&
        str_same(claims.issuer, check->want->issuer) &&
        str_same(claims.audience, check->want->audience)) {
        check->known = true;
        check->claims = claims;
    }
    return PROBLEM_NONE;
}

enum problem
has_three_parts(struct check *check)
{
    struct str *parts[PARTS] = {&check->header, &check->payload, &check->signature};
    struct str rest = check->token, part;
    size_t count = 0;

    while (str_cut(&rest, '.', &part)) {
        if (count == PARTS)
            return PROBLEM_INVALID_TOKEN;
        *parts[count++] = part;
    }
    check->signed_part =
        (struct str){check->token.at, check->header.size + 1 + check->payload.size};
    return unless(count == PARTS);
}

enum problem
is_canonical_base64url(struct check *check)
{
    struct str *parts[PARTS] = {&check->header, &check->payload, &check->signature};

    for (size_t i = 0; i < PARTS; i++) {
        *parts[i] = coding_from_base64url(check->arena, *parts[i]);
        if (parts[i]->at == NULL)
            return PROBLEM_INVALID_TOKEN;
    }
    return PROBLEM_NONE;
}

static bool
read_object(struct check *check, struct str json)
{
    struct scan_fault fault;

    return scan_json(json, &fault) == PROBLEM_NONE && claims_read(json, &check->named);
}

enum problem
header_is_small_and_flat(struct check *check)
{
    return unless(read_object(check, check->header) && check->named.count <= HEADER_MEMBERS_MAX &&
                  claims_are_flat(&check->named));
}

enum problem
type_is_access_token(struct check *check)
{
    struct str typ = claims_text(check->arena, &check->named, "typ");

    return unless(str_same_any_case(typ, STR("at+jwt")) ||
                  str_same_any_case(typ, STR("application/at+jwt")));
}

/* A token does not bring its own key, and asks for nothing that is not understood here. */
enum problem
header_wants_nothing(struct check *check)
{
    static const char *const refused[] = {"crit", "jwk", "jku", "x5u", "x5c", "b64"};

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        if (claims_have(&check->named, refused[i]))
            return PROBLEM_INVALID_TOKEN;
    return PROBLEM_NONE;
}

enum problem
key_is_ours(struct check *check)
{
    struct str kid = claims_text(check->arena, &check->named, "kid");

    check->key = keyring_find(check->keys, kid);
    check->unknown_kid = check->key == NULL && kid.size == KEYS_KID_SIZE;
    return unless(check->key != NULL);
}

/* A key is for one algorithm, whatever the token would like it to be. */
enum problem
algorithm_is_of_the_key(struct check *check)
{
    struct str alg = claims_text(check->arena, &check->named, "alg");

    return unless(str_same(alg, str_of(sign_algorithm_name(sign_key_algorithm(check->key)))));
}

enum problem
signature_holds(struct check *check)
{
    return unless(sign_key_verify(check->key, check->signed_part, check->signature));
}

enum problem
payload_is_an_object(struct check *check)
{
    return unless(read_object(check, check->payload) && check->named.count <= PAYLOAD_MEMBERS_MAX);
}
