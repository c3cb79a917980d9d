#include "keys/keys.h"

#include "base/coding.h"
#include "keys/wipe.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <sys/random.h>

enum {
    SECRET_SIZE = 32, /* bytes: 256 bits */
    ASK_MAX = 256,    /* bytes that the system gives at once without being interrupted */
};

struct str
keys_chance(struct arena *arena, size_t size)
{
    char *bytes = arena_take(arena, size + 1, 1);

    for (size_t have = 0; have < size;) {
        size_t ask = size - have < ASK_MAX ? size - have : ASK_MAX;
        ssize_t got = getrandom(bytes + have, ask, 0);

        assert(got > 0);
        have += (size_t)got;
    }
    return wipe_later(arena, (struct str){bytes, size});
}

struct keys_table
keys_table_open(void)
{
    struct keys_table table;

    static_assert(sizeof(table.key) == crypto_shorthash_KEYBYTES, "SipHash has another key");
    randombytes_buf(table.key, sizeof(table.key));
    return table;
}

uint64_t
keys_table_place(const struct keys_table *table, struct str text)
{
    uint64_t place;

    static_assert(sizeof(place) == crypto_shorthash_BYTES, "SipHash has another size");
    crypto_shorthash((unsigned char *)&place, (const unsigned char *)text.at, text.size,
                     table->key);
    return place;
}

struct str
keys_secret(struct arena *arena, const char *prefix)
{
    struct str letters = coding_base64url(arena, keys_chance(arena, SECRET_SIZE));

    return arena_print(arena, "%s" STR_FMT, prefix, STR_ARG(letters));
}

static struct str
digest(struct arena *arena, const EVP_MD *kind, size_t size, struct str bytes)
{
    unsigned char *hash = arena_take(arena, size, 1);

    if (EVP_Digest(bytes.at, bytes.size, hash, NULL, kind, NULL) != 1)
        return STR_NONE;
    return (struct str){(const char *)hash, size};
}

struct str
keys_sha256(struct arena *arena, struct str bytes)
{
    return digest(arena, EVP_sha256(), KEYS_SHA256_SIZE, bytes);
}

struct str
keys_sha384(struct arena *arena, struct str bytes)
{
    return digest(arena, EVP_sha384(), KEYS_SHA384_SIZE, bytes);
}

struct str
keys_md5(struct arena *arena, struct str bytes)
{
    return digest(arena, EVP_md5(), KEYS_MD5_SIZE, bytes);
}

struct str
keys_hmac_sha256(struct arena *arena, struct str key, struct str bytes)
{
    unsigned char *mac = arena_take(arena, KEYS_SHA256_SIZE, 1);

    assert(key.size <= INT32_MAX);
    if (HMAC(EVP_sha256(), key.size == 0 ? "" : key.at, (int)key.size,
             (const unsigned char *)bytes.at, bytes.size, mac, NULL) == NULL)
        return STR_NONE;
    return (struct str){(const char *)mac, KEYS_SHA256_SIZE};
}

bool
keys_equal(struct str a, struct str b)
{
    return a.size == b.size && (a.size == 0 || sodium_memcmp(a.at, b.at, a.size) == 0);
}
