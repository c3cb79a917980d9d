#include "keys/keys.h"

#include <assert.h>
#include <sodium.h>

struct pair {
    unsigned char public_half[crypto_sign_PUBLICKEYBYTES];
    unsigned char private_half[crypto_sign_SECRETKEYBYTES];
};

static struct pair
pair_of(struct str seed)
{
    struct pair pair;

    assert(seed.size == KEYS_ED25519_SEED_SIZE);
    crypto_sign_seed_keypair(pair.public_half, pair.private_half, (const unsigned char *)seed.at);
    return pair;
}

struct str
keys_ed25519_public(struct arena *arena, struct str seed)
{
    struct pair pair = pair_of(seed);

    sodium_memzero(pair.private_half, sizeof(pair.private_half));
    return arena_copy(arena,
                      (struct str){(const char *)pair.public_half, sizeof(pair.public_half)});
}

struct str
keys_ed25519_sign(struct arena *arena, struct str seed, struct str bytes)
{
    struct pair pair = pair_of(seed);
    unsigned char *signature = arena_take(arena, crypto_sign_BYTES, 1);

    crypto_sign_detached(signature, NULL, (const unsigned char *)bytes.at, bytes.size,
                         pair.private_half);
    sodium_memzero(pair.private_half, sizeof(pair.private_half));
    return (struct str){(const char *)signature, crypto_sign_BYTES};
}

bool
keys_ed25519_verify(struct str public_half, struct str bytes, struct str signature)
{
    return public_half.size == KEYS_ED25519_PUBLIC_SIZE &&
           signature.size == KEYS_ED25519_SIGNATURE_SIZE &&
           crypto_sign_verify_detached((const unsigned char *)signature.at,
                                       (const unsigned char *)bytes.at, bytes.size,
                                       (const unsigned char *)public_half.at) == 0;
}
