#include "ctl/provider.h"

#include "ctl/database.h"
#include "ctl/say.h"
#include "sql/federation.h"

#include <stdio.h>

static int
list(struct call *call, const struct pg_door *door, void *who)
{
    struct pg_answer rows = sql_identity_provider_list(door);

    (void)call;
    (void)who;
    if (rows.problem)
        return fail_with("The providers cannot be listed", rows.problem, rows.detail);
    for (size_t i = 0; i < rows.rows; i++)
        printf(STR_FMT "  " STR_FMT "  " STR_FMT "  client " STR_FMT "  claims " STR_FMT
                       "  " STR_FMT "\n",
               STR_ARG(pg_cell(&rows, i, IDENTITY_PROVIDER_LIST_CITY)),
               STR_ARG(pg_cell(&rows, i, IDENTITY_PROVIDER_LIST_STATE)),
               STR_ARG(pg_cell(&rows, i, IDENTITY_PROVIDER_LIST_ISSUER)),
               STR_ARG(pg_cell(&rows, i, IDENTITY_PROVIDER_LIST_CLIENT_ID)),
               STR_ARG(pg_cell(&rows, i, IDENTITY_PROVIDER_LIST_CLAIMS)),
               STR_ARG(pg_cell(&rows, i, IDENTITY_PROVIDER_LIST_FAULT)));
    return DONE;
}

int
provider_list(struct call *call)
{
    return database_do(call, list, NULL);
}

static int
approve(struct call *call, const struct pg_door *door, void *who)
{
    struct str city = call->given.words[0], issuer = call->given.words[1];
    struct pg_answer answer = sql_identity_provider_approve(door, city, issuer);

    (void)who;
    if (answer.problem == PROBLEM_NOT_FOUND)
        return fail("The city \"" STR_FMT "\" has not named " STR_FMT
                    "; \"citylearn provider list\" shows which one it has.",
                    STR_ARG(city), STR_ARG(issuer));
    if (answer.problem)
        return fail_with("The provider cannot be approved", answer.problem, answer.detail);
    printf("people can sign in by " STR_FMT ", with the claims " STR_FMT
           ", as soon as the courier has read its configuration\n",
           STR_ARG(issuer), STR_ARG(pg_cell(&answer, 0, IDENTITY_PROVIDER_APPROVE_CLAIMS)));
    return DONE;
}

int
provider_approve(struct call *call)
{
    return database_do(call, approve, NULL);
}
