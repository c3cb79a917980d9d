#include "ctl/app.h"

#include "ctl/database.h"
#include "ctl/say.h"
#include "keys/keys.h"
#include "sql/client.h"

#include <stdio.h>

const struct option app_create_options[] = {
    {"name",         OPTION_VALUE, "TEXT",    "What people are told that it is."                   },
    {"scope",        OPTION_MANY,  "SCOPE",   "What its tokens may do; may be given several times."},
    {"redirect-uri", OPTION_MANY,  "ADDRESS",
     "Where people are led back to; may be given several times."                                   },
    {"public",       OPTION_FLAG,  NULL,      "It can keep no secret, as an app on a phone."       },
    {"confidential", OPTION_FLAG,  NULL,      "It gets a secret, which is printed this once."      },
    {NULL,           OPTION_FLAG,  NULL,      NULL                                                 },
};

static struct str
texts(struct call *call, const char *option)
{
    struct str values[GIVEN_MAX];
    size_t count = option_list(&call->given, option, values);

    return pg_texts(call->arena, values, count);
}

static int
create(struct call *call, const struct pg_door *door, void *who)
{
    bool is_public = option_given(&call->given, "public");
    struct str secret = keys_secret(call->arena, "cs_");
    struct str hash = pg_bytes(call->arena, keys_sha256(call->arena, secret));
    struct pg_answer answer = sql_client_app_make(
        door, option_text(&call->given, "name"), texts(call, "scope"), texts(call, "redirect-uri"),
        is_public ? STR("public") : STR("confidential"),
        is_public ? STR("none") : STR("client_secret_basic"), STR_NONE,
        is_public ? STR_NONE : hash);

    (void)who;
    if (answer.problem)
        return fail_with("The client cannot be made", answer.problem, answer.detail);
    printf("client_id      " STR_FMT "\n", STR_ARG(pg_cell(&answer, 0, CLIENT_APP_MAKE_ID)));
    if (!is_public)
        printf("client_secret  " STR_FMT "\n", STR_ARG(secret));
    return DONE;
}

int
app_create(struct call *call)
{
    struct str name = option_text(&call->given, "name");

    if (name.size == 0 || option_list(&call->given, "scope", NULL) == 0)
        return misuse(call, "Say --name, and --scope at least once.");
    if (option_given(&call->given, "public") == option_given(&call->given, "confidential"))
        return misuse(call, "Say either --public or --confidential.");
    return database_do(call, create, NULL);
}

static int
list(struct call *call, const struct pg_door *door, void *who)
{
    struct pg_answer answer = sql_client_app_list(door);

    (void)call;
    (void)who;
    if (answer.problem)
        return fail_with("The clients cannot be listed", answer.problem, answer.detail);
    for (size_t i = 0; i < answer.rows; i++) {
        struct str used = pg_cell(&answer, i, CLIENT_APP_LIST_LAST_USED_AT);
        bool is_stranger = str_same(pg_cell(&answer, i, CLIENT_APP_LIST_REGISTERED), STR("t"));

        printf(STR_FMT "  %-10s  " STR_FMT "  %s  " STR_FMT "\n",
               STR_ARG(pg_cell(&answer, i, CLIENT_APP_LIST_ID)),
               is_stranger ? "registered" : "platform",
               STR_ARG(pg_cell(&answer, i, CLIENT_APP_LIST_KIND)),
               used.size > 0 ? used.at : "never used          ",
               STR_ARG(pg_cell(&answer, i, CLIENT_APP_LIST_NAME)));
    }
    return DONE;
}

int
app_list(struct call *call)
{
    return database_do(call, list, NULL);
}

static int
end(struct call *call, const struct pg_door *door, void *who)
{
    struct pg_answer answer = sql_client_app_delete(door, call->given.words[0]);

    (void)who;
    if (answer.problem)
        return fail_with("The client cannot be ended", answer.problem, answer.detail);
    printf("\"" STR_FMT "\" is ended, and within two seconds all of its tokens\n",
           STR_ARG(pg_cell(&answer, 0, CLIENT_APP_DELETE_NAME)));
    return DONE;
}

int
app_delete(struct call *call)
{
    if (!str_is_uuid(call->given.words[0]))
        return misuse(call, "The id of a client is wanted, as \"citylearn client list\" shows it.");
    return database_do(call, end, NULL);
}
