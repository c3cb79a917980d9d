/*
 * script: SQL that is run as it stands, for migrations and the operator's
 * command alone: on a connection of its own, blocking, statement after statement.
 */
#pragma once

#include "base/arena.h"

struct pg_script;

/*
 * NULL when there is no database; `why` then says why, in the library's words.
 * Answers live in the arena; the connection lasts until pg_script_close.
 */
struct pg_script *pg_script_open(struct arena *arena, const char *where, const char *user,
                                 struct str *why);
void pg_script_close(struct pg_script *script);

/*
 * Runs any number of statements; true when all succeeded. `value` (may be NULL)
 * receives the first cell of the last statement's first row, STR_NONE when
 * there is none; on failure `why` says what the server said. pg_script_ask runs
 * one statement with `count` inputs, $1 and on.
 */
bool pg_script_run(struct pg_script *script, const char *sql, struct str *value, struct str *why);
bool pg_script_ask(struct pg_script *script, const char *sql, const struct str *inputs, int count,
                   struct str *value, struct str *why);

/*
 * Whether the statement suits the schema, without running it. `columns` receives
 * the names of what it would answer, as "body, etag".
 */
bool pg_script_describe(struct pg_script *script, const char *sql, struct str *columns,
                        struct str *why);
