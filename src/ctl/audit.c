#include "ctl/audit.h"

#include "ctl/database.h"
#include "ctl/say.h"
#include "sql/audit.h"

#include <stdio.h>

enum { ROWS_MAX = 1000 };

const struct option audit_options[] = {
    {"person", OPTION_VALUE, "ADDRESS", "Only what this person did, and what is about them."},
    {"since",  OPTION_VALUE, "TIME",    "Only since this day or time in UTC, as 2027-03-01."},
    {NULL,     OPTION_FLAG,  NULL,      NULL                                                },
};

static int
print(struct call *call, const struct pg_door *door, void *who)
{
    struct pg_answer rows = sql_audit_list(door, option_text(&call->given, "person"),
                                           option_text(&call->given, "since"), ROWS_MAX);

    (void)who;
    if (rows.problem)
        return fail_with("The audit cannot be read", rows.problem, rows.detail);
    for (size_t i = rows.rows; i-- > 0;)
        printf(STR_FMT "  " STR_FMT " " STR_FMT " " STR_FMT "  by " STR_FMT " from " STR_FMT "\n",
               STR_ARG(pg_cell(&rows, i, AUDIT_LIST_AT)),
               STR_ARG(pg_cell(&rows, i, AUDIT_LIST_ACTION)),
               STR_ARG(pg_cell(&rows, i, AUDIT_LIST_NOUN)),
               STR_ARG(pg_cell(&rows, i, AUDIT_LIST_SUBJECT)),
               STR_ARG(pg_cell(&rows, i, AUDIT_LIST_ACTOR)),
               STR_ARG(pg_cell(&rows, i, AUDIT_LIST_NETWORK)));
    if (rows.rows == ROWS_MAX)
        note("The latest %d are shown; --since does not go further back.", ROWS_MAX);
    return DONE;
}

int
audit_print(struct call *call)
{
    struct str since = option_text(&call->given, "since");

    if (since.at != NULL && !str_looks(since, "9999-99-99") &&
        !str_looks(since, "9999-99-99T99:99:99Z"))
        return misuse(call, STR_FMT " is no day or time as 2027-03-01 or 2027-03-01T09:00:00Z.",
                      STR_ARG(since));
    return database_do(call, print, NULL);
}
