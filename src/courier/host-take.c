/* One badge that was fetched at another host, kept by the rules of what learners bring themselves.
 */
#include "courier/host.h"

#include "issue/issue.h"
#include "judge/kept.h"
#include "keys/password.h"
#include "sql/badge-host.h"

#include <ctype.h>

enum { TRIES = 10, PAUSE_MS = 500, BYTES_MAX = 3 << 20 };

struct recognition {
    struct arena *arena;
    struct str bytes;
    struct judge_reading read;
};

/* On a thread of the pool: the arena is this badge's alone, and its task waits. */
static void
recognise(void *who)
{
    struct recognition *recognition = who;

    recognition->read = judge_read(recognition->arena, recognition->bytes);
}

static struct str
keep(const struct host_visit *visit, struct arena *arena, struct str award,
     const struct recognition *recognition)
{
    const struct judge_reading *read = &recognition->read;
    struct judge_kept kept = judge_kept(arena, read);
    struct pg_door door = {.pg = visit->courier->pg, .arena = arena};
    struct str pepper = password_pepper(arena, visit->courier->options.seal_key);
    struct pg_answer answer = sql_badge_host_take(
        &door, visit->id, visit->courier->owner, visit->attempt, award, pg_bytes(arena, kept.key),
        str_of(judge_form_name(read->form)), str_of(judge_kind_name(read->kind)),
        pg_bytes(arena, recognition->bytes), read->text, kept.facts, kept.since,
        pg_bytes(arena, judge_question(arena, pepper, STR_NONE, read->text)));

    if (answer.problem == PROBLEM_BROKEN)
        return STR("broken"); /* it cannot be kept, and others can */
    return answer.problem ? STR("busy") : pg_cell(&answer, 0, BADGE_HOST_TAKE_OUTCOME);
}

/* When too much waits to be verified, some of it is soon done. */
static struct str
keep_soon(const struct host_visit *visit, struct arena *arena, struct str award,
          const struct recognition *recognition)
{
    struct str outcome = STR("busy");

    for (int i = 0; i < TRIES && !host_is_late(visit); i++) {
        outcome = keep(visit, arena, award, recognition);
        if (!str_same(outcome, STR("busy")))
            break;
        task_sleep(visit->courier->loop, PAUSE_MS);
    }
    return outcome;
}

/* What is here and no award is no badge. */
static bool
is_inside(struct str id, struct str base)
{
    return str_starts(id, base) && id.size > base.size && id.at[base.size] == '/';
}

static struct str
take(const struct host_visit *visit, struct arena *arena, struct str bytes)
{
    struct recognition recognition = {.arena = arena, .bytes = bytes};
    struct str base = visit->courier->options.base_url, award;

    if (!loop_work(visit->courier->loop, recognise, &recognition))
        return STR("busy");
    if (recognition.read.kind == JUDGE_NO_BADGE || recognition.read.form == JUDGE_URL)
        return STR("no_badge");
    award = issue_award_of(arena, base, recognition.read.facts.id);
    if (award.at == NULL && is_inside(recognition.read.facts.id, base))
        return STR("no_badge");
    return keep_soon(visit, arena, award, &recognition);
}

/* A list holds documents and JWS: what begins otherwise is not even looked at. */
static bool
may_be_badge(struct str bytes)
{
    return bytes.size > 0 && bytes.size <= BYTES_MAX &&
           (bytes.at[0] == '{' || isalnum((unsigned char)bytes.at[0]) || bytes.at[0] == '-' ||
            bytes.at[0] == '_');
}

struct str
host_take(const struct host_visit *visit, struct arena *arena, struct str bytes)
{
    struct arena *own;
    struct str outcome;

    if (!may_be_badge(bytes))
        return STR("no_badge");
    own = arena_open(JUDGE_MEMORY_MAX);
    outcome = arena_copy(arena, take(visit, own, bytes));
    arena_close(own);
    return outcome;
}
