#include "ctl/key.h"

#include "base/coding.h"
#include "base/settings.h"
#include "ctl/database.h"
#include "ctl/key-file.h"
#include "ctl/say.h"
#include "issue/issue.h"
#include "keys/keys.h"
#include "sql/key.h"

#include <inttypes.h>
#include <stdio.h>

/* Every worker reads the keys anew within this time, so a younger one is not known to all. */
enum { KNOWN_AFTER_S = 10 };

const struct option key_list_options[] = {
    {"json", OPTION_FLAG, NULL, "Prints one JSON array."},
    {NULL,   OPTION_FLAG, NULL, NULL                    },
};
const struct option key_rotate_options[] = {
    {"now", OPTION_FLAG, NULL, "Even when the next key is so new that workers may not know it."},
    {NULL,  OPTION_FLAG, NULL, NULL                                                            },
};

bool
key_find(const struct pg_answer *keys, enum sign_algorithm algorithm, const char *state,
         size_t *row)
{
    struct str name = str_of(sign_algorithm_name(algorithm));

    for (size_t i = 0; i < keys->rows; i++)
        if (str_same(pg_cell(keys, i, KEY_LIST_STATE), str_of(state)) &&
            str_same(pg_cell(keys, i, KEY_LIST_ALGORITHM), name)) {
            *row = i;
            return true;
        }
    return false;
}

struct sign_key *
key_unseal(struct arena *arena, struct str seal, const struct pg_answer *keys, size_t row)
{
    struct str sealed = coding_from_hex(arena, pg_cell(keys, row, KEY_LIST_SEALED));

    return sign_key_unseal(arena, seal, pg_cell(keys, row, KEY_LIST_KID), sealed);
}

static enum problem
make(const struct pg_door *door, struct str seal, enum sign_algorithm algorithm)
{
    struct str name = str_of(sign_algorithm_name(algorithm));
    struct sign_key *key = sign_key_make(algorithm);
    struct str kid = sign_key_kid(door->arena, key), jwk = sign_key_jwk(door->arena, key);
    struct str sealed = sign_key_seal(door->arena, seal, key);

    sign_key_free(key);

    struct pg_answer made = sql_key_make(door, kid, name, jwk, pg_bytes(door->arena, sealed));

    if (!made.problem)
        printf("made key " STR_FMT " for " STR_FMT ", which is " STR_FMT " now\n", STR_ARG(kid),
               STR_ARG(name), STR_ARG(pg_cell(&made, 0, KEY_MAKE_STATE)));
    return made.problem;
}

/* Makes what is missing: of each algorithm an active key, and a next one. */
static enum problem
make_missing(const struct pg_door *door, struct str seal)
{
    static const char *const states[] = {"active", "next"};
    struct pg_answer keys = sql_key_list(door);
    enum problem problem = keys.problem;
    size_t row;

    for (int algorithm = 0; algorithm < SIGN_ALGORITHMS; algorithm++)
        for (size_t i = 0; !problem && i < sizeof(states) / sizeof(states[0]); i++)
            if (!key_find(&keys, (enum sign_algorithm)algorithm, states[i], &row))
                problem = make(door, seal, (enum sign_algorithm)algorithm);
    return problem;
}

static int
init(struct call *call, const struct pg_door *door, void *who)
{
    const struct str *seal = who;
    enum problem problem = make_missing(door, *seal);
    struct issue_house house = {door, *seal, STR_NONE, issue_keys_open(door->arena)};
    struct issue_key service;

    (void)call;
    if (!problem)
        problem = issue_key(&house, STR_NONE, NULL, &service);
    if (problem)
        return fail_with("The signing keys cannot be made", problem, STR_NONE);
    printf("signing keys are in place\n");
    return DONE;
}

int
key_init(struct call *call)
{
    struct str why, seal = key_file_ensure(call->arena, setting_text(SETTING_key_file), &why);

    if (seal.at == NULL)
        return fail(STR_FMT, STR_ARG(why));
    return database_do(call, init, &seal);
}

static int
list(struct call *call, const struct pg_door *door, void *who)
{
    struct pg_answer keys = sql_key_list(door);
    bool json = option_given(&call->given, "json");

    (void)who;
    if (keys.problem)
        return fail_with("The signing keys cannot be listed", keys.problem, keys.detail);
    for (size_t i = 0; i < keys.rows; i++) {
        struct str kid = pg_cell(&keys, i, KEY_LIST_KID);
        struct str state = pg_cell(&keys, i, KEY_LIST_STATE);
        struct str age = pg_cell(&keys, i, KEY_LIST_AGE);
        struct str algorithm = pg_cell(&keys, i, KEY_LIST_ALGORITHM);

        if (json)
            printf("%s{\"kid\":\"" STR_FMT "\",\"algorithm\":\"" STR_FMT "\",\"state\":\"" STR_FMT
                   "\",\"ageSeconds\":" STR_FMT "}",
                   i == 0 ? "[" : ",\n ", STR_ARG(kid), STR_ARG(algorithm), STR_ARG(state),
                   STR_ARG(age));
        else
            printf("" STR_FMT "  " STR_FMT "  %-8.*s " STR_FMT " s old\n", STR_ARG(kid),
                   STR_ARG(algorithm), STR_ARG(state), STR_ARG(age));
    }
    if (json)
        printf(keys.rows == 0 ? "[]\n" : "]\n");
    return DONE;
}

int
key_list(struct call *call)
{
    return database_do(call, list, NULL);
}

/* Seconds since the youngest next key was made; false when an algorithm has none. */
static bool
age_of_next(const struct pg_answer *keys, int64_t *age)
{
    *age = INT64_MAX;
    for (int algorithm = 0; algorithm < SIGN_ALGORITHMS; algorithm++) {
        int64_t own = 0;
        size_t row;

        if (!key_find(keys, (enum sign_algorithm)algorithm, "next", &row))
            return false;
        str_integer(pg_cell(keys, row, KEY_LIST_AGE), &own);
        *age = own < *age ? own : *age;
    }
    return true;
}

static int
rotate(struct call *call, const struct pg_door *door, void *who)
{
    const struct str *seal = who;
    struct pg_answer keys = sql_key_list(door);
    int64_t age = 0;

    if (keys.problem)
        return fail_with("The signing keys cannot be read", keys.problem, keys.detail);
    if (!age_of_next(&keys, &age))
        return fail("There is no next key to change to: run \"citylearn keys init\".");
    if (age < KNOWN_AFTER_S && !option_given(&call->given, "now"))
        return fail("The next key is %" PRId64 " s old, and some worker may not know it yet: wait "
                    "until it is %d s old, or say --now.",
                    age, KNOWN_AFTER_S);

    struct pg_answer rotated = sql_key_rotate(door);

    if (rotated.problem)
        return fail_with("The keys cannot be rotated", rotated.problem, rotated.detail);
    for (size_t i = 0; i < rotated.rows; i++)
        printf("key " STR_FMT " signs from now on\n",
               STR_ARG(pg_cell(&rotated, i, KEY_ROTATE_KID)));

    enum problem problem = make_missing(door, *seal);

    if (problem)
        return fail_with("The next key cannot be made; run \"citylearn keys init\"", problem,
                         STR_NONE);
    return DONE;
}

int
key_rotate(struct call *call)
{
    struct str why, seal = keys_read_file(call->arena, setting_text(SETTING_key_file).at, &why);

    if (seal.at == NULL)
        return fail(STR_FMT, STR_ARG(why));
    return database_do(call, rotate, &seal);
}
