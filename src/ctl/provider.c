#include "ctl/provider.h"

#include "ctl/database.h"
#include "ctl/say.h"
#include "sql/federation.h"

#include <stdio.h>

static int
approve(struct call *call, const struct pg_door *door, void *who)
{
    struct pg_answer answer = sql_identity_provider_approve(door, call->given.words[0]);

    (void)who;
    if (answer.problem)
        return fail_with("The provider cannot be approved", answer.problem, answer.detail);
    printf("people can sign in by " STR_FMT " as soon as the courier has read its configuration\n",
           STR_ARG(pg_cell(&answer, 0, 0)));
    return DONE;
}

int
provider_approve(struct call *call)
{
    return database_do(call, approve, NULL);
}
