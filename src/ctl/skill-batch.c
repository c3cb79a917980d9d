#include "ctl/skill-batch.h"

#include "sql/skill.h"

#include <assert.h>

enum { BATCH_MEMORY_MAX = 128 << 20 };

static void
empty(struct skill_batch *batch)
{
    arena_reset(batch->arena);
    batch->json = text_new(batch->arena);
    text_add(&batch->json, STR("["));
    batch->count = 0;
}

void
skill_batches_open(struct skill_batches *batches, struct loop *loop, struct pg *pg,
                   struct str framework)
{
    *batches = (struct skill_batches){.loop = loop, .pg = pg, .framework = framework};
    for (size_t i = 0; i < SKILL_BATCHES; i++) {
        batches->list[i].all = batches;
        batches->list[i].arena = arena_open(BATCH_MEMORY_MAX);
        empty(&batches->list[i]);
    }
}

void
skill_batches_close(struct skill_batches *batches)
{
    for (size_t i = 0; i < SKILL_BATCHES; i++) {
        assert(!batches->list[i].in_flight);
        arena_close(batches->list[i].arena);
    }
}

/* In a task of its own. */
static void
take_in(void *who)
{
    struct skill_batch *batch = who;
    struct skill_batches *all = batch->all;
    struct pg_door door = {.pg = all->pg, .arena = batch->arena};
    struct pg_answer answer =
        sql_skill_take_in(&door, all->framework, all->language, text_str(&batch->json));
    int64_t added = 0, changed = 0;

    if (!answer.problem) {
        str_integer(pg_cell(&answer, 0, SKILL_TAKE_IN_ADDED), &added);
        str_integer(pg_cell(&answer, 0, SKILL_TAKE_IN_CHANGED), &changed);
        all->added += added;
        all->changed += changed;
    } else if (!all->problem) {
        all->problem = answer.problem;
    }
    empty(batch);
    batch->in_flight = false;
    if (all->waiting != NULL)
        task_wake(all->waiting);
}

static void
wait_for(struct skill_batches *batches, const struct skill_batch *batch)
{
    batches->waiting = task_current();
    while (batch->in_flight)
        task_park();
    batches->waiting = NULL;
}

static void
send_batch(struct skill_batches *batches)
{
    struct skill_batch *batch = &batches->list[batches->filling];

    if (batch->count == 0 || batches->problem)
        return;
    batch->json.at[batch->json.size - 1] = ']'; /* in place of the last comma */
    batch->in_flight = true;
    if (!task_start(batches->loop, take_in, batch)) {
        batch->in_flight = false;
        batches->problem = PROBLEM_BUSY;
    }
    batches->filling = (batches->filling + 1) % SKILL_BATCHES;
}

struct text *
skill_batches_begin_row(struct skill_batches *batches)
{
    struct skill_batch *batch = &batches->list[batches->filling];

    wait_for(batches, batch);
    return &batch->json;
}

void
skill_batches_end_row(struct skill_batches *batches)
{
    struct skill_batch *batch = &batches->list[batches->filling];

    text_add(&batch->json, STR(","));
    batch->count++;
    if (batch->count == SKILL_BATCH_MAX || batch->json.size >= SKILL_BATCH_SIZE_MAX)
        send_batch(batches);
}

enum problem
skill_batches_finish(struct skill_batches *batches)
{
    send_batch(batches);
    for (size_t i = 0; i < SKILL_BATCHES; i++)
        wait_for(batches, &batches->list[i]);
    return batches->problem;
}
