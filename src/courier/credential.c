/*
 * Awards are signed right after they were given, so that the facts and the key of that day are what
 * stands in them. Who reads one before is not kept waiting: then it is signed there.
 */
#include "courier/parts.h"

#include "base/log.h"
#include "issue/issue.h"
#include "sql/credential.h"

/*
 * Each award has memory of its own. The largest that the API takes is a document of 410 kB and
 * takes 4 MiB to be signed; labels of skills may be longer, since they are the operator's to
 * choose.
 */
enum { AT_ONCE_MAX = 20, SIGNING_MEMORY_MAX = 32 << 20 };

static void
sign(struct courier *courier, struct str award)
{
    struct arena *arena = arena_open(SIGNING_MEMORY_MAX);
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    struct issue_house house = {&door, courier->options.seal_key, courier->options.base_url,
                                courier->keys};
    struct issue_credential made;
    enum problem problem = issue_new(&house, award, &made);

    if (problem && problem != PROBLEM_NOT_FOUND)
        log_warning("award_not_signed", LOG_TEXT("award", award),
                    LOG_WORDS("problem", problem_slug(problem)));
    arena_close(arena);
}

bool
courier_sign(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    struct pg_answer due = sql_credential_due(&door, AT_ONCE_MAX);

    if (due.problem)
        return false;
    for (size_t row = 0; row < due.rows && !courier->stopping; row++)
        sign(courier, pg_cell(&due, row, CREDENTIAL_DUE_AWARD));
    return due.rows == AT_ONCE_MAX;
}
