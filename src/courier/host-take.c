/* One badge that was fetched at another host, kept by the rules of what learners bring themselves.
 */
#include "courier/host.h"

#include "base/coding.h"
#include "judge/kept.h"
#include "keys/password.h"
#include "sql/badge-host.h"

enum { TRIES = 10, PAUSE_MS = 500 };

struct recognition {
    struct arena *arena;
    struct str bytes;
    struct judge_reading read;
};

/* On a thread of the pool: the arena is this page's alone, and its task waits. */
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
    struct pg_door door = {.pg = visit->courier->pg, .arena = arena};
    struct str pepper = password_pepper(arena, visit->courier->options.seal_key);
    struct pg_answer answer = sql_badge_host_take(
        &door, visit->id, visit->courier->owner, visit->attempt, award,
        pg_bytes(arena, kept_key(arena, read)), str_of(judge_form_name(read->form)),
        str_of(judge_kind_name(read->kind)), pg_bytes(arena, recognition->bytes), read->text,
        kept_facts(arena, &read->facts), kept_since(arena, &read->facts),
        pg_bytes(arena, kept_question(arena, pepper, STR_NONE, read->text)));

    return answer.problem ? STR("busy") : pg_cell(&answer, 0, BADGE_HOST_TAKE_OUTCOME);
}

/* When too much waits to be verified, some of it is soon done. */
struct str
host_take(struct host_visit *visit, struct arena *arena, struct str bytes)
{
    struct recognition recognition = {.arena = arena, .bytes = bytes};
    struct loop *loop = visit->courier->loop;
    struct str award, outcome = STR("busy");
    bool is_stranger = true;

    if (bytes.size == 0 || bytes.size > KEPT_BYTES_MAX)
        return STR("too_large");
    if (!loop_work(loop, recognise, &recognition))
        return outcome;
    if (recognition.read.kind == JUDGE_NO_BADGE || recognition.read.form == JUDGE_URL)
        return STR("no_badge");
    award =
        kept_own(arena, visit->courier->options.base_url, &recognition.read.facts, &is_stranger);
    if (!is_stranger && award.at == NULL)
        return STR("no_badge");
    for (int i = 0; i < TRIES && !host_is_late(visit); i++) {
        outcome = keep(visit, arena, award, &recognition);
        if (!str_same(outcome, STR("busy")))
            break;
        task_sleep(loop, PAUSE_MS);
    }
    return outcome;
}
