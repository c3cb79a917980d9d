#include "base/must.h"
#include "keys/sign-key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <string.h>

enum { POINT_MAX = 49, CURVE_NAME_MAX = 16 };

/* The size of a point, and of all that goes with it. */
static const struct curve {
    size_t point, signature;
    char name[CURVE_NAME_MAX]; /* as OpenSSL has it */
    const EVP_MD *(*hash)(void);
} curves[] = {
    {33, 64, "prime256v1", EVP_sha256},
    {49, 96, "secp384r1",  EVP_sha384},
};

struct ecdsa_key {
    const struct curve *curve;
    EVP_PKEY *pair;
    EVP_PKEY_CTX *context; /* ready to verify, as often as is wanted */
};

static void
end_key(void *thing)
{
    struct ecdsa_key *key = thing;

    EVP_PKEY_CTX_free(key->context);
    EVP_PKEY_free(key->pair);
}

static const struct curve *
curve_of(struct str point)
{
    bool is_compressed = point.size > 0 && (point.at[0] == 2 || point.at[0] == 3);

    for (size_t i = 0; is_compressed && i < sizeof(curves) / sizeof(curves[0]); i++)
        if (curves[i].point == point.size)
            return &curves[i];
    return NULL;
}

static EVP_PKEY *
pair_of(const struct curve *curve, struct str point)
{
    char name[CURVE_NAME_MAX];
    unsigned char bytes[POINT_MAX];
    OSSL_PARAM parts[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, bytes, point.size),
        OSSL_PARAM_construct_end(),
    };

    memcpy(name, curve->name, sizeof(name));
    memcpy(bytes, point.at, point.size);
    /* OpenSSL refuses an x that no point of the curve has. */
    return sign_key_of_parts("EC", parts);
}

struct ecdsa_key *
keys_ecdsa_open(struct arena *arena, struct str point)
{
    const struct curve *curve = curve_of(point);
    EVP_PKEY *pair = curve == NULL ? NULL : pair_of(curve, point);
    struct ecdsa_key *key = NULL;

    if (pair != NULL) {
        key = arena_new(arena, struct ecdsa_key);
        *key = (struct ecdsa_key){curve, pair, must(EVP_PKEY_CTX_new_from_pkey(NULL, pair, NULL))};
        arena_keep(arena, key, end_key);
        must(EVP_PKEY_verify_init(key->context) == 1 ? key : NULL);
    }
    ERR_clear_error();
    return key;
}

bool
keys_ecdsa_verify(const struct ecdsa_key *key, struct str bytes, struct str signature)
{
    unsigned char hash[EVP_MAX_MD_SIZE], der[SIGN_KEY_ECDSA_MAX];
    unsigned hash_size;
    size_t size;
    bool good;

    if (signature.size != key->curve->signature)
        return false;
    size = sign_key_ecdsa_der(signature, der);
    good = size > 0 &&
           EVP_Digest(bytes.at, bytes.size, hash, &hash_size, key->curve->hash(), NULL) == 1 &&
           EVP_PKEY_verify(key->context, der, size, hash, hash_size) == 1;
    ERR_clear_error();
    return good;
}
