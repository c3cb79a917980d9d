/* What somebody hands in to be kept: recognised, and given to the database. */
#include "api/held.h"

#include "api/verification.h"
#include "judge/kept.h"
#include "sql/exchange.h"

enum { CONTENT_MAX = 3 << 20, ARCHIVE_MAX = 4 << 20 };

static enum problem
recognise(struct call *call, struct str bytes, struct judge_reading *read)
{
    if (bytes.size > CONTENT_MAX)
        return PROBLEM_TOO_LARGE;
    if (!verification_recognise(call, bytes, read))
        return PROBLEM_BUSY;
    if (read->form == JUDGE_URL || (read->why.at == NULL && read->kind == JUDGE_NO_BADGE))
        read->why = STR("An address is no badge; send what it leads to.");
    return read->kind == JUDGE_NO_BADGE ? PROBLEM_BAD_INPUT : PROBLEM_NONE;
}

struct held_taken
held_take(struct call *call, struct str bytes)
{
    struct held_taken taken = {.why = STR_NONE};
    struct verification_asked asked = {.email = STR_NONE};
    struct judge_reading read = {.why = STR_NONE};
    struct judge_kept kept;

    if (verification_is_over(call, call->me.person))
        return (struct held_taken){.problem = PROBLEM_RATE_LIMITED, .why = STR_NONE};
    taken.problem = recognise(call, bytes, &read);
    taken.why = read.why;
    if (!taken.problem && read.facts.id.at != NULL)
        taken.problem = verification_read_url(call, read.facts.id, &asked);
    if (taken.problem)
        return taken;
    asked.content = read.text;
    kept = judge_kept(call->arena, &read);
    taken.answer =
        sql_held_put(&call->door, asked.award, pg_bytes(call->arena, kept.key),
                     str_of(judge_form_name(read.form)), str_of(judge_kind_name(read.kind)),
                     pg_bytes(call->arena, bytes), read.text, kept.facts, kept.since,
                     pg_bytes(call->arena, verification_hash(call, &asked)));
    taken.problem = taken.answer.problem;
    return taken;
}

static struct held_taken
begin(struct call *call, struct str award, struct str source, struct str archive)
{
    struct held_taken taken = {.why = STR_NONE, .is_later = true};

    if (verification_is_over(call, call->me.person)) {
        taken.problem = PROBLEM_RATE_LIMITED;
        return taken;
    }
    taken.answer = sql_held_import_begin(&call->door, award, source, archive);
    taken.problem = taken.answer.problem;
    return taken;
}

struct held_taken
held_take_archive(struct call *call, struct str bytes)
{
    if (bytes.size > ARCHIVE_MAX)
        return (struct held_taken){.problem = PROBLEM_TOO_LARGE, .why = STR_NONE};
    return begin(call, STR_NONE, STR_NONE, pg_bytes(call->arena, bytes));
}

/* What is here already is known without asking anybody. */
struct held_taken
held_take_url(struct call *call, struct str url)
{
    struct verification_asked asked = {.email = STR_NONE};
    enum problem problem = verification_read_url(call, url, &asked);

    return problem ? (struct held_taken){.problem = problem, .why = STR_NONE}
                   : begin(call, asked.award, url, STR_NONE);
}
