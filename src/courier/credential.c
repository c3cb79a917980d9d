/*
 * Awards are signed right after they were given, so that the facts and the key of that day are what
 * stands in them. Who reads one before is not kept waiting: then it is signed there.
 */
#include "courier/parts.h"

#include "base/log.h"
#include "issue/issue.h"
#include "sql/credential.h"

enum { AT_ONCE_MAX = 20 };

bool
courier_sign(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    struct issue_house house = {&door, courier->options.seal_key, courier->options.base_url};
    struct pg_answer due = sql_credential_due(&door, AT_ONCE_MAX);

    if (due.problem)
        return false;
    for (size_t row = 0; row < due.rows && !courier->stopping; row++) {
        struct str award = pg_cell(&due, row, CREDENTIAL_DUE_AWARD);
        struct issue_credential made;
        enum problem problem = issue_new(&house, award, &made);

        if (problem && problem != PROBLEM_NOT_FOUND)
            log_warning("award_not_signed", LOG_TEXT("award", award),
                        LOG_WORDS("problem", problem_slug(problem)));
    }
    return due.rows == AT_ONCE_MAX;
}
