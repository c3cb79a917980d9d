#include "base/coding.h"
#include "keys/es256.h"
#include "keys/keys.h"

#include <assert.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <string.h>

/* x or y of the public point, as base64url. */
static struct str
half(struct arena *arena, const struct es256 *key, const char *name)
{
    unsigned char bytes[ES256_HALF_SIZE];
    BIGNUM *number = NULL;
    int known = EVP_PKEY_get_bn_param(key->pair, name, &number);
    int size = known == 1 ? BN_bn2binpad(number, bytes, sizeof(bytes)) : -1;

    BN_free(number);
    assert(size == ES256_HALF_SIZE);
    return coding_base64url(arena, (struct str){(char *)bytes, sizeof(bytes)});
}

/* The members that RFC 7638 names, in its order, without a blank. */
static struct str
kid_of(struct arena *arena, struct str x, struct str y)
{
    struct str whole = arena_print(
        arena, "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" STR_FMT "\",\"y\":\"" STR_FMT "\"}",
        STR_ARG(x), STR_ARG(y));

    return coding_base64url(arena, keys_sha256(arena, whole));
}

struct str
es256_kid(struct arena *arena, const struct es256 *key)
{
    return kid_of(arena, half(arena, key, OSSL_PKEY_PARAM_EC_PUB_X),
                  half(arena, key, OSSL_PKEY_PARAM_EC_PUB_Y));
}

struct str
es256_jwk(struct arena *arena, const struct es256 *key)
{
    struct str x = half(arena, key, OSSL_PKEY_PARAM_EC_PUB_X);
    struct str y = half(arena, key, OSSL_PKEY_PARAM_EC_PUB_Y);
    struct str kid = kid_of(arena, x, y);

    return arena_print(arena,
                       "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" STR_FMT "\",\"y\":\"" STR_FMT
                       "\",\"kid\":\"" STR_FMT "\",\"alg\":\"ES256\",\"use\":\"sig\"}",
                       STR_ARG(x), STR_ARG(y), STR_ARG(kid));
}

static struct str
skip_blanks(struct str text)
{
    while (text.size > 0 && strchr(" \t\r\n", text.at[0]) != NULL)
        text = str_from(text, 1);
    return text;
}

/*
 * The text of a member. None of the values that es256_jwk writes needs an
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
is_ours(struct str jwk)
{
    return str_starts(jwk, STR("{")) && str_ends(jwk, STR("}")) &&
           str_same(member(jwk, STR("\"kty\"")), STR("EC")) &&
           str_same(member(jwk, STR("\"crv\"")), STR("P-256")) &&
           str_same(member(jwk, STR("\"alg\"")), STR("ES256")) &&
           str_same(member(jwk, STR("\"use\"")), STR("sig"));
}

struct es256 *
es256_from_jwk_text(struct str jwk)
{
    enum { ARENA_SIZE = 64 * 1024, JWK_MAX = 1024 };

    if (jwk.size > JWK_MAX || !is_ours(jwk))
        return NULL;

    struct arena *arena = arena_open(ARENA_SIZE);
    struct es256 *key = es256_from_jwk(coding_from_base64url(arena, member(jwk, STR("\"x\""))),
                                       coding_from_base64url(arena, member(jwk, STR("\"y\""))));

    if (key != NULL && !str_same(member(jwk, STR("\"kid\"")), es256_kid(arena, key))) {
        es256_free(key);
        key = NULL;
    }
    arena_close(arena);
    return key;
}
