#include "keys/es256.h"
#include "keys/keys.h"

#include <assert.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>

enum {
    DER_MAX = 72, /* bytes of a signature as OpenSSL writes it */
    RAW_SIZE = 2 * ES256_HALF_SIZE,
};

static bool
hash_of(struct str bytes, unsigned char hash[KEYS_SHA256_SIZE])
{
    return EVP_Digest(bytes.at, bytes.size, hash, NULL, EVP_sha256(), NULL) == 1;
}

/* OpenSSL speaks DER, RFC 7518 wants r and s side by side. */
static bool
raw_from_der(const unsigned char *der, size_t size, unsigned char *raw)
{
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)size);
    bool good = pair != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(pair), raw, ES256_HALF_SIZE) > 0 &&
                BN_bn2binpad(ECDSA_SIG_get0_s(pair), raw + ES256_HALF_SIZE, ES256_HALF_SIZE) > 0;

    ECDSA_SIG_free(pair);
    return good;
}

/* The size, or 0. */
static size_t
der_from_raw(const unsigned char *raw, unsigned char der[DER_MAX])
{
    ECDSA_SIG *pair = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(raw, ES256_HALF_SIZE, NULL);
    BIGNUM *s = BN_bin2bn(raw + ES256_HALF_SIZE, ES256_HALF_SIZE, NULL);

    assert(pair != NULL && r != NULL && s != NULL);
    ECDSA_SIG_set0(pair, r, s);

    int size = i2d_ECDSA_SIG(pair, &der);

    ECDSA_SIG_free(pair);
    return size < 0 ? 0 : (size_t)size;
}

struct str
es256_sign(struct arena *arena, const struct es256 *key, struct str bytes)
{
    unsigned char hash[KEYS_SHA256_SIZE], der[DER_MAX], *raw = arena_take(arena, RAW_SIZE, 1);
    size_t size = sizeof(der);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key->pair, NULL);

    assert(context != NULL);

    bool good = hash_of(bytes, hash) && EVP_PKEY_sign_init(context) == 1 &&
                EVP_PKEY_sign(context, der, &size, hash, sizeof(hash)) == 1 &&
                raw_from_der(der, size, raw);

    EVP_PKEY_CTX_free(context);
    ERR_clear_error();
    return good ? (struct str){(char *)raw, RAW_SIZE} : STR_NONE;
}

bool
es256_verify(const struct es256 *key, struct str bytes, struct str signature)
{
    unsigned char hash[KEYS_SHA256_SIZE], der[DER_MAX];

    if (signature.size != RAW_SIZE)
        return false;

    size_t size = der_from_raw((const unsigned char *)signature.at, der);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key->pair, NULL);

    assert(context != NULL);

    bool good = size > 0 && hash_of(bytes, hash) && EVP_PKEY_verify_init(context) == 1 &&
                EVP_PKEY_verify(context, der, size, hash, sizeof(hash)) == 1;

    EVP_PKEY_CTX_free(context);
    ERR_clear_error();
    return good;
}
