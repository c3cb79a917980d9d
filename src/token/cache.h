/*
 * cache: claims of tokens whose signature held, by the SHA-256 of the token.
 *
 * Bounded: each hash has one slot, and the later token takes it. What does not
 * fit into a slot is not remembered. For the files of this room only.
 */
#pragma once

#include "token/token.h"

enum {
    CACHE_SLOTS = 1024,
    CACHE_TEXT_MAX = 1024, /* bytes of all claims of one token */
};

struct cache {
    struct cache_slot {
        bool used;
        char hash[KEYS_SHA256_SIZE];
        struct token_claims claims; /* views of `text` */
        char text[CACHE_TEXT_MAX];
    } slots[CACHE_SLOTS];
};

void cache_clear(struct cache *cache);
void cache_keep(struct cache *cache, struct str hash, const struct token_claims *claims);

/* Copies what was kept into the arena, since a slot may be taken at any time. */
bool cache_find(const struct cache *cache, struct arena *arena, struct str hash,
                struct token_claims *claims);
