#include "pg/parts.h"

#include "base/log.h"

#include <libpq-fe.h>
#include <string.h>

enum remedy { SAY_SO, AGAIN, ANEW, ANEW_AND_AGAIN };

/* What is nobody's rule, by the first letters of its SQLSTATE; the rest is PROBLEM_BROKEN. */
static const struct {
    const char *state;
    enum problem problem;
    enum remedy remedy;
} refusals[] = {
    {"08",    PROBLEM_UNAVAILABLE, SAY_SO        }, /* the connection */
    {"22",    PROBLEM_BAD_INPUT,   SAY_SO        }, /* a value that is none, as the 45th of May */
    {"25006", PROBLEM_UNAVAILABLE, ANEW          }, /* a write to a server that only reads now */
    {"26000", PROBLEM_UNAVAILABLE, ANEW_AND_AGAIN}, /* the prepared queries are gone */
    {"40001", PROBLEM_BUSY,        AGAIN         }, /* lost to another transaction */
    {"40P01", PROBLEM_BUSY,        AGAIN         }, /* a deadlock */
    {"42501", PROBLEM_NOT_ALLOWED, SAY_SO        }, /* by privileges or row-level security */
    {"53",    PROBLEM_UNAVAILABLE, SAY_SO        }, /* connections, memory or disk are used up */
    {"55P03", PROBLEM_BUSY,        SAY_SO        }, /* a lock was waited for too long */
    {"57014", PROBLEM_TIMED_OUT,   SAY_SO        }, /* statement_timeout */
    {"57P01", PROBLEM_UNAVAILABLE, SAY_SO        }, /* the server goes down, */
    {"57P02", PROBLEM_UNAVAILABLE, SAY_SO        }, /* has crashed, */
    {"57P03", PROBLEM_UNAVAILABLE, SAY_SO        }, /* or starts */
};

struct str
first_line(const char *words)
{
    struct str text = str_of(words);

    if (text.at != NULL)
        text.size = strcspn(text.at, "\n");
    return text;
}

static struct str
field(const PGresult *result, int code)
{
    const char *words = PQresultErrorField(result, code);

    return words == NULL ? STR("") : str_of(words);
}

static struct refusal
refused(enum problem problem, enum remedy remedy)
{
    return (struct refusal){.problem = problem,
                            .again = remedy == AGAIN || remedy == ANEW_AND_AGAIN,
                            .anew = remedy == ANEW || remedy == ANEW_AND_AGAIN};
}

static struct refusal
by_state(const struct pg_query *step, const PGresult *result)
{
    struct str state = field(result, PG_DIAG_SQLSTATE);

    /* A migration changed what the query answers: it has to be prepared again. */
    if (str_same(state, STR("0A000")) &&
        str_same(field(result, PG_DIAG_SOURCE_FUNCTION), STR("RevalidateCachedQuery")))
        return refused(PROBLEM_UNAVAILABLE, ANEW_AND_AGAIN);
    /* A reading query that writes is wrong itself, and no other server would take it. */
    if (str_same(state, STR("25006")) && step->lane != PG_WRITE)
        return refused(PROBLEM_BROKEN, SAY_SO);
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
        if (str_starts(state, str_of(refusals[i].state)))
            return refused(refusals[i].problem, refusals[i].remedy);
    return refused(PROBLEM_BROKEN, SAY_SO);
}

/*
 * Only what a function of ours RAISEs is fit for a caller's eyes: the server's
 * own DETAIL of a broken CHECK shows the whole row.
 */
static struct str
detail_of(struct arena *arena, const PGresult *result)
{
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    struct str state = field(result, PG_DIAG_SQLSTATE);

    if (detail == NULL ||
        !str_same(field(result, PG_DIAG_SOURCE_FUNCTION), STR("exec_stmt_raise")) ||
        !(str_same(state, STR("23514")) || str_same(state, STR("P0001")) ||
          str_same(state, STR("23000"))))
        return STR_NONE;
    return arena_copy(arena, str_of(detail));
}

struct refusal
refusal_of(struct arena *arena, const struct pg_query *step, const PGresult *result)
{
    struct str rule = field(result, PG_DIAG_CONSTRAINT_NAME);
    struct refusal refusal = refused(problem_named(rule), SAY_SO);

    if (refusal.problem != PROBLEM_BROKEN) {
        refusal.detail = detail_of(arena, result);
        return refusal;
    }
    refusal = by_state(step, result);
    if (refusal.problem == PROBLEM_BROKEN)
        log_fault("query_failed", LOG_WORDS("query", step->name),
                  LOG_TEXT("sqlstate", field(result, PG_DIAG_SQLSTATE)),
                  LOG_TEXT("error", field(result, PG_DIAG_MESSAGE_PRIMARY)));
    else if (str_starts(field(result, PG_DIAG_SQLSTATE), STR("53")))
        log_warning("database_full", LOG_WORDS("query", step->name),
                    LOG_TEXT("sqlstate", field(result, PG_DIAG_SQLSTATE)),
                    LOG_TEXT("error", field(result, PG_DIAG_MESSAGE_PRIMARY)));
    return refusal;
}
