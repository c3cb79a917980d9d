#include "base/coding.h"
#include "keys/keys.h"
#include "keys/sign-key.h"

#include <assert.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <string.h>

/* The members of a key that are its own, and how OpenSSL calls them; in the order of RFC 7638. */
static const struct part {
    const char *name, *number;
    size_t size; /* bytes, padded to; 0: as many as it needs */
} ec_parts[] =
    {
        {"x", OSSL_PKEY_PARAM_EC_PUB_X, SIGN_KEY_HALF_SIZE},
        {"y", OSSL_PKEY_PARAM_EC_PUB_Y, SIGN_KEY_HALF_SIZE}
},
  rsa_parts[] = {{"e", OSSL_PKEY_PARAM_RSA_E, 0}, {"n", OSSL_PKEY_PARAM_RSA_N, 0}};

enum { PARTS = 2 };

static const struct part *
parts_of(const struct sign_key *key)
{
    return key->algorithm == SIGN_RS256 ? rsa_parts : ec_parts;
}

/* A number of the public half, as base64url. */
static struct str
number(struct arena *arena, const struct sign_key *key, const struct part *part)
{
    unsigned char bytes[SIGN_KEY_RSA_SIZE_MAX];
    BIGNUM *value = NULL;
    int known = EVP_PKEY_get_bn_param(key->pair, part->number, &value);
    int size = known != 1       ? -1
               : part->size > 0 ? BN_bn2binpad(value, bytes, (int)part->size)
                                : BN_bn2bin(value, bytes);

    BN_free(value);
    assert(size > 0);
    return coding_base64url(arena, (struct str){(char *)bytes, (size_t)size});
}

/* The members that RFC 7638 names, in its order, without a blank and without the braces. */
static struct str
members_of(struct arena *arena, const struct sign_key *key)
{
    const struct part *parts = parts_of(key);
    struct str first = number(arena, key, &parts[0]), second = number(arena, key, &parts[1]);

    if (key->algorithm == SIGN_RS256)
        return arena_print(arena, "\"e\":\"" STR_FMT "\",\"kty\":\"RSA\",\"n\":\"" STR_FMT "\"",
                           STR_ARG(first), STR_ARG(second));
    return arena_print(
        arena, "\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" STR_FMT "\",\"y\":\"" STR_FMT "\"",
        STR_ARG(first), STR_ARG(second));
}

struct str
sign_key_kid(struct arena *arena, const struct sign_key *key)
{
    struct str whole = arena_print(arena, "{" STR_FMT "}", STR_ARG(members_of(arena, key)));

    return coding_base64url(arena, keys_sha256(arena, whole));
}

struct str
sign_key_jwk(struct arena *arena, const struct sign_key *key)
{
    return arena_print(arena,
                       "{" STR_FMT ",\"kid\":\"" STR_FMT "\",\"alg\":\"%s\",\"use\":\"sig\"}",
                       STR_ARG(members_of(arena, key)), STR_ARG(sign_key_kid(arena, key)),
                       sign_algorithm_name(key->algorithm));
}

static struct str
skip_blanks(struct str text)
{
    while (text.size > 0 && strchr(" \t\r\n", text.at[0]) != NULL)
        text = str_from(text, 1);
    return text;
}

/*
 * The text of a member. None of the values that sign_key_jwk writes needs an
 * escape, so a name in quotes with a colon behind it is a member and nothing
 * else; the database may have changed order and blanks.
 */
static struct str
member(struct str jwk, struct str quoted)
{
    struct str value = STR_NONE;
    const char *found = memmem(jwk.at, jwk.size, quoted.at, quoted.size);

    if (found == NULL)
        return STR_NONE;

    struct str rest = skip_blanks(str_from(jwk, (size_t)(found - jwk.at) + quoted.size));

    if (!str_starts(rest, STR(":")))
        return STR_NONE;
    rest = skip_blanks(str_from(rest, 1));
    if (!str_starts(rest, STR("\"")))
        return STR_NONE;
    rest = str_from(rest, 1);
    str_cut(&rest, '"', &value);
    return rest.at == NULL ? STR_NONE : value;
}

static bool
is_for_signing(struct str jwk, const char *kty, const char *alg)
{
    return str_starts(jwk, STR("{")) && str_ends(jwk, STR("}")) &&
           str_same(member(jwk, STR("\"kty\"")), str_of(kty)) &&
           str_same(member(jwk, STR("\"alg\"")), str_of(alg)) &&
           str_same(member(jwk, STR("\"use\"")), STR("sig"));
}

static struct str
bytes_of(struct arena *arena, struct str jwk, struct str quoted)
{
    return coding_from_base64url(arena, member(jwk, quoted));
}

static struct sign_key *
from_members(struct arena *arena, struct str jwk)
{
    if (is_for_signing(jwk, "RSA", "RS256"))
        return sign_key_from_rsa(bytes_of(arena, jwk, STR("\"n\"")),
                                 bytes_of(arena, jwk, STR("\"e\"")));
    if (is_for_signing(jwk, "EC", "ES256") && str_same(member(jwk, STR("\"crv\"")), STR("P-256")))
        return sign_key_from_ec(bytes_of(arena, jwk, STR("\"x\"")),
                                bytes_of(arena, jwk, STR("\"y\"")));
    return NULL;
}

struct sign_key *
sign_key_from_jwk_text(struct str jwk)
{
    enum { ARENA_SIZE = 64 * 1024, JWK_MAX = 2048 };
    struct arena *arena;
    struct sign_key *key;

    if (jwk.size > JWK_MAX)
        return NULL;
    arena = arena_open(ARENA_SIZE);
    key = from_members(arena, jwk);
    if (key != NULL && !str_same(member(jwk, STR("\"kid\"")), sign_key_kid(arena, key))) {
        sign_key_free(key);
        key = NULL;
    }
    arena_close(arena);
    return key;
}
