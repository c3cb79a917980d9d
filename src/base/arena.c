#include "base/arena.h"

#include "base/must.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK_SIZE = 16 * 1024 };

struct block {
    struct block *next;
    size_t size, used;
    alignas(max_align_t) char bytes[];
};

struct kept {
    struct kept *next;
    void *thing;
    void (*end)(void *thing);
};

struct arena {
    struct block *blocks;
    struct kept *kept;
    size_t size, size_max;
};

static void
block_add(struct arena *arena, size_t size)
{
    struct block *block = must(malloc(sizeof(*block) + size));

    *block = (struct block){.next = arena->blocks, .size = size};
    arena->blocks = block;
    arena->size += size;
    assert(arena->size <= arena->size_max);
}

static void
block_drop(struct arena *arena)
{
    struct block *block = arena->blocks;

    arena->blocks = block->next;
    arena->size -= block->size;
    free(block);
}

struct arena *
arena_open(size_t size_max)
{
    struct arena *arena = must(calloc(1, sizeof(*arena)));

    arena->size_max = size_max;
    return arena;
}

void
arena_reset(struct arena *arena)
{
    for (; arena->kept != NULL; arena->kept = arena->kept->next)
        arena->kept->end(arena->kept->thing);

    while (arena->blocks != NULL &&
           (arena->blocks->next != NULL || arena->blocks->size > BLOCK_SIZE))
        block_drop(arena);
    if (arena->blocks != NULL)
        arena->blocks->used = 0;
}

void
arena_close(struct arena *arena)
{
    arena_reset(arena);
    while (arena->blocks != NULL)
        block_drop(arena);
    free(arena);
}

void *
arena_take(struct arena *arena, size_t size, size_t align)
{
    struct block *block = arena->blocks;
    size_t start = block == NULL ? 0 : (block->used + align - 1) & ~(align - 1);

    assert(size <= arena->size_max);
    if (block == NULL || start > block->size || size > block->size - start) {
        block_add(arena, size > BLOCK_SIZE ? size : BLOCK_SIZE);
        block = arena->blocks;
        start = 0;
    }
    block->used = start + size;
    return memset(block->bytes + start, 0, size);
}

void *
arena_room(struct arena *arena, void *list, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return list;
    *room *= 2;
    return memcpy(arena_take(arena, *room * size, alignof(max_align_t)), list, count * size);
}

struct str
arena_copy(struct arena *arena, struct str text)
{
    char *copy = arena_take(arena, text.size + 1, 1);

    if (text.size > 0)
        memcpy(copy, text.at, text.size);
    return (struct str){copy, text.size};
}

struct str
arena_lower(struct arena *arena, struct str text)
{
    char *copy = arena_take(arena, text.size + 1, 1);

    for (size_t i = 0; i < text.size; i++)
        copy[i] = (char)tolower((unsigned char)text.at[i]);
    return (struct str){copy, text.size};
}

struct str
arena_print(struct arena *arena, const char *format, ...)
{
    va_list args, again;
    int size;

    va_start(args, format);
    va_copy(again, args);
    size = vsnprintf(NULL, 0, format, args);
    assert(size >= 0);
    char *text = arena_take(arena, (size_t)size + 1, 1);
    vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    va_end(args);
    return (struct str){text, (size_t)size};
}

void
arena_keep(struct arena *arena, void *thing, void (*end)(void *thing))
{
    struct kept *kept = arena_new(arena, struct kept);

    *kept = (struct kept){arena->kept, thing, end};
    arena->kept = kept;
}
