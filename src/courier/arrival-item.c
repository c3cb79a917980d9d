/* One badge that a learner has brought, read and kept. */
#include "courier/arrival.h"

#include "issue/issue.h"
#include "judge/kept.h"
#include "keys/password.h"
#include "sql/exchange.h"

enum {
    ITEM_MEMORY_MAX = 256 << 20,
    BUSY_MS = 1000,
    BUSY_TIMES_MAX = 30, /* then its lease is left to run out, and it is taken up again */
};

/* One file of it, being read. */
struct item {
    struct arrival *arrival;
    struct arena *arena;
    struct str name, bytes, question;
    struct judge_reading read;
    struct judge_kept kept;
    bool is_theirs;
};

void
arrival_tell(struct arrival *arrival, struct str name, const char *state, const char *code,
             struct str reason, struct str credential)
{
    struct text *out = &arrival->items;

    text_add(out, out->size > 1 ? STR(",{") : STR("{"));
    text_add_member(out, "state", str_of(state));
    text_add_next(out, "name", name);
    text_add_next(out, "code", code == NULL ? STR_NONE : str_of(code));
    text_add_next(out, "reason", reason);
    text_add_next(out, "credential", credential);
    text_add(out, STR("}"));
}

static void
refuse(const struct item *item, const char *code, struct str reason)
{
    arrival_tell(item->arrival, item->name, "refused", code, reason, STR_NONE);
}

/* On a thread of the pool. */
static void
read_item(void *who)
{
    struct item *item = who;
    const struct arrival *arrival = item->arrival;
    struct str seal = arrival->at.courier->options.seal_key;

    item->read = judge_read(item->arena, item->bytes);
    if (item->read.kind == JUDGE_NO_BADGE)
        return;
    item->kept = judge_kept(item->arena, &item->read);
    item->is_theirs =
        judge_is_given(item->arena, item->read.text, arrival->emails, arrival->email_count);
    item->question =
        judge_question(item->arena, password_pepper(item->arena, seal), STR_NONE, item->read.text);
}

static struct pg_answer
put(const struct item *item, const struct pg_door *door)
{
    const struct verification *at = &item->arrival->at;
    const struct judge_reading *read = &item->read;
    struct str award = issue_award_of(door->arena, at->courier->options.base_url, read->facts.id);

    return sql_held_import_keep(
        door, at->id, at->courier->owner, at->attempt, award, pg_bytes(door->arena, item->kept.key),
        str_of(judge_form_name(read->form)), str_of(judge_kind_name(read->kind)),
        pg_bytes(door->arena, item->bytes), read->text, item->kept.facts, item->kept.since,
        pg_bytes(door->arena, item->question));
}

/* What nobody can do anything about now is tried again for a while. */
static struct pg_answer
put_at_last(const struct item *item)
{
    struct courier *courier = item->arrival->at.courier;
    struct pg_answer answer;

    for (int times = 0;; times++) {
        struct pg_door door = verification_door(&item->arrival->at);

        answer = put(item, &door);
        if ((answer.problem != PROBLEM_BUSY && answer.problem != PROBLEM_UNAVAILABLE &&
             answer.problem != PROBLEM_TIMED_OUT) ||
            times == BUSY_TIMES_MAX || courier->stopping)
            return answer;
        task_sleep(courier->loop, BUSY_MS);
    }
}

static void
keep(struct item *item)
{
    struct arrival *arrival = item->arrival;
    struct pg_answer answer = put_at_last(item);
    bool is_new = !answer.problem && str_same(pg_named(&answer, 0, "is_new"), STR("t"));

    switch (answer.problem) {
    case PROBLEM_NONE:
        arrival_tell(arrival, item->name, is_new ? "kept" : "here", NULL, STR_NONE,
                     pg_named(&answer, 0, "id"));
        return;
    case PROBLEM_AWARD_IS_HERE:
        arrival_tell(arrival, item->name, "here", "award_is_here",
                     str_of(problem_title(PROBLEM_AWARD_IS_HERE)), STR_NONE);
        return;
    case PROBLEM_NOT_ALLOWED:
        refuse(item, "not_yours", STR("It was awarded here, to somebody else or to nobody."));
        return;
    case PROBLEM_TOO_MANY_HELD:
        refuse(item, "too_many_held", str_of(problem_title(PROBLEM_TOO_MANY_HELD)));
        return;
    default: /* the lease was lost, or the database */
        arrival->is_lost = true;
    }
}

/*
 * A file is in the hands of whoever brings it. An address is not, so that a badge there has to say
 * whose it is.
 */
void
arrival_take(struct arrival *arrival, struct str name, struct str bytes)
{
    struct item item = {.arrival = arrival, .name = name, .bytes = bytes};
    bool is_read;

    item.arena = arena_open(ITEM_MEMORY_MAX);
    is_read = loop_work(arrival->at.courier->loop, read_item, &item);
    if (!is_read)
        arrival->is_lost = true;
    else if (item.read.kind == JUDGE_NO_BADGE)
        refuse(&item, "no_badge",
               item.read.why.at != NULL ? item.read.why : STR("It is an address, and no badge."));
    else if (arrival->source.at != NULL && !item.is_theirs)
        refuse(&item, "not_yours",
               STR("It does not say that it was given to one of your addresses. If it is yours, "
                   "bring its file."));
    else
        keep(&item);
    arena_close(item.arena);
}
