/*
 * schema: how far a database is from the schema that this program needs.
 *
 * The table schema_migration tells what was applied; what ought to be is
 * sql/migrations.h. Needs no more than a connection: the database may be empty,
 * older than this program, or newer.
 */
#pragma once

#include "base/arena.h"
#include "pg/script.h"
#include "sql/migrations.h"

enum schema_verdict {
    SCHEMA_CURRENT,
    SCHEMA_BEHIND,  /* migrations are to be applied */
    SCHEMA_NEWER,   /* than this program */
    SCHEMA_CHANGED, /* what was applied is not what this program carries */
};

struct schema_step {
    int64_t number;
    struct str checksum, applied_at, name;
};

struct schema {
    const struct schema_step *steps; /* applied, by their number */
    size_t count, wanted;            /* applied; carried by this program */
};

/* A connection as the owner; NULL when there is none, and `why` then tells the way out. */
struct pg_script *schema_connect(struct arena *arena, struct str *why);

bool schema_read(struct arena *arena, struct pg_script *script, struct schema *schema,
                 struct str *why);
/* `why` is one sentence with its way out, unless the schema is current. */
enum schema_verdict schema_judge(struct arena *arena, const struct schema *schema, struct str *why);

struct str schema_checksum(struct arena *arena, const struct migration *migration);
/* What step `i` of the history was and is not: STR_NONE when they are the same. */
struct str schema_difference(struct arena *arena, const struct schema *schema, size_t i);
