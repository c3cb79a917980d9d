#include "pg_stage.h"

#include "sql/catalogue.h"
#include "sql/migrations.h"

static const struct pg_query hello = {.name = "hello", .sql = "SELECT 1", .one = true};
static const struct pg_query *const nothing[] = {&hello, NULL};

static int
open_stage(void **state)
{
    (void)state;
    return stage_open("SELECT 1", nothing);
}

static void
migrations_are_numbered_without_a_gap(void **state)
{
    int count = 0;

    (void)state;
    for (; migrations[count].number != 0; count++)
        assert_int_equal(migrations[count].number, count + 1);
    assert_true(count > 0);
}

static struct pg *all;

static void
wait_until_ready(void *who)
{
    (void)who;
    for (int tries = 0; tries < 1000 && !pg_ready(all); tries++)
        task_sleep(loop, 10);
    loop_stop(loop);
}

/* A lane is ready once each of its queries is prepared and answers the columns that it says. */
static void
every_query_suits_the_schema(void **state)
{
    struct pg_options options = {
        .where = where, .user = "postgres", .catalogue = sql_catalogue, .connections = {1, 1, 1}
    };

    (void)state;
    for (const struct migration *each = migrations; each->number != 0; each++)
        tell(each->sql);
    all = pg_open(loop, &options);
    assert_true(task_start(loop, wait_until_ready, NULL));
    loop_run(loop);
    assert_true(pg_ready(all));
    pg_close(all);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(migrations_are_numbered_without_a_gap),
        cmocka_unit_test(every_query_suits_the_schema),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("sql", tests, open_stage, stage_close);
}
