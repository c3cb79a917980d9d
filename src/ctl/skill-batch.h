/*
 * skill-batch: concepts on their way to the database, a thousand in a statement.
 *
 * While some batches are being taken in, each over a connection of its own, the
 * next one is filled; so the server's cores are both at work. Belongs to one
 * task, which is parked when all batches are in flight.
 */
#pragma once

#include "base/text.h"
#include "pg/pg.h"

enum {
    SKILL_BATCHES = 2,
    SKILL_BATCH_MAX = 1000,         /* concepts */
    SKILL_BATCH_SIZE_MAX = 4 << 20, /* bytes, after which fewer are enough */
};

struct skill_batches {
    struct loop *loop;
    struct pg *pg;
    struct str framework, language;
    int64_t added, changed; /* so far */
    enum problem problem;   /* the first one; nothing is sent after it */
    struct task *waiting;
    struct skill_batch {
        struct skill_batches *all;
        struct arena *arena;
        struct text json;
        size_t count;
        bool in_flight;
    } list[SKILL_BATCHES];
    size_t filling; /* which of them */
};

/* `language` may be changed between skill_batches_finish and the next skill_batches_begin_row. */
void skill_batches_open(struct skill_batches *batches, struct loop *loop, struct pg *pg,
                        struct str framework);
void skill_batches_close(struct skill_batches *batches); /* after skill_batches_finish */

/* Where to add the next concept; skill_batches_end_row says that it was added. */
struct text *skill_batches_begin_row(struct skill_batches *batches);
void skill_batches_end_row(struct skill_batches *batches);

/* Sends what is left, and waits for all. */
enum problem skill_batches_finish(struct skill_batches *batches);
