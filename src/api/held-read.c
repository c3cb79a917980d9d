/* What somebody hands in to be kept: recognised, and given to the database. */
#include "api/held.h"

#include "api/verification.h"
#include "judge/kept.h"
#include "sql/exchange.h"

static enum problem
recognise(struct call *call, struct str bytes, struct judge_reading *read)
{
    if (bytes.size > KEPT_BYTES_MAX)
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

    if (verification_is_over(call, call->me.person))
        return (struct held_taken){.problem = PROBLEM_RATE_LIMITED, .why = STR_NONE};
    taken.problem = recognise(call, bytes, &read);
    taken.why = read.why;
    if (!taken.problem && read.facts.id.at != NULL)
        taken.problem = verification_read_url(call, read.facts.id, &asked);
    if (taken.problem)
        return taken;
    asked.content = read.text;
    taken.answer =
        sql_held_put(&call->door, asked.award, pg_bytes(call->arena, kept_key(call->arena, &read)),
                     str_of(judge_form_name(read.form)), str_of(judge_kind_name(read.kind)),
                     pg_bytes(call->arena, bytes), read.text, kept_facts(call->arena, &read.facts),
                     kept_since(call->arena, &read.facts),
                     pg_bytes(call->arena, verification_hash(call, &asked)));
    taken.problem = taken.answer.problem;
    return taken;
}
