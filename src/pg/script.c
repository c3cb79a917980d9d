#include "pg/script.h"

#include "base/text.h"
#include "pg/parts.h"

#include <assert.h>
#include <libpq-fe.h>

struct pg_script {
    struct arena *arena;
    PGconn *conn;
};

static struct str
words(struct arena *arena, const char *said)
{
    struct str text = str_of(said);

    while (text.size > 0 && (text.at[text.size - 1] == '\n' || text.at[text.size - 1] == ' '))
        text.size--;
    return arena_copy(arena, text);
}

struct pg_script *
pg_script_open(struct arena *arena, const char *where, const char *user, struct str *why)
{
    const char *const names[] = {"dbname",          "user", "options", "application_name",
                                 "client_encoding", NULL};
    const char *const values[] = {where, user, SESSION_SETTINGS, "citylearn", "UTF8", NULL};
    struct pg_script *script = arena_new(arena, struct pg_script);

    script->arena = arena;
    script->conn = PQconnectdbParams(names, values, 1);
    assert(script->conn != NULL);
    if (PQstatus(script->conn) == CONNECTION_OK) {
        PQsetNoticeProcessor(script->conn, overhear, NULL);
        return script;
    }
    *why = words(arena, PQerrorMessage(script->conn));
    PQfinish(script->conn);
    return NULL;
}

void
pg_script_close(struct pg_script *script)
{
    PQfinish(script->conn);
}

static bool
take(struct pg_script *script, PGresult *result, struct str *value, struct str *why)
{
    ExecStatusType status = PQresultStatus(result);
    bool done =
        status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;

    if (!done)
        *why = words(script->arena, PQresultErrorMessage(result));
    else if (value != NULL && (PQntuples(result) == 0 || PQgetisnull(result, 0, 0)))
        *value = STR_NONE;
    else if (value != NULL)
        *value = arena_copy(script->arena, (struct str){PQgetvalue(result, 0, 0),
                                                        (size_t)PQgetlength(result, 0, 0)});
    PQclear(result);
    return done;
}

bool
pg_script_run(struct pg_script *script, const char *sql, struct str *value, struct str *why)
{
    return take(script, PQexec(script->conn, sql), value, why);
}

bool
pg_script_ask(struct pg_script *script, const char *sql, const struct str *inputs, int count,
              struct str *value, struct str *why)
{
    const char *values[PG_INPUTS_MAX];

    assert(count <= PG_INPUTS_MAX);
    for (int i = 0; i < count; i++)
        values[i] = inputs[i].at == NULL ? NULL : arena_copy(script->arena, inputs[i]).at;
    return take(script, PQexecParams(script->conn, sql, count, NULL, values, NULL, NULL, 0), value,
                why);
}

bool
pg_script_describe(struct pg_script *script, const char *sql, struct str *columns, struct str *why)
{
    struct text names = text_new(script->arena);
    PGresult *result;

    if (!take(script, PQprepare(script->conn, "", sql, 0, NULL), NULL, why))
        return false;
    result = PQdescribePrepared(script->conn, "");
    for (int i = 0; i < PQnfields(result); i++)
        text_print(&names, i == 0 ? "%s" : ", %s", PQfname(result, i));
    *columns = text_str(&names);
    return take(script, result, NULL, why);
}
