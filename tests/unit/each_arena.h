/* each_arena: an arena for each test of a file, by cmocka's setup and teardown. */
#pragma once

#include "base/arena.h"

enum { EACH_ARENA_MAX = 512 << 20 }; /* bytes */

static struct arena *arena;

static int
open_arena(void **state)
{
    (void)state;
    arena = arena_open(EACH_ARENA_MAX);
    return 0;
}

static int
close_arena(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}
