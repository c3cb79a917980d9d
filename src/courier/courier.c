#include "courier/parts.h"

#include "base/uuid.h"
#include "issue/issue.h"

#include <assert.h>

enum { MEMORY_MAX = 1 << 20, RESULTS_MEMORY_MAX = 16 << 20 };

struct courier *
courier_open(struct loop *loop, struct pg *pg, struct fetch *fetch,
             const struct courier_options *options)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    struct courier *courier = arena_new(arena, struct courier);
    bool started;

    *courier = (struct courier){
        .loop = loop,
        .pg = pg,
        .fetch = fetch,
        .options = *options,
        .arena = arena,
        .owner = uuid_new(arena),
        .keys = issue_keys_open(arena),
        .looking = true,
        .settling = true,
    };
    courier->look_bell.loop = courier->settle_bell.loop = loop;
    courier->gathering.arena = arena_open(RESULTS_MEMORY_MAX);
    courier->writing.arena = arena_open(RESULTS_MEMORY_MAX);
    courier->poke = (struct poke){
        .loop = loop,
        .bell = &courier->look_bell,
        .run_dir = options->run_dir,
    };
    poke_open(&courier->poke);
    started = task_start(loop, courier_settle, courier) && task_start(loop, courier_look, courier);
    assert(started);
    return courier;
}

void
courier_close(struct courier *courier)
{
    assert(courier_idle(courier));
    poke_close(&courier->poke);
    arena_close(courier->gathering.arena);
    arena_close(courier->writing.arena);
    arena_close(courier->arena);
}
