/*
 * pg_stage: a PostgreSQL cluster, a loop and lanes for the tests of pg.
 *
 * Each asking is a task of its own; what came of it is looked at once all of
 * them have ended, because a failed assert must not leave a task's stack.
 */
#pragma once

#include "pg/pg.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

extern struct loop *loop;
extern struct pg *pg;       /* two links a lane, over stage_open's catalogue */
extern struct arena *arena; /* reset after each test */
extern const char *where;   /* libpq's words for the cluster */

/* Starts the cluster, runs `schema` and connects. */
int stage_open(const char *schema, const struct pg_query *const *catalogue);
int stage_close(void **state);
int stage_reset(void **state);

#define QUERY(id, text, count, on, kind)                                                           \
    static const struct pg_query id = {                                                            \
        .name = #id, .sql = text, .inputs = count, .lane = on, .kind = true}
#define ONE(id, text, count, on)  QUERY(id, text, count, on, one)
#define STEP(id, text, count, on) QUERY(id, text, count, on, step)
#define MANY(id, text, count, on)                                                                  \
    static const struct pg_query id = {.name = #id, .sql = text, .inputs = count, .lane = on}

struct asking {
    const struct pg_query *query;
    struct str inputs[4];
    struct pg_door door; /* the stage's own pg and arena when it says none */
    int64_t after_ms;    /* waits for so long first */
    struct pg_answer answer;
};

/* By the stage's own door, after so many milliseconds. */
struct asking asking_of(const struct pg_query *query, const char *input, int64_t after_ms);

/* All at once, each in a task; returns when all have ended. */
void ask_all(struct asking *askings, size_t count);
struct pg_answer ask(const struct pg_query *query, struct str first, struct str second);

/* Says something to the cluster on a connection of its own; the first cell of what it answers. */
struct str tell(const char *sql);
