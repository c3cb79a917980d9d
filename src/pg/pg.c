#include "pg/parts.h"

#include "base/must.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

struct pg *
pg_open(struct loop *loop, const struct pg_options *options)
{
    size_t links = 0;
    struct pg *pg;

    for (int i = 0; i < PG_LANES; i++)
        links += (size_t)options->connections[i];
    pg = must(calloc(1, sizeof(*pg) + links * sizeof(pg->links[0])));
    pg->loop = loop;
    pg->options = options;
    links = 0;
    for (int i = 0; i < PG_LANES; i++) {
        struct lane *lane = &pg->lanes[i];

        *lane = (struct lane){.pg = pg, .which = (enum pg_lane)i, .links = &pg->links[links]};
        lane->timer = (struct loop_timer){.fire = lane_late, .who = lane};
        lane->count = options->connections[i];
        for (int k = 0; k < lane->count; k++)
            link_open(&lane->links[k], lane);
        links += (size_t)lane->count;
    }
    return pg;
}

void
pg_close(struct pg *pg)
{
    for (int i = 0; i < PG_LANES; i++) {
        assert(pg->lanes[i].unanswered == 0);
        loop_timer_clear(pg->loop, &pg->lanes[i].timer);
        for (int k = 0; k < pg->lanes[i].count; k++)
            link_close(&pg->lanes[i].links[k]);
    }
    free(pg);
}

bool
pg_ready(const struct pg *pg)
{
    for (int i = 0; i < PG_LANES; i++) {
        const struct lane *lane = &pg->lanes[i];
        int ready = 0;

        for (int k = 0; k < lane->count; k++)
            ready += lane->links[k].state == LINK_READY;
        if (lane->count > 0 && ready == 0)
            return false;
    }
    return true;
}

/* False when an input holds a NUL, with which a text of PostgreSQL would end. */
static bool
add_step(struct question *question, const struct pg_query *query, const struct str *inputs)
{
    const char **values;

    if (query == NULL)
        return true;
    assert(query->inputs <= PG_INPUTS_MAX && question->steps < STEPS_MAX);
    values = arena_list(question->arena, const char *, (size_t)query->inputs + 1);
    for (int i = 0; i < query->inputs; i++) {
        if (inputs[i].at == NULL)
            continue;
        if (memchr(inputs[i].at, '\0', inputs[i].size) != NULL)
            return false;
        values[i] = arena_copy(question->arena, inputs[i]).at;
    }
    question->queries[question->steps] = query;
    question->values[question->steps++] = values;
    return true;
}

static bool
add_steps(struct question *question, const struct pg_door *door, const struct pg_query *query,
          const struct str *inputs)
{
    const struct pg_step none = {.query = NULL};
    bool write = query->lane == PG_WRITE;
    const struct pg_step *claim = write ? &door->claim : &none;
    const struct pg_step *keep = write ? &door->keep : &none;

    if (!add_step(question, door->caller.query, door->caller.inputs) ||
        !add_step(question, claim->query, claim->inputs))
        return false;
    question->own = question->steps;
    return add_step(question, query, inputs) && add_step(question, keep->query, keep->inputs);
}

static void
wait_for(struct question *question)
{
    while (!question->done) {
        question->parked = true;
        task_park();
        question->parked = false;
    }
}

/* As often as that may help; a connection that is of no use has been left by then. */
static void
ask_until_answered(struct question *question)
{
    lane_place(question);
    wait_for(question);
    for (int tries = 0; question->refusal.again && tries < RETRIES_MAX; tries++) {
        bool anew = question->refusal.anew;

        if (!anew)
            task_sleep(question->lane->pg->loop, 1 + arc4random_uniform(16U << tries));
        question_forget(question);
        if (anew)
            lane_wait(question);
        else
            lane_place(question);
        wait_for(question);
    }
}

static void
clear(void *result)
{
    PQclear(result);
}

static struct pg_answer
answer_of(struct question *question)
{
    const struct pg_query *query = question->queries[question->own];
    size_t rows;

    if (question->refusal.problem != PROBLEM_NONE) {
        PQclear(question->result);
        return (struct pg_answer){.problem = question->refusal.problem,
                                  .detail = question->refusal.detail};
    }
    assert(question->result != NULL);
    arena_keep(question->arena, question->result, clear);
    rows = (size_t)PQntuples(question->result);
    if (query->one && rows == 0)
        return (struct pg_answer){.problem = PROBLEM_NOT_FOUND};
    return (struct pg_answer){.rows = rows, .result = question->result};
}

struct pg_answer
pg_ask(const struct pg_door *door, const struct pg_query *query, const struct str *inputs)
{
    struct lane *lane = &door->pg->lanes[query->lane];
    struct question question = {
        .arena = door->arena,
        .lane = lane,
        .task = task_current(),
        .asked_ms = loop_ms(door->pg->loop),
    };

    assert(question.task != NULL && lane->count > 0);
    if (lane->unanswered >= PG_WAITING_MAX)
        return (struct pg_answer){.problem = PROBLEM_BUSY};
    if (!add_steps(&question, door, query, inputs))
        return (struct pg_answer){.problem = PROBLEM_BAD_INPUT};
    lane->unanswered++;
    ask_until_answered(&question);
    lane->unanswered--;
    return answer_of(&question);
}
