#include "ctl/issuer.h"

#include "base/settings.h"
#include "ctl/database.h"
#include "ctl/say.h"
#include "issue/issue.h"
#include "sql/credential.h"

#include <stdio.h>

const struct option issuer_rotate_options[] = {
    {"organisation", OPTION_VALUE, "SLUG", "Whose key; without it, that of the service."},
    {NULL,           OPTION_FLAG,  NULL,   NULL                                         },
};

static int
list(struct call *call, const struct pg_door *door, void *who)
{
    struct pg_answer keys = sql_issuer_key_list(door);

    (void)call;
    (void)who;
    if (keys.problem)
        return fail_with("The keys of issuers cannot be listed", keys.problem, keys.detail);
    for (size_t row = 0; row < keys.rows; row++)
        printf(STR_FMT "  %-8.*s " STR_FMT " s old  " STR_FMT "\n",
               STR_ARG(pg_cell(&keys, row, ISSUER_KEY_LIST_KID)),
               STR_ARG(pg_cell(&keys, row, ISSUER_KEY_LIST_STATE)),
               STR_ARG(pg_cell(&keys, row, ISSUER_KEY_LIST_AGE)),
               STR_ARG(pg_cell(&keys, row, ISSUER_KEY_LIST_ISSUER)));
    return DONE;
}

int
issuer_list(struct call *call)
{
    return database_do(call, list, NULL);
}

static int
rotate(struct call *call, const struct pg_door *door, void *who)
{
    const struct str *seal = who;
    struct issue_house house = {door, *seal, setting_text(SETTING_base_url), NULL};
    struct str slug = option_text(&call->given, "organisation"), organisation = STR_NONE, kid;
    enum problem problem;

    if (slug.at != NULL) {
        struct pg_answer found = sql_issuer_named(door, slug);

        if (found.problem == PROBLEM_NOT_FOUND)
            return fail("There is no organisation \"" STR_FMT "\".", STR_ARG(slug));
        if (found.problem)
            return fail_with("The organisation cannot be looked up", found.problem, found.detail);
        organisation = pg_cell(&found, 0, ISSUER_NAMED_ORGANISATION);
    }
    problem = issue_rotate(&house, organisation, &kid);
    if (problem)
        return fail_with("The key cannot be changed", problem, STR_NONE);
    printf("key " STR_FMT " signs awards from now on; those before it stay published\n",
           STR_ARG(kid));
    return DONE;
}

int
issuer_rotate(struct call *call)
{
    struct str why, seal = keys_read_file(call->arena, setting_text(SETTING_key_file).at, &why);

    if (seal.at == NULL)
        return fail(STR_FMT, STR_ARG(why));
    return database_do(call, rotate, &seal);
}
