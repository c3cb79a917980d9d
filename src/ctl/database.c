#include "ctl/database.h"

#include "base/settings.h"
#include "ctl/say.h"
#include "ctl/schema.h"
#include "sql/catalogue.h"

/* One visit to the database. */
struct visit {
    struct call *call;
    struct loop *loop;
    struct pg_door door;
    database_work *work;
    void *who;
    int status;
};

static bool
suits(struct call *call)
{
    struct schema schema;
    struct str why;
    struct pg_script *script = schema_connect(call->arena, &why);
    bool fits = script != NULL && schema_read(call->arena, script, &schema, &why) &&
                schema_judge(call->arena, &schema, &why) == SCHEMA_CURRENT;

    if (script != NULL)
        pg_script_close(script);
    if (!fits)
        fail(STR_FMT, STR_ARG(why));
    return fits;
}

static void
run(void *who)
{
    struct visit *visit = who;

    visit->status = visit->work(visit->call, &visit->door, visit->who);
    loop_stop(visit->loop);
}

int
database_do(struct call *call, database_work *work, void *who)
{
    if (!suits(call))
        return FAILED;

    const struct pg_options options = {
        .where = setting_text(SETTING_database).at,
        .user = "citylearn_owner",
        .catalogue = sql_catalogue,
        .connections = {[PG_QUICK] = 1, [PG_WRITE] = 2},
    };
    struct visit visit = {.call = call, .loop = loop_open(), .work = work, .who = who};

    visit.door = (struct pg_door){.pg = pg_open(visit.loop, &options), .arena = call->arena};
    visit.status = FAILED;
    call->loop = visit.loop;
    if (task_start(visit.loop, run, &visit))
        loop_run(visit.loop);
    pg_close(visit.door.pg);
    loop_close(visit.loop);
    call->loop = NULL;
    return visit.status;
}
