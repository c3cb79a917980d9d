#include "base/must.h"
#include "keys/sign-key.h"

#include <assert.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <string.h>

enum { RAW_SIZE = 2 * SIGN_KEY_HALF_SIZE };

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
    bool good =
        pair != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(pair), raw, SIGN_KEY_HALF_SIZE) > 0 &&
        BN_bn2binpad(ECDSA_SIG_get0_s(pair), raw + SIGN_KEY_HALF_SIZE, SIGN_KEY_HALF_SIZE) > 0;

    ECDSA_SIG_free(pair);
    return good;
}

size_t
sign_key_ecdsa_der(struct str raw, unsigned char *der)
{
    const unsigned char *at = (const unsigned char *)raw.at;
    size_t half = raw.size / 2;
    ECDSA_SIG *pair = must(ECDSA_SIG_new());

    ECDSA_SIG_set0(pair, must(BN_bin2bn(at, (int)half, NULL)),
                   must(BN_bin2bn(at + half, (int)half, NULL)));

    int size = i2d_ECDSA_SIG(pair, &der);

    ECDSA_SIG_free(pair);
    return size < 0 ? 0 : (size_t)size;
}

/* PKCS #1 v1.5 with SHA-256 is what RS256 means. */
static bool
set_padding(const struct sign_key *key, EVP_PKEY_CTX *context)
{
    return key->algorithm != SIGN_RS256 ||
           (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
            EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1);
}

static struct str
as_token(struct arena *arena, const struct sign_key *key, const unsigned char *made, size_t size)
{
    unsigned char *raw = arena_take(arena, RAW_SIZE, 1);

    if (key->algorithm == SIGN_RS256)
        return arena_copy(arena, (struct str){(const char *)made, size});
    return raw_from_der(made, size, raw) ? (struct str){(char *)raw, RAW_SIZE} : STR_NONE;
}

struct str
sign_key_sign(struct arena *arena, const struct sign_key *key, struct str bytes)
{
    unsigned char hash[KEYS_SHA256_SIZE], made[SIGN_KEY_RSA_SIZE_MAX];
    size_t size = sizeof(made);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key->pair, NULL);
    struct str signature = STR_NONE;

    assert(context != NULL);
    if (hash_of(bytes, hash) && EVP_PKEY_sign_init(context) == 1 && set_padding(key, context) &&
        EVP_PKEY_sign(context, made, &size, hash, sizeof(hash)) == 1)
        signature = as_token(arena, key, made, size);
    EVP_PKEY_CTX_free(context);
    ERR_clear_error();
    return signature;
}

/* The signature as OpenSSL wants it; its size, or 0. */
static size_t
from_token(const struct sign_key *key, struct str signature, unsigned char *into)
{
    if (key->algorithm == SIGN_ES256)
        return signature.size == RAW_SIZE ? sign_key_ecdsa_der(signature, into) : 0;
    if (signature.size > SIGN_KEY_RSA_SIZE_MAX)
        return 0;
    memcpy(into, signature.at, signature.size);
    return signature.size;
}

bool
sign_key_verify(const struct sign_key *key, struct str bytes, struct str signature)
{
    unsigned char hash[KEYS_SHA256_SIZE], given[SIGN_KEY_RSA_SIZE_MAX];
    size_t size = signature.size == 0 ? 0 : from_token(key, signature, given);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key->pair, NULL);
    bool good;

    assert(context != NULL);
    good = size > 0 && hash_of(bytes, hash) && EVP_PKEY_verify_init(context) == 1 &&
           set_padding(key, context) &&
           EVP_PKEY_verify(context, given, size, hash, sizeof(hash)) == 1;
    EVP_PKEY_CTX_free(context);
    ERR_clear_error();
    return good;
}
