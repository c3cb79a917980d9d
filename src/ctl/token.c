#include "ctl/token.h"

#include "base/clock.h"
#include "base/settings.h"
#include "base/uuid.h"
#include "ctl/database.h"
#include "ctl/key.h"
#include "ctl/person.h"
#include "ctl/say.h"
#include "sql/key.h"
#include "sql/person.h"
#include "token/token.h"

#include <stdio.h>

#define OPEN_BADGES "https://purl.imsglobal.org/spec/ob/v3p0/scope/"
#define LEARNER_SCOPE                                                                              \
    "learner:read learner:write " OPEN_BADGES "credential.readonly " OPEN_BADGES                   \
    "credential.upsert " OPEN_BADGES "profile.readonly " OPEN_BADGES "profile.update"
#define PERSON_SCOPE                                                                               \
    LEARNER_SCOPE " organisation:read organisation:write activity:read activity:write badge:read " \
                  "badge:write award:read award:write client:manage webhook:manage city:manage "   \
                  "member:manage"

const struct option token_options[] = {
    {"learner", OPTION_VALUE, "ADDRESS", "For what a learner may do."                      },
    {"person",  OPTION_VALUE, "ADDRESS", "For all that this person may do, by their roles."},
    {NULL,      OPTION_FLAG,  NULL,      NULL                                              },
};

struct wish {
    struct str address, scope, seal;
};

/* The active key, unsealed; false after saying what is wrong. */
static bool
load_key(const struct pg_door *door, struct str seal, struct token_keys *keys)
{
    struct pg_answer rows = sql_key_list(door);
    size_t active;
    struct sign_key *key;

    if (rows.problem) {
        fail_with("The signing keys cannot be read", rows.problem, rows.detail);
        return false;
    }
    if (!key_find(&rows, SIGN_ES256, "active", &active)) {
        fail("There is no signing key: run \"citylearn keys init\".");
        return false;
    }
    key = key_unseal(door->arena, seal, &rows, active);
    if (key == NULL) {
        fail("The signing key cannot be unsealed: " STR_FMT " is not the key file that it was made "
             "with.",
             STR_ARG(setting_text(SETTING_key_file)));
        return false;
    }
    return token_keys_add(keys, pg_cell(&rows, active, KEY_LIST_KID), key, true);
}

static int
issue(const struct pg_door *door, const struct wish *wish, const struct token_keys *keys)
{
    struct pg_answer person = sql_person_enter(door, wish->address);
    struct str base = setting_text(SETTING_base_url), id, token;
    int64_t now = clock_now();

    if (person.problem)
        return fail_with("The person cannot be entered", person.problem, person.detail);
    id = pg_cell(&person, 0, PERSON_ENTER_ID);
    token = token_issue(door->arena, keys,
                        &(struct token_claims){
                            .issuer = base,
                            .subject = id,
                            .audience = base,
                            .client = STR("citylearn-operator"),
                            .token_id = uuid_new(door->arena),
                            .session = id, /* ends with the account (person_close) */
                            .scope = wish->scope,
                            .issued_at = now,
                            .expires_at = now + TOKEN_LIFE_S,
                        });
    if (token.at == NULL)
        return fail("The token cannot be signed.");
    printf(STR_FMT "\n", STR_ARG(token));
    return DONE;
}

static int
make(struct call *call, const struct pg_door *door, void *who)
{
    const struct wish *wish = who;
    struct token_keys *keys = token_keys_open();
    int status = load_key(door, wish->seal, keys) ? issue(door, wish, keys) : FAILED;

    (void)call;
    token_keys_close(keys);
    return status;
}

int
token_print(struct call *call)
{
    struct str learner = option_text(&call->given, "learner");
    struct str person = option_text(&call->given, "person"), why;
    struct wish wish = {.address = learner.at == NULL ? person : learner,
                        .scope = learner.at == NULL ? STR(PERSON_SCOPE) : STR(LEARNER_SCOPE)};

    if ((learner.at == NULL) == (person.at == NULL))
        return misuse(call, "Say whose token it is: --learner ADDRESS or --person ADDRESS.");
    if (!person_is_address(wish.address))
        return misuse(call, STR_FMT " is no e-mail address.", STR_ARG(wish.address));
    wish.seal = keys_read_file(call->arena, setting_text(SETTING_key_file).at, &why);
    if (wish.seal.at == NULL)
        return fail(STR_FMT, STR_ARG(why));
    return database_do(call, make, &wish);
}
