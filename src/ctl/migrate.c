#include "ctl/migrate.h"

#include "base/clock.h"
#include "ctl/say.h"
#include "ctl/schema.h"
#include "pg/pg.h"
#include "sql/schema.h"

#include <inttypes.h>
#include <stdio.h>

const struct option migrate_up_options[] = {
    {"dry-run", OPTION_FLAG, NULL, "Tells what would be applied, and changes nothing."},
    {NULL,      OPTION_FLAG, NULL, NULL                                               },
};

/* With a connection, which it closes. */
static int
on_connection(struct call *call, int (*work)(struct call *call, struct pg_script *script))
{
    struct str why;
    struct pg_script *script = schema_connect(call->arena, &why);

    if (script == NULL)
        return fail(STR_FMT, STR_ARG(why));

    int status = work(call, script);

    pg_script_close(script);
    return status;
}

static void
print_step(struct arena *arena, const struct schema *schema, size_t i)
{
    if (i >= schema->count)
        printf("%04d  pending               %s\n", migrations[i].number, migrations[i].name);
    else if (i >= schema->wanted)
        printf("%04" PRId64 "  unknown here          " STR_FMT "\n", schema->steps[i].number,
               STR_ARG(schema->steps[i].name));
    else if (schema_difference(arena, schema, i).at != NULL)
        printf("%04d  changed               %s\n", migrations[i].number, migrations[i].name);
    else
        printf("%04d  " STR_FMT "  %s\n", migrations[i].number,
               STR_ARG(schema->steps[i].applied_at), migrations[i].name);
}

static int
status(struct call *call, struct pg_script *script)
{
    struct schema schema;
    struct str why;

    if (!schema_read(call->arena, script, &schema, &why))
        return fail("The history of the schema cannot be read: " STR_FMT ".", STR_ARG(why));
    for (size_t i = 0; i < schema.count || i < schema.wanted; i++)
        print_step(call->arena, &schema, i);

    enum schema_verdict verdict = schema_judge(call->arena, &schema, &why);

    if (verdict == SCHEMA_NEWER || verdict == SCHEMA_CHANGED)
        return fail(STR_FMT, STR_ARG(why));
    if (verdict == SCHEMA_BEHIND)
        note(STR_FMT, STR_ARG(why));
    return DONE;
}

int
migrate_status(struct call *call)
{
    return on_connection(call, status);
}

static bool
run_and_note(struct arena *arena, struct pg_script *script, const struct migration *migration,
             struct str *why)
{
    const struct str inputs[] = {pg_int(arena, migration->number), str_of(migration->name),
                                 schema_checksum(arena, migration)};

    return pg_script_run(script, query_schema_begin.sql, NULL, why) &&
           pg_script_run(script, migration->sql, NULL, why) &&
           pg_script_ask(script, query_schema_note.sql, inputs, query_schema_note.inputs, NULL,
                         why) &&
           pg_script_run(script, query_schema_commit.sql, NULL, why);
}

static int
apply(struct call *call, struct pg_script *script, const struct migration *migration)
{
    int64_t began_ms = clock_ms();
    struct str why, ignored;

    if (run_and_note(call->arena, script, migration, &why)) {
        printf("applied %04d %s (%" PRId64 " ms)\n", migration->number, migration->name,
               clock_ms() - began_ms);
        return DONE;
    }
    pg_script_run(script, query_schema_rollback.sql, NULL, &ignored);
    return fail("Migration %04d %s was refused, and nothing of it is kept: " STR_FMT,
                migration->number, migration->name, STR_ARG(why));
}

/* The table is there, or would be made by the first migration. */
static bool
begin(struct pg_script *script, bool dry_run, struct str *why)
{
    return dry_run || (pg_script_run(script, query_schema_lock.sql, NULL, why) &&
                       pg_script_run(script, query_schema_make.sql, NULL, why));
}

static int
up(struct call *call, struct pg_script *script)
{
    bool dry_run = option_given(&call->given, "dry-run");
    struct schema schema;
    struct str why;

    if (!begin(script, dry_run, &why) || !schema_read(call->arena, script, &schema, &why))
        return fail("The history of the schema cannot be read: " STR_FMT ".", STR_ARG(why));

    enum schema_verdict verdict = schema_judge(call->arena, &schema, &why);

    if (verdict == SCHEMA_NEWER || verdict == SCHEMA_CHANGED)
        return fail(STR_FMT, STR_ARG(why));
    for (size_t i = schema.count; i < schema.wanted; i++)
        if (dry_run)
            printf("would apply %04d %s\n", migrations[i].number, migrations[i].name);
        else if (apply(call, script, &migrations[i]) != DONE)
            return FAILED;
    printf("the schema is at %zu\n", dry_run ? schema.count : schema.wanted);
    return DONE;
}

int
migrate_up(struct call *call)
{
    return on_connection(call, up);
}
