#include "token/cache.h"

#include <assert.h>
#include <string.h>

static const size_t texts[] = {
    offsetof(struct token_claims, issuer),   offsetof(struct token_claims, subject),
    offsetof(struct token_claims, audience), offsetof(struct token_claims, client),
    offsetof(struct token_claims, token_id), offsetof(struct token_claims, session),
    offsetof(struct token_claims, scope),    offsetof(struct token_claims, organisation),
};

static struct str *
text_of(struct token_claims *claims, size_t i)
{
    return (struct str *)((char *)claims + texts[i]);
}

static size_t
size_of(struct token_claims claims)
{
    size_t size = 0;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        size += text_of(&claims, i)->size;
    return size;
}

/* The same claims, with their texts at `room`, which is as large as size_of says. */
static struct token_claims
moved(struct token_claims claims, char *room)
{
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct str *text = text_of(&claims, i);

        if (text->at == NULL)
            continue;
        text->at = memcpy(room, text->at, text->size);
        room += text->size;
    }
    return claims;
}

static size_t
slot_of(struct str hash)
{
    assert(hash.size == KEYS_SHA256_SIZE);
    return ((size_t)(unsigned char)hash.at[0] << 8 | (unsigned char)hash.at[1]) % CACHE_SLOTS;
}

void
cache_clear(struct cache *cache)
{
    for (size_t i = 0; i < CACHE_SLOTS; i++)
        cache->slots[i].used = false;
}

void
cache_keep(struct cache *cache, struct str hash, const struct token_claims *claims)
{
    struct cache_slot *slot = &cache->slots[slot_of(hash)];

    if (size_of(*claims) > CACHE_TEXT_MAX)
        return;
    memcpy(slot->hash, hash.at, hash.size);
    slot->claims = moved(*claims, slot->text);
    slot->used = true;
}

bool
cache_find(const struct cache *cache, struct arena *arena, struct str hash,
           struct token_claims *claims)
{
    const struct cache_slot *slot = &cache->slots[slot_of(hash)];

    if (!slot->used || !keys_equal((struct str){slot->hash, sizeof(slot->hash)}, hash))
        return false;
    *claims = moved(slot->claims, arena_take(arena, size_of(slot->claims) + 1, 1));
    return true;
}
