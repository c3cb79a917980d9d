#include "keys/es256.h"

#include "base/must.h"
#include "keys/keys.h"
#include "keys/wipe.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

static const char curve[] = "prime256v1"; /* what OpenSSL calls P-256 */

/* Takes the pair over; NULL, and the pair is gone, when it is none or not on P-256. */
static struct es256 *
es256_open(EVP_PKEY *pair)
{
    char name[sizeof(curve) + 1];

    /* Such questions leave complaints behind that are not of interest to anybody. */
    if (pair == NULL || EVP_PKEY_get_group_name(pair, name, sizeof(name), NULL) != 1 ||
        strcmp(name, curve) != 0) {
        EVP_PKEY_free(pair);
        ERR_clear_error();
        return NULL;
    }

    struct es256 *key = must(calloc(1, sizeof(*key)));

    key->pair = pair;
    return key;
}

void
es256_free(struct es256 *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_free(key->pair); /* OpenSSL wipes the private half */
    free(key);
}

struct es256 *
es256_make(void)
{
    return es256_open(EVP_EC_gen(curve));
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

struct es256 *
es256_from_private(struct str der)
{
    if (der.size == 0 || der.size > ES256_DER_MAX)
        return NULL;

    const unsigned char *at = (const unsigned char *)der.at, *end = at + der.size;

    PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)der.size);
    EVP_PKEY *pair = info == NULL || at != end ? NULL : EVP_PKCS82PKEY(info);

    PKCS8_PRIV_KEY_INFO_free(info);

    struct es256 *key = es256_open(pair);

    if (key == NULL || is_whole(key->pair))
        return key;
    es256_free(key);
    ERR_clear_error();
    return NULL;
}

struct str
es256_private(struct arena *arena, const struct es256 *key)
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

struct es256 *
es256_from_jwk(struct str x, struct str y)
{
    char group[sizeof(curve)];
    unsigned char point[1 + 2 * ES256_HALF_SIZE] = {POINT_CONVERSION_UNCOMPRESSED};
    EVP_PKEY *pair = NULL;

    if (x.size != ES256_HALF_SIZE || y.size != ES256_HALF_SIZE)
        return NULL;
    memcpy(group, curve, sizeof(group));
    memcpy(point + 1, x.at, x.size);
    memcpy(point + 1 + x.size, y.at, y.size);

    OSSL_PARAM parts[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
        OSSL_PARAM_construct_end(),
    };
    EVP_PKEY_CTX *context = must(EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL));

    /* OpenSSL refuses a point that is off the curve. */
    if (EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &pair, EVP_PKEY_PUBLIC_KEY, parts) != 1)
        pair = NULL;
    EVP_PKEY_CTX_free(context);
    return es256_open(pair);
}
