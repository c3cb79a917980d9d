#include "ctl/schema.h"

#include "base/coding.h"
#include "base/settings.h"
#include "keys/keys.h"
#include "sql/schema.h"

#include <string.h>

enum { STEPS_MAX = 10000 };

/* The name of the database in the setting, for a hint. */
static struct str
database_name(void)
{
    struct str where = setting_text(SETTING_database);
    const char *found = strstr(where.at, "dbname=");

    if (found == NULL)
        return STR("citylearn");
    return (struct str){found + 7, strcspn(found + 7, " '&")};
}

struct pg_script *
schema_connect(struct arena *arena, struct str *why)
{
    struct pg_script *script =
        pg_script_open(arena, setting_text(SETTING_database).at, "citylearn_owner", why);

    if (script != NULL)
        return script;

    struct str name = database_name();

    if (strstr(why->at, "does not exist") != NULL)
        *why =
            arena_print(arena,
                        "The database cannot be opened: " STR_FMT ". Make its owner and it, as a "
                        "superuser:\n  createuser --createrole citylearn_owner\n"
                        "  createdb -O citylearn_owner " STR_FMT,
                        STR_ARG(*why), STR_ARG(name));
    else
        *why = arena_print(arena,
                           "The database cannot be opened as citylearn_owner: " STR_FMT
                           ". Start PostgreSQL, or correct the setting \"database\".",
                           STR_ARG(*why));
    return NULL;
}

/* "3 CHECKSUM 2026-11-23T09:30:00Z name" */
static bool
read_step(struct str line, struct schema_step *step)
{
    struct str number;

    return str_cut(&line, ' ', &number) && str_integer(number, &step->number) &&
           str_cut(&line, ' ', &step->checksum) && str_cut(&line, ' ', &step->applied_at) &&
           str_cut(&line, '\n', &step->name);
}

bool
schema_read(struct arena *arena, struct pg_script *script, struct schema *schema, struct str *why)
{
    struct schema_step *steps = arena_list(arena, struct schema_step, STEPS_MAX);
    struct str known, applied = STR_NONE, line;

    *schema = (struct schema){.steps = steps};
    while (migrations[schema->wanted].number != 0)
        schema->wanted++;
    if (!pg_script_run(script, query_schema_known.sql, &known, why))
        return false;
    if (!str_same(known, STR("t")))
        return true;
    if (!pg_script_run(script, query_schema_list.sql, &applied, why))
        return false;
    while (str_cut(&applied, '\n', &line) && schema->count < STEPS_MAX)
        if (!read_step(line, &steps[schema->count++])) {
            *why = arena_print(arena, "schema_migration holds an unreadable row: " STR_FMT,
                               STR_ARG(line));
            return false;
        }
    return true;
}

struct str
schema_checksum(struct arena *arena, const struct migration *migration)
{
    return coding_hex(arena, keys_sha256(arena, str_of(migration->sql)));
}

struct str
schema_difference(struct arena *arena, const struct schema *schema, size_t i)
{
    const struct schema_step *step = &schema->steps[i];
    const struct migration *migration = &migrations[i];

    if (step->number != migration->number)
        return arena_print(arena, "Migration %04d %s was never applied, and later ones were.",
                           migration->number, migration->name);
    if (!str_same(step->name, str_of(migration->name)))
        return arena_print(arena, "Migration %04d of the database is " STR_FMT ", here it is %s.",
                           migration->number, STR_ARG(step->name), migration->name);
    if (!str_same(step->checksum, schema_checksum(arena, migration)))
        return arena_print(arena,
                           "Migration %04d %s is not what was applied: its text has changed.",
                           migration->number, migration->name);
    return STR_NONE;
}

enum schema_verdict
schema_judge(struct arena *arena, const struct schema *schema, struct str *why)
{
    for (size_t i = 0; i < schema->count && i < schema->wanted; i++) {
        struct str difference = schema_difference(arena, schema, i);

        if (difference.at == NULL)
            continue;
        *why = arena_print(arena, STR_FMT " Use the program that the database was migrated with.",
                           STR_ARG(difference));
        return SCHEMA_CHANGED;
    }
    if (schema->count == schema->wanted)
        return SCHEMA_CURRENT;
    if (schema->count > schema->wanted) {
        *why = arena_print(arena,
                           "The database's schema is at %zu, this program knows %zu: update the "
                           "program.",
                           schema->count, schema->wanted);
        return SCHEMA_NEWER;
    }
    *why = arena_print(arena,
                       "The database's schema is at %zu, this program needs %zu: run \"citylearn "
                       "migrate up\".",
                       schema->count, schema->wanted);
    return SCHEMA_BEHIND;
}
