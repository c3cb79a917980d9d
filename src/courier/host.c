#include "courier/host.h"

#include "base/log.h"
#include "sql/badge-host.h"

enum {
    VISITS_AT_ONCE = 8,
    HOSTS_AT_ONCE = 4,
    FAREWELLS_AT_ONCE = 2,
    VISIT_MEMORY_MAX = 16 << 20,
    READING_MEMORY_MAX = 128 << 20, /* three documents as trees */
};

struct str
host_way_back(const struct courier *courier, struct arena *arena, struct str host)
{
    return arena_print(arena, STR_FMT "/account/badge-hosts/callback/" STR_FMT,
                       STR_ARG(courier->options.base_url), STR_ARG(host));
}

static void
end(struct courier *courier, struct arena *arena, int *count)
{
    arena_close(arena);
    (*count)--;
    courier->in_flight--;
    bell_ring(&courier->look_bell);
    courier_ended(courier);
}

static void
visit_account(void *who)
{
    struct host_visit *visit = who;
    struct courier *courier = visit->courier;
    struct pg_door door = {.pg = courier->pg, .arena = visit->arena};

    if (visit->has_code)
        host_exchange(visit);
    else if (visit->is_stale && visit->refresh.at != NULL)
        host_refresh(visit);
    if (!visit->is_over && visit->pushes)
        host_push(visit);
    if (!visit->is_over && visit->pulls && visit->rest_s == 0)
        host_pull(visit);
    if (visit->trouble != NULL && visit->pulls)
        sql_badge_host_pulled(&door, visit->id, courier->owner, visit->attempt,
                              str_of(visit->trouble), host_wait(visit, NULL, visit->failures));
    sql_badge_host_leave(&door, visit->id, courier->owner, visit->attempt,
                         visit->trouble == NULL ? 0 : host_wait(visit, NULL, visit->failures),
                         visit->rest_s);
    log_note("badge_host_visit", LOG_TEXT("account", visit->id), LOG_TEXT("host", visit->host),
             LOG_WORDS("trouble", visit->trouble == NULL ? "" : visit->trouble));
    end(courier, visit->arena, &courier->visits);
}

static void
say_farewell(void *who)
{
    struct host_visit *visit = who;
    struct courier *courier = visit->courier;
    struct pg_door door = {.pg = courier->pg, .arena = visit->arena};
    bool is_heard = host_revoke(visit);

    if (is_heard)
        sql_badge_host_farewell_done(&door, visit->farewell);
    log_note("badge_host_left", LOG_TEXT("host", visit->host), LOG_NUMBER("heard", is_heard));
    end(courier, visit->arena, &courier->visits);
}

static struct pg_answer
keep_host(const struct host_reading *reading)
{
    struct pg_door door = {.pg = reading->courier->pg, .arena = reading->arena};

    return sql_badge_host_read(
        &door, reading->id, reading->attempt, host_told(reading), reading->client,
        reading->client.at == NULL ? STR_NONE : pg_bytes(reading->arena, reading->sealed),
        reading->expires);
}

static void
read_host(void *who)
{
    struct host_reading *reading = who;
    struct courier *courier = reading->courier;
    struct pg_door door = {.pg = courier->pg, .arena = reading->arena};
    const char *fault = host_read(reading);

    if (fault == NULL && !str_same(reading->register_url, reading->about.registration))
        fault = host_register(reading);
    if (fault == NULL && keep_host(reading).problem)
        fault = "unreadable"; /* it says what cannot be written down */
    if (fault != NULL)
        sql_badge_host_unread(&door, reading->id, reading->attempt, str_of(fault));
    log_note("badge_host", LOG_TEXT("host", reading->id),
             LOG_WORDS("fault", fault == NULL ? "" : fault));
    end(courier, reading->arena, &courier->hosts);
}

static void
start(struct courier *courier, struct arena *arena, int *count, void (*run)(void *who), void *who)
{
    (*count)++;
    courier->in_flight++;
    if (task_start(courier->loop, run, who))
        return;
    (*count)--; /* its lease runs out */
    courier->in_flight--;
    arena_close(arena);
}

static bool
is_true(const struct pg_answer *rows, size_t row, const char *name)
{
    return str_same(pg_named(rows, row, name), STR("t"));
}

/* A row of badge_host_claim, or of badge_host_farewell_claim, which has less. */
static struct host_visit *
visit_of(struct courier *courier, const struct pg_answer *rows, size_t row, const char *id)
{
    struct arena *arena = arena_open(VISIT_MEMORY_MAX);
    struct host_visit *visit = arena_new(arena, struct host_visit);

    *visit = (struct host_visit){
        .courier = courier,
        .arena = arena,
        .id = pg_kept(arena, pg_named(rows, row, id)),
        .host = pg_kept(arena, pg_named(rows, row, "host")),
        .api_url = pg_kept(arena, pg_named(rows, row, "api_url")),
        .token_url = pg_kept(arena, pg_named(rows, row, "token_url")),
        .refresh_url = pg_kept(arena, pg_named(rows, row, "refresh_url")),
        .revoke_url = pg_kept(arena, pg_named(rows, row, "revoke_url")),
        .scopes = pg_kept(arena, pg_named(rows, row, "scopes")),
        .client = pg_kept(arena, pg_named(rows, row, "client_id")),
        .since = pg_kept(arena, pg_named(rows, row, "since")),
        .is_older = str_same(pg_named(rows, row, "kind"), STR("ob21")),
        .pulls = is_true(rows, row, "pulls"),
        .pushes = is_true(rows, row, "pushes"),
        .is_stale = is_true(rows, row, "is_stale"),
        .has_code = pg_named(rows, row, "code").at != NULL,
        .began_ms = loop_ms(courier->loop),
    };
    visit->secret = host_unseal(visit, visit->host, pg_named(rows, row, "sealed"));
    visit->access = host_unseal(visit, visit->id, pg_named(rows, row, "access"));
    visit->refresh = host_unseal(visit, visit->id, pg_named(rows, row, "refresh"));
    visit->code = host_unseal(visit, visit->id, pg_named(rows, row, "code"));
    visit->verifier = host_unseal(visit, visit->id, pg_named(rows, row, "verifier"));
    str_integer(pg_named(rows, row, "attempt"), &visit->attempt);
    str_integer(pg_named(rows, row, "pull_offset"), &visit->place);
    str_integer(pg_named(rows, row, "failures"), &visit->failures);
    return visit;
}

static void
begin_reading(struct courier *courier, const struct pg_answer *due, size_t row)
{
    struct arena *arena = arena_open(READING_MEMORY_MAX);
    struct host_reading *reading = arena_new(arena, struct host_reading);

    *reading = (struct host_reading){
        .courier = courier,
        .arena = arena,
        .id = pg_kept(arena, pg_cell(due, row, BADGE_HOST_DUE_ID)),
        .base = pg_kept(arena, pg_cell(due, row, BADGE_HOST_DUE_BASE)),
        .register_url = pg_kept(arena, pg_cell(due, row, BADGE_HOST_DUE_REGISTER_URL)),
        .client = STR_NONE,
        .expires = STR_NONE,
    };
    str_integer(pg_cell(due, row, BADGE_HOST_DUE_ATTEMPT), &reading->attempt);
    start(courier, arena, &courier->hosts, read_host, reading);
}

void
courier_visit(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    int most = HOSTS_AT_ONCE - courier->hosts;
    struct pg_answer rows = {.rows = 0};

    if (most > 0)
        rows = sql_badge_host_due(&door, most);
    for (size_t row = 0; !rows.problem && row < rows.rows; row++)
        begin_reading(courier, &rows, row);
    most = VISITS_AT_ONCE - courier->visits;
    if (most <= 0)
        return;
    rows = sql_badge_host_claim(&door, courier->owner, most);
    for (size_t row = 0; !rows.problem && row < rows.rows; row++) {
        struct host_visit *visit = visit_of(courier, &rows, row, "id");

        start(courier, visit->arena, &courier->visits, visit_account, visit);
    }
    if (courier->visits >= VISITS_AT_ONCE)
        return;
    rows = sql_badge_host_farewell_claim(&door, FAREWELLS_AT_ONCE);
    for (size_t row = 0; !rows.problem && row < rows.rows; row++) {
        struct host_visit *visit = visit_of(courier, &rows, row, "account");

        visit->farewell = pg_kept(visit->arena, pg_named(&rows, row, "id"));
        start(courier, visit->arena, &courier->visits, say_farewell, visit);
    }
}
