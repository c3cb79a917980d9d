#include "keys/wipe.h"

#include <sodium.h>

struct secret {
    char *at;
    size_t size;
};

static void
wipe(void *thing)
{
    struct secret *secret = thing;

    sodium_memzero(secret->at, secret->size);
}

struct str
wipe_later(struct arena *arena, struct str secret)
{
    struct secret *later = arena_new(arena, struct secret);

    /* The arena's memory was never constant; only the view of it is. */
    *later = (struct secret){(char *)(uintptr_t)secret.at, secret.size};
    arena_keep(arena, later, wipe);
    return secret;
}
