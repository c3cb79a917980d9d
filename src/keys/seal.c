#include "keys/keys.h"
#include "keys/wipe.h"

#include <assert.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <string.h>

enum { NONCE_SIZE = 12, TAG_SIZE = 16, EXTRA_SIZE = NONCE_SIZE + TAG_SIZE };

static const unsigned char *
bytes_of(struct str text)
{
    return (const unsigned char *)text.at;
}

/* One pass of AES-256-GCM over `in`, but for the tag. */
static bool
crypt_all(EVP_CIPHER_CTX *aes, struct str about, struct str in, unsigned char *out)
{
    int size = 0;

    assert(about.size <= INT32_MAX && in.size <= INT32_MAX);
    if (about.size > 0 && EVP_CipherUpdate(aes, NULL, &size, bytes_of(about), (int)about.size) != 1)
        return false;
    return in.size == 0 || EVP_CipherUpdate(aes, out, &size, bytes_of(in), (int)in.size) == 1;
}

static bool
seal_into(EVP_CIPHER_CTX *aes, struct str key, struct str about, struct str plain,
          unsigned char *sealed)
{
    unsigned char *text = sealed + NONCE_SIZE, *tag = text + plain.size;
    int size;

    return EVP_EncryptInit_ex(aes, EVP_aes_256_gcm(), NULL, bytes_of(key), sealed) == 1 &&
           crypt_all(aes, about, plain, text) && EVP_EncryptFinal_ex(aes, tag, &size) == 1 &&
           EVP_CIPHER_CTX_ctrl(aes, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE, tag) == 1;
}

struct str
keys_seal(struct arena *arena, struct str key, struct str about, struct str plain)
{
    if (key.size != KEYS_SEAL_SIZE)
        return STR_NONE;

    struct str nonce = keys_chance(arena, NONCE_SIZE);
    unsigned char *sealed = arena_take(arena, plain.size + EXTRA_SIZE, 1);
    EVP_CIPHER_CTX *aes = EVP_CIPHER_CTX_new();

    assert(aes != NULL);
    memcpy(sealed, nonce.at, NONCE_SIZE);

    bool good = seal_into(aes, key, about, plain, sealed);

    EVP_CIPHER_CTX_free(aes);
    return good ? (struct str){(char *)sealed, plain.size + EXTRA_SIZE} : STR_NONE;
}

static bool
unseal_into(EVP_CIPHER_CTX *aes, struct str key, struct str about, struct str sealed,
            unsigned char *plain)
{
    struct str text = {sealed.at + NONCE_SIZE, sealed.size - EXTRA_SIZE};
    unsigned char tag[TAG_SIZE];
    int size;

    memcpy(tag, text.at + text.size, TAG_SIZE);
    return EVP_DecryptInit_ex(aes, EVP_aes_256_gcm(), NULL, bytes_of(key), bytes_of(sealed)) == 1 &&
           EVP_CIPHER_CTX_ctrl(aes, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE, tag) == 1 &&
           crypt_all(aes, about, text, plain) &&
           EVP_DecryptFinal_ex(aes, plain + text.size, &size) == 1;
}

struct str
keys_unseal(struct arena *arena, struct str key, struct str about, struct str sealed)
{
    if (key.size != KEYS_SEAL_SIZE || sealed.size < EXTRA_SIZE)
        return STR_NONE;

    size_t size = sealed.size - EXTRA_SIZE;
    unsigned char *plain = arena_take(arena, size + 1, 1);
    EVP_CIPHER_CTX *aes = EVP_CIPHER_CTX_new();

    assert(aes != NULL);

    bool good = unseal_into(aes, key, about, sealed, plain);

    EVP_CIPHER_CTX_free(aes);
    ERR_clear_error();
    if (!good) {
        /* What a wrong tag would have vouched for is nobody's to see. */
        sodium_memzero(plain, size + 1);
        return STR_NONE;
    }
    return wipe_later(arena, (struct str){(char *)plain, size});
}

struct str
sign_key_seal(struct arena *arena, struct str seal_key, const struct sign_key *key)
{
    return keys_seal(arena, seal_key, sign_key_kid(arena, key), sign_key_private(arena, key));
}

struct sign_key *
sign_key_unseal(struct arena *arena, struct str seal_key, struct str kid, struct str sealed)
{
    struct str der = keys_unseal(arena, seal_key, kid, sealed);

    return der.at == NULL ? NULL : sign_key_from_private(der);
}
