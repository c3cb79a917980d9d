#include "keys/keys.h"
#include "keys/wipe.h"

#include <assert.h>
#include <sodium.h>

struct str
keys_ed25519_private(struct arena *arena, struct str seed)
{
    unsigned char public_half[crypto_sign_PUBLICKEYBYTES];
    unsigned char *key = arena_take(arena, crypto_sign_SECRETKEYBYTES, 1);

    assert(seed.size == KEYS_ED25519_SEED_SIZE);
    crypto_sign_seed_keypair(public_half, key, (const unsigned char *)seed.at);
    return wipe_later(arena, (struct str){(const char *)key, crypto_sign_SECRETKEYBYTES});
}

struct str
keys_ed25519_public(struct str key)
{
    assert(key.size == KEYS_ED25519_PRIVATE_SIZE);
    return str_from(key, KEYS_ED25519_SEED_SIZE);
}

struct str
keys_ed25519_sign(struct arena *arena, struct str key, struct str bytes)
{
    unsigned char *signature = arena_take(arena, crypto_sign_BYTES, 1);

    assert(key.size == KEYS_ED25519_PRIVATE_SIZE);
    crypto_sign_detached(signature, NULL, (const unsigned char *)bytes.at, bytes.size,
                         (const unsigned char *)key.at);
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
