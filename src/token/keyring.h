/*
 * keyring: what a worker knows about keys and tokens. For this room only.
 */
#pragma once

#include "token/cache.h"
#include "token/revoked.h"

enum {
    KEYRING_MAX = 64,
    KEYRING_KID_MAX = 64, /* bytes */
};

struct token_keys {
    size_t count;
    const struct keyring_key *signs[SIGN_ALGORITHMS]; /* NULL where none does */
    struct keyring_key {
        struct sign_key *key;
        size_t kid_size;
        char kid[KEYRING_KID_MAX];
    } list[KEYRING_MAX];
    struct cache cache;
    struct revoked revoked;
};

/* NULL when there is no such key. */
const struct sign_key *keyring_find(const struct token_keys *keys, struct str kid);
