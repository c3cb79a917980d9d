/*
 * arena: memory that shares one lifetime.
 *
 * A program has one for itself, and each request one of its own that is reset
 * once the reply is sent. What is taken from an arena is never freed by hand.
 * What a foreign library allocates, and what is to outlive the function that
 * asked for it, is put into the arena's care with arena_keep on the line after.
 *
 * Taking cannot fail. Input is bounded where it enters (see fcgi/fcgi.h), so
 * an arena that passes its limit is a bug in this program, and it stops.
 */
#pragma once

#include "base/str.h"

#include <stdalign.h>

struct arena;

struct arena *arena_open(size_t size_max);
void arena_reset(struct arena *arena); /* the first block is kept for the next use */
void arena_close(struct arena *arena);

/* Zeroed memory. arena_new(arena, struct course) is the usual way in. */
void *arena_take(struct arena *arena, size_t size, size_t align);
#define arena_new(arena, type) ((type *)arena_take(arena, sizeof(type), alignof(type)))
#define arena_list(arena, type, count)                                                             \
    ((type *)arena_take(arena, sizeof(type) * (count), alignof(type)))

/* A list that grows: the same one while it has room for more than `count`, else a copy with twice
   the room, in which the new half is zeroed. `size` is that of one. */
void *arena_room(struct arena *arena, void *list, size_t count, size_t *room, size_t size);

/* All end in a NUL that `size` does not count, for libraries that want one. */
struct str arena_copy(struct arena *arena, struct str text);
struct str arena_lower(struct arena *arena, struct str text); /* with small letters of ASCII */
struct str arena_print(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

/* Calls end(thing) at the next reset; the last thing kept is the first to end. */
void arena_keep(struct arena *arena, void *thing, void (*end)(void *thing));
