#include "keys/sign-key.h"

#include "base/must.h"
#include "keys/wipe.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

static const char curve[] = "prime256v1"; /* what OpenSSL calls P-256 */

static const char *const names[] = {[SIGN_ES256] = "ES256", [SIGN_RS256] = "RS256"};

const char *
sign_algorithm_name(enum sign_algorithm algorithm)
{
    return names[algorithm];
}

bool
sign_algorithm_named(struct str name, enum sign_algorithm *algorithm)
{
    for (int i = 0; i < SIGN_ALGORITHMS; i++)
        if (str_same(name, str_of(names[i]))) {
            *algorithm = (enum sign_algorithm)i;
            return true;
        }
    return false;
}

/* Whether it is a pair that one of the two algorithms is for. */
static bool
is_suited(EVP_PKEY *pair, enum sign_algorithm *algorithm)
{
    char name[sizeof(curve) + 1];
    int bits = EVP_PKEY_get_bits(pair);

    if (EVP_PKEY_is_a(pair, "RSA") == 1) {
        *algorithm = SIGN_RS256;
        return bits >= SIGN_KEY_RSA_BITS && bits <= SIGN_KEY_RSA_BITS_MAX;
    }
    *algorithm = SIGN_ES256;
    return EVP_PKEY_get_group_name(pair, name, sizeof(name), NULL) == 1 && strcmp(name, curve) == 0;
}

/* Takes the pair over; NULL, and the pair is gone, when it is none or suits no algorithm. */
static struct sign_key *
open_pair(EVP_PKEY *pair)
{
    enum sign_algorithm algorithm;
    struct sign_key *key;

    /* Such questions leave complaints behind that are not of interest to anybody. */
    if (pair == NULL || !is_suited(pair, &algorithm)) {
        EVP_PKEY_free(pair);
        ERR_clear_error();
        return NULL;
    }
    key = must(calloc(1, sizeof(*key)));
    *key = (struct sign_key){pair, algorithm};
    return key;
}

void
sign_key_free(struct sign_key *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_free(key->pair); /* OpenSSL wipes the private half */
    free(key);
}

struct sign_key *
sign_key_share(const struct sign_key *key)
{
    struct sign_key *same = must(calloc(1, sizeof(*same)));

    *same = *key;
    EVP_PKEY_up_ref(same->pair);
    return same;
}

enum sign_algorithm
sign_key_algorithm(const struct sign_key *key)
{
    return key->algorithm;
}

struct sign_key *
sign_key_make(enum sign_algorithm algorithm)
{
    return open_pair(algorithm == SIGN_RS256 ? EVP_RSA_gen(SIGN_KEY_RSA_BITS) : EVP_EC_gen(curve));
}

/* Whether both halves of the pair belong together. */
static bool
is_whole(EVP_PKEY *pair)
{
    EVP_PKEY_CTX *context = must(EVP_PKEY_CTX_new_from_pkey(NULL, pair, NULL));
    bool whole = EVP_PKEY_check(context) == 1;

    EVP_PKEY_CTX_free(context);
    return whole;
}

struct sign_key *
sign_key_from_private(struct str der)
{
    if (der.size == 0 || der.size > SIGN_KEY_DER_MAX)
        return NULL;

    const unsigned char *at = (const unsigned char *)der.at, *end = at + der.size;

    PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)der.size);
    EVP_PKEY *pair = info == NULL || at != end ? NULL : EVP_PKCS82PKEY(info);

    PKCS8_PRIV_KEY_INFO_free(info);

    struct sign_key *key = open_pair(pair);

    if (key == NULL || is_whole(key->pair))
        return key;
    sign_key_free(key);
    ERR_clear_error();
    return NULL;
}

struct str
sign_key_private(struct arena *arena, const struct sign_key *key)
{
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key->pair);
    int size = info == NULL ? 0 : i2d_PKCS8_PRIV_KEY_INFO(info, NULL);
    struct str der = STR_NONE;

    if (size > 0) {
        unsigned char *bytes = arena_take(arena, (size_t)size, 1), *end = bytes;

        i2d_PKCS8_PRIV_KEY_INFO(info, &end);
        der = wipe_later(arena, (struct str){(char *)bytes, (size_t)size});
    }
    PKCS8_PRIV_KEY_INFO_free(info);
    ERR_clear_error();
    return der;
}

EVP_PKEY *
sign_key_of_parts(const char *type, OSSL_PARAM *parts)
{
    EVP_PKEY_CTX *context = must(EVP_PKEY_CTX_new_from_name(NULL, type, NULL));
    EVP_PKEY *pair = NULL;

    if (EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &pair, EVP_PKEY_PUBLIC_KEY, parts) != 1)
        pair = NULL;
    EVP_PKEY_CTX_free(context);
    return pair;
}

struct sign_key *
sign_key_from_ec(struct str x, struct str y)
{
    char group[sizeof(curve)];
    unsigned char point[1 + 2 * SIGN_KEY_HALF_SIZE] = {POINT_CONVERSION_UNCOMPRESSED};

    if (x.size != SIGN_KEY_HALF_SIZE || y.size != SIGN_KEY_HALF_SIZE)
        return NULL;
    memcpy(group, curve, sizeof(group));
    memcpy(point + 1, x.at, x.size);
    memcpy(point + 1 + x.size, y.at, y.size);

    OSSL_PARAM parts[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
        OSSL_PARAM_construct_end(),
    };

    /* OpenSSL refuses a point that is off the curve. */
    return open_pair(sign_key_of_parts("EC", parts));
}

/* An even modulus or exponent is no key; OpenSSL would find out when it is used. */
static bool
is_odd(struct str number)
{
    return number.size > 0 && (number.at[number.size - 1] & 1) != 0;
}

struct sign_key *
sign_key_from_rsa(struct str n, struct str e)
{
    enum { EXPONENT_SIZE_MAX = 8 };
    unsigned char modulus[SIGN_KEY_RSA_SIZE_MAX], exponent[EXPONENT_SIZE_MAX];
    OSSL_PARAM parts[3];

    if (n.size > sizeof(modulus) || e.size > sizeof(exponent) || !is_odd(n) || !is_odd(e) ||
        (e.size == 1 && e.at[0] == 1))
        return NULL;
    /* OpenSSL takes numbers in the order of the machine. */
    for (size_t i = 0; i < n.size; i++)
        modulus[i] = (unsigned char)n.at[n.size - 1 - i];
    for (size_t i = 0; i < e.size; i++)
        exponent[i] = (unsigned char)e.at[e.size - 1 - i];
    parts[0] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, modulus, n.size);
    parts[1] = OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, exponent, e.size);
    parts[2] = OSSL_PARAM_construct_end();
    return open_pair(sign_key_of_parts("RSA", parts));
}

/* OpenSSL would ask at the terminal. */
static int
no_password(char *at, int size, int is_writing, void *mine)
{
    (void)at;
    (void)size;
    (void)is_writing;
    (void)mine;
    return -1;
}

struct sign_key *
sign_key_from_pem(struct str pem)
{
    if (pem.size == 0 || pem.size > SIGN_KEY_DER_MAX)
        return NULL;

    BIO *in = must(BIO_new_mem_buf(pem.at, (int)pem.size));
    EVP_PKEY *pair = PEM_read_bio_PUBKEY(in, NULL, no_password, NULL);

    BIO_free(in);
    return open_pair(pair);
}

struct str
sign_key_pem(struct arena *arena, const struct sign_key *key)
{
    BIO *out = must(BIO_new(BIO_s_mem()));
    struct str pem = STR_NONE;
    char *at = NULL;
    long size;

    if (PEM_write_bio_PUBKEY(out, key->pair) == 1 && (size = BIO_get_mem_data(out, &at)) > 0)
        pem = arena_copy(arena, (struct str){at, (size_t)size});
    BIO_free(out);
    ERR_clear_error();
    return pem;
}
