/*
 * pg: questions to PostgreSQL, asked in pipelines over a few kept connections.
 *
 * Queries are not written here: each is a struct pg_query that db/queries.awk
 * made from a .sql file, and PostgreSQL itself writes the answer as JSON. A
 * connection prepares every query of its lane when it opens, so a program that
 * is ready has its SQL proven against the schema it runs on.
 *
 * Each lane has connections of its own, so that nothing slow stands before
 * something quick. Reading lanes are read-only connections. A question parks
 * the task that asks; many questions share a connection at once, each with one
 * Sync of its own, so that a refusal touches nobody else. What a door says to
 * do before and after a question happens in the same implicit transaction.
 *
 * A lost connection is made anew with growing pauses; who waited on it hears
 * PROBLEM_UNAVAILABLE, except that a question of a reading lane is asked once
 * more. So a write that hears PROBLEM_UNAVAILABLE may have happened: only its
 * Idempotency-Key or a look at the database can tell. What lost to another
 * transaction was undone, and is asked up to three times more before it hears
 * PROBLEM_BUSY. Nobody waits longer than PG_ANSWER_MS_MAX for an answer.
 */
#pragma once

#include "base/arena.h"
#include "base/problem.h"
#include "loop/loop.h"

enum {
    PG_INPUTS_MAX = 24,
    PG_WAITING_MAX = 1024,    /* questions in flight on one lane; more hear PROBLEM_BUSY */
    PG_ANSWER_MS_MAX = 10000, /* then PROBLEM_TIMED_OUT, and the connection is made anew */
    PG_CONNECT_MS_MAX = 1000, /* how long a question waits for a connection */
    PG_RETRY_MS_MIN = 50,     /* first pause before connecting again; doubles */
    PG_RETRY_MS_MAX = 1000,   /* and up to half as much by chance: back within 2 s */
};

enum pg_lane { PG_QUICK, PG_SEARCH, PG_WRITE, PG_LANES };

struct pg_query {
    const char *name, *sql;
    const char *columns; /* of the answer, as "body, etag": others are refused; NULL or "": any */
    int inputs;
    enum pg_lane lane;
    bool one;  /* no row is PROBLEM_NOT_FOUND */
    bool step; /* may be a step of a door, so every lane prepares it */
};

struct pg_options {
    const char *where;                       /* libpq connection string */
    const char *user;                        /* the SQL role */
    const char *settings;                    /* "-c name=value ..." for the session, or NULL */
    const struct pg_query *const *catalogue; /* ended by NULL */
    int connections[PG_LANES];               /* 0: the lane is not used */
};

struct pg;

/* Connects in the background; `options` and what it points to are constant while pg is open. */
struct pg *pg_open(struct loop *loop, const struct pg_options *options);
void pg_close(struct pg *pg);       /* nobody may be waiting */
bool pg_ready(const struct pg *pg); /* every lane has a connection with its queries prepared */

/* A query with its inputs, of which `at == NULL` is SQL's NULL; query NULL is none. */
struct pg_step {
    const struct pg_query *query;
    const struct str *inputs;
};

/* How a request asks: what to do before and after each question of the lane `PG_WRITE` or any. */
struct pg_door {
    struct pg *pg;
    struct arena *arena;   /* answers live here */
    struct pg_step caller; /* before every question: who asks, for row-level security */
    struct pg_step claim;  /* then, on PG_WRITE: whether it was answered before */
    struct pg_step keep;   /* after it, on PG_WRITE: keeps the answer */
};

/*
 * What the database said: rows, or the problem. A query of one row that found
 * none answers PROBLEM_NOT_FOUND; one that broke a constraint answers the
 * problem of that constraint's name, with the server's DETAIL in `detail`
 * (only where a rule of ours wrote it, else STR_NONE). What is nobody's rule is
 * logged, and is PROBLEM_BROKEN.
 */
struct pg_answer {
    enum problem problem;
    struct str detail;
    size_t rows;
    size_t first;       /* of them, in the result */
    const void *result; /* in the arena's care */
};

/* Parks the task. Called by the functions that queries.awk writes; handlers call those. */
struct pg_answer pg_ask(const struct pg_door *door, const struct pg_query *query,
                        const struct str *inputs);

/* A cell as text, STR_NONE for NULL; pg_named answers STR_NONE when there is no such column. */
struct str pg_cell(const struct pg_answer *answer, size_t row, size_t column);
struct str pg_named(const struct pg_answer *answer, size_t row, const char *column);
/* The answer that has this row alone; it lives as long as the whole. */
struct pg_answer pg_row(const struct pg_answer *answer, size_t row);
/* A cell for longer than its answer lives: a copy in `arena`, and STR_NONE stays STR_NONE. */
struct str pg_kept(struct arena *arena, struct str cell);

/* Inputs out of C values, in the door's arena. */
struct str pg_int(struct arena *arena, int64_t value);
struct str pg_number(struct arena *arena, double value);
struct str pg_bool(bool value);
/* A text[] literal. */
struct str pg_texts(struct arena *arena, const struct str *list, size_t count);
struct str pg_bytes(struct arena *arena, struct str bytes); /* a bytea literal */
