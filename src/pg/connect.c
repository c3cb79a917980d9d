#include "pg/parts.h"

#include "base/log.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stdio.h>

enum { SETTINGS_SIZE_MAX = 1024 };

/*
 * By lane; pg_stat_activity shows the names. A search is what anybody can make
 * costly, so it has less time than a role has. A lane that writes looks for a
 * server that takes writes; its statements go by keys, so one plan does for all
 * values: planned for each anew, as the server else chooses for the larger ones,
 * they cost twice as much.
 */
static const struct {
    const char *name, *settings, *server;
} kinds[PG_LANES] = {
    {"citylearn quick",  "-c default_transaction_read_only=on",                         "any"       },
    {"citylearn search", "-c default_transaction_read_only=on -c statement_timeout=2s", "any"       },
    {"citylearn write",  "-c plan_cache_mode=force_generic_plan",                       "read-write"},
};

const char *
link_name(const struct link *link)
{
    return kinds[link->lane->which].name;
}

void
link_interest(struct link *link, uint32_t events)
{
    struct loop *loop = link->lane->pg->loop;

    if (events == link->interest)
        return;
    if (events == 0)
        loop_unwatch(loop, &link->watch);
    else if (link->interest == 0)
        loop_watch(loop, &link->watch, events);
    else
        loop_rewatch(loop, &link->watch, events);
    link->interest = events;
}

/* They are of no use to an operator, and standard error is the log's. */
void
overhear(void *who, const char *notice)
{
    (void)who;
    (void)notice;
}

static void
absent(struct link *link)
{
    link_break(link, "database_absent", STR(""), PQerrorMessage(link->conn));
}

void
link_connect(struct link *link)
{
    const struct pg_options *options = link->lane->pg->options;
    enum pg_lane which = link->lane->which;
    char settings[SETTINGS_SIZE_MAX];
    const char *const names[] = {
        "dbname",          "user", "options", "application_name", "target_session_attrs",
        "client_encoding", NULL};
    const char *const values[] = {options->where,      options->user, settings, link_name(link),
                                  kinds[which].server, "UTF8",        NULL};
    int size = snprintf(settings, sizeof(settings), SESSION_SETTINGS " %s %s",
                        kinds[which].settings, options->settings == NULL ? "" : options->settings);

    assert(size > 0 && size < SETTINGS_SIZE_MAX);
    link->conn = PQconnectStartParams(names, values, 1);
    assert(link->conn != NULL);
    link->state = LINK_CONNECTING;
    if (PQstatus(link->conn) == CONNECTION_BAD) {
        absent(link);
        return;
    }
    PQsetNoticeProcessor(link->conn, overhear, NULL);
    loop_timer_set(link->lane->pg->loop, &link->timer, PG_ANSWER_MS_MAX);
    link->watch.fd = PQsocket(link->conn);
    link_interest(link, EPOLLOUT);
}

static bool
prepares(const struct link *link, const struct pg_query *query)
{
    return query->step || query->lane == link->lane->which;
}

/* The next query of this link in the catalogue, from `at` on. */
static const struct pg_query *const *
next_of(const struct link *link, const struct pg_query *const *at)
{
    while (*at != NULL && !prepares(link, *at))
        at++;
    return at;
}

static void
prepare(struct link *link)
{
    const struct pg_query *const *catalogue = link->lane->pg->options->catalogue;
    int sent = PQsetnonblocking(link->conn, 1) == 0 && PQenterPipelineMode(link->conn) == 1;

    for (const struct pg_query *const *at = next_of(link, catalogue); sent == 1 && *at != NULL;
         at = next_of(link, at + 1))
        sent = PQsendPrepare(link->conn, (*at)->name, (*at)->sql, 0, NULL) == 1 &&
               PQsendDescribePrepared(link->conn, (*at)->name) == 1;
    if (sent != 1 || PQpipelineSync(link->conn) != 1) {
        absent(link);
        return;
    }
    link->preparing = next_of(link, catalogue);
    link->prepared = false;
    link->state = LINK_PREPARING;
    link_interest(link, EPOLLIN);
    loop_at_turn_end(link->lane->pg->loop, &link->flush);
}

void
link_go_on_connecting(struct link *link)
{
    /* libpq may close its socket and open another, perhaps by the same number. */
    PostgresPollingStatusType status;

    link_interest(link, 0);
    status = PQconnectPoll(link->conn);
    link->watch.fd = PQsocket(link->conn);
    if (status == PGRES_POLLING_READING)
        link_interest(link, EPOLLIN);
    else if (status == PGRES_POLLING_WRITING)
        link_interest(link, EPOLLOUT);
    else if (status == PGRES_POLLING_OK)
        prepare(link);
    else
        absent(link);
}

static void
be_ready(struct link *link)
{
    link->state = LINK_READY;
    link->retry_ms = PG_RETRY_MS_MIN;
    loop_timer_clear(link->lane->pg->loop, &link->timer);
    if (link->told)
        log_note("database_back", LOG_WORDS("connection", link_name(link)));
    link->told = false;
    lane_ready(link->lane, link);
}

/* Handlers name the columns by their places, which the signature says. */
static bool
answers_as_said(const struct pg_query *query, const PGresult *described)
{
    struct str rest = str_of(query->columns), name;
    int columns = 0;

    if (rest.size == 0)
        return true;
    for (; str_cut(&rest, ',', &name); columns++)
        if (columns >= PQnfields(described) ||
            !str_same(str_trim(name), str_of(PQfname(described, columns))))
            return false;
    return columns == PQnfields(described);
}

/* Each query has two results: that it was prepared, and what it answers. */
static void
take_prepared(struct link *link, const PGresult *result)
{
    const struct pg_query *query = *link->preparing;

    link->prepared = !link->prepared;
    if (link->prepared)
        return;
    if (answers_as_said(query, result))
        link->preparing = next_of(link, link->preparing + 1);
    else
        link_break(link, "query_refused", str_of(query->name), "its signature says other columns");
}

void
link_prepared(struct link *link, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    if (status == PGRES_COMMAND_OK)
        take_prepared(link, result);
    else if (status == PGRES_PIPELINE_SYNC)
        be_ready(link);
    else if (*link->preparing == NULL || PQstatus(link->conn) == CONNECTION_BAD)
        absent(link);
    else
        link_break(link, "query_refused", str_of((*link->preparing)->name),
                   PQresultErrorMessage(result));
    PQclear(result);
}
