/*
 * Awards are signed right after they were given, so that the facts and the key of that day are what
 * stands in them. Who reads one before is not kept waiting: then it is signed there.
 *
 * They are signed in sets. While one is signed, PostgreSQL has the other to do.
 */
#include "courier/parts.h"

#include "issue/issue.h"
#include "sql/credential.h"

enum { SET = 20, SETS_AT_ONCE = 2, SIGNING_MEMORY_MAX = 64 << 10, SET_MEMORY_MAX = 1 << 20 };

struct signing {
    struct courier *courier;
    struct arena *arena;
    struct pg_door door; /* with the set's arena */
    struct str awards[SET];
    size_t count;
};

/* Takes up a set; whether anything was due. */
static bool
claim(struct signing *signing)
{
    struct pg_answer due;

    arena_reset(signing->door.arena);
    due = sql_credential_due(&signing->door, SET);
    signing->count = due.problem ? 0 : due.rows;
    for (size_t row = 0; row < signing->count; row++)
        signing->awards[row] = pg_cell(&due, row, CREDENTIAL_DUE_AWARD);
    return signing->count > 0;
}

/* What else the courier has to do is done between two awards. */
static void
sign_set(struct signing *signing)
{
    struct courier *courier = signing->courier;
    struct issue_house house = {&signing->door, courier->options.seal_key,
                                courier->options.base_url, courier->keys};
    struct issue_set *set =
        issue_set_open(&house, signing->door.arena, signing->awards, signing->count);

    while (!courier->stopping && issue_set_sign(set))
        task_sleep(courier->loop, 0);
    issue_set_close(set);
}

static void
end(struct signing *signing)
{
    struct courier *courier = signing->courier;

    arena_close(signing->door.arena);
    arena_close(signing->arena);
    courier->signings--;
    courier->in_flight--;
}

/* Until there is less than a set to be signed. */
static void
sign(void *who)
{
    struct signing *signing = who;
    struct courier *courier = signing->courier;
    bool more = true;

    while (more) {
        sign_set(signing);
        more = signing->count == SET && !courier->stopping && claim(signing);
    }
    end(signing);
    bell_ring(&courier->look_bell);
    courier_ended(courier);
}

bool
courier_sign(struct courier *courier)
{
    struct arena *arena;
    struct signing *signing;
    bool is_full;

    if (courier->signings == SETS_AT_ONCE)
        return false;
    arena = arena_open(SIGNING_MEMORY_MAX);
    signing = arena_new(arena, struct signing);
    *signing = (struct signing){
        .courier = courier,
        .arena = arena,
        .door = {.pg = courier->pg, .arena = arena_open(SET_MEMORY_MAX)},
    };
    courier->signings++;
    courier->in_flight++;
    is_full = claim(signing) && signing->count == SET;
    /* What cannot be begun is due again when its lease has run out. */
    if (signing->count == 0 || !task_start(courier->loop, sign, signing))
        end(signing);
    return is_full && courier->signings < SETS_AT_ONCE;
}
