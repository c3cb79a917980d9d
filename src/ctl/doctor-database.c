#include "base/clock.h"
#include "base/settings.h"
#include "ctl/report.h"
#include "ctl/schema.h"
#include "pg/pg.h"
#include "sql/catalogue.h"
#include "sql/doctor.h"

#include <inttypes.h>
#include <time.h>

enum { CLOCK_MS_MAX = 2000 };

/* Those that programs connect as; migrations make them, without a password. */
static const char *const roles[] = {"citylearn_api", "citylearn_courier", "citylearn_metrics"};

static void
look_at_roles(struct report *report)
{
    size_t faults = 0;

    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        struct str why;
        struct pg_script *script =
            pg_script_open(report->arena, setting_text(SETTING_database).at, roles[i], &why);

        if (script != NULL) {
            pg_script_close(script);
            continue;
        }
        faults++;
        report_fail(report, "roles",
                    arena_print(report->arena, "%s: " STR_FMT, roles[i], STR_ARG(why)),
                    STR("Run \"citylearn migrate up\", and let the role in by pg_hba.conf."));
    }
    if (faults == 0)
        report_ok(report, "roles", STR("the api, the courier and metrics can all connect"));
}

static bool
look_at_schema(struct report *report, struct pg_script *script)
{
    struct schema schema;
    struct str why;

    if (!schema_read(report->arena, script, &schema, &why) ||
        schema_judge(report->arena, &schema, &why) != SCHEMA_CURRENT) {
        report_fail(report, "schema", why, STR(""));
        return false;
    }
    report_ok(report, "schema", arena_print(report->arena, "it is at %zu", schema.count));
    return true;
}

/* STR_NONE when the query answers what its signature says. */
static struct str
fault_of_query(struct report *report, struct pg_script *script, const struct pg_query *query)
{
    struct str columns, why;

    if (!pg_script_describe(script, query->sql, &columns, &why))
        return arena_print(report->arena, "%s: " STR_FMT, query->name, STR_ARG(why));
    if (query->columns[0] != '\0' && !str_same(columns, str_of(query->columns)))
        return arena_print(report->arena, "%s answers " STR_FMT " in place of %s", query->name,
                           STR_ARG(columns), query->columns);
    return STR_NONE;
}

static void
look_at_queries(struct report *report, struct pg_script *script)
{
    struct str first = STR_NONE;
    size_t count = 0, faults = 0;

    for (; sql_catalogue[count] != NULL; count++) {
        struct str fault = fault_of_query(report, script, sql_catalogue[count]);

        if (fault.at != NULL && faults++ == 0)
            first = fault;
    }
    if (faults == 0)
        report_ok(report, "queries", arena_print(report->arena, "all %zu suit the schema", count));
    else
        report_fail(
            report, "queries",
            arena_print(report->arena, "%zu of %zu do not suit the schema; the first is " STR_FMT,
                        faults, count, STR_ARG(first)),
            STR("Install the program again, or restore the schema that was changed by hand."));
}

static void
look_at_extensions(struct report *report, struct pg_script *script)
{
    struct str missing, why;

    if (!pg_script_run(script, query_doctor_extensions.sql, &missing, &why))
        report_fail(report, "extensions", why, STR(""));
    else if (missing.at != NULL)
        report_fail(report, "extensions",
                    arena_print(report->arena, STR_FMT " missing", STR_ARG(missing)),
                    STR("Install postgresql-contrib and CREATE EXTENSION in this database."));
    else
        report_ok(report, "extensions", STR("pg_trgm and unaccent are installed"));
}

static void
look_at_clock(struct report *report, struct pg_script *script)
{
    int64_t before = clock_ms(), theirs = 0, ours;
    struct str said, why;
    struct timespec now;

    if (!pg_script_run(script, query_doctor_clock.sql, &said, &why) ||
        !str_integer(said, &theirs)) {
        report_fail(report, "clock", why, STR(""));
        return;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    /* The server looked at its clock about half-way of the question. */
    ours = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 - (clock_ms() - before) / 2;

    int64_t apart = ours > theirs ? ours - theirs : theirs - ours;
    struct str says = arena_print(report->arena, "%" PRId64 " ms apart from the database's", apart);

    if (apart < CLOCK_MS_MAX)
        report_ok(report, "clock", says);
    else
        report_fail(report, "clock", says,
                    STR("Set both machines' clocks by NTP: tokens and leases go by them."));
}

bool
doctor_look_at_database(struct report *report)
{
    struct str why;
    struct pg_script *script = schema_connect(report->arena, &why);
    bool current;

    if (script == NULL) {
        report_fail(report, "database", why, STR(""));
        return false;
    }
    report_ok(report, "database", STR("citylearn_owner can connect"));
    look_at_roles(report);
    current = look_at_schema(report, script);
    if (current) {
        look_at_queries(report, script);
        look_at_extensions(report, script);
    }
    look_at_clock(report, script);
    pg_script_close(script);
    return current;
}
