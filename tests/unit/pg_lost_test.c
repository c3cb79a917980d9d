#include "pg_stage.h"

#include <string.h>

static const char schema[] =
    "CREATE TABLE written (id int);"
    /* One after the other, as when a server goes down. */
    "CREATE FUNCTION end_lane(lane text) RETURNS void LANGUAGE plpgsql AS $$"
    "DECLARE process int;"
    "BEGIN"
    "    FOR process IN SELECT pid FROM pg_stat_activity"
    "                    WHERE application_name = 'citylearn ' || lane LOOP"
    "        PERFORM pg_terminate_backend(process), pg_sleep(0.02);"
    "    END LOOP;"
    "END $$;"
    /* Twice: when each link is asleep, and when what they were asked is asked of one anew. */
    "CREATE FUNCTION end_sleepers() RETURNS void LANGUAGE plpgsql AS $$"
    "DECLARE ended int[] = '{}'; asleep int[]; least int;"
    "BEGIN"
    "    FOREACH least IN ARRAY '{2, 1}'::int[] LOOP"
    "        LOOP"
    "            PERFORM pg_stat_clear_snapshot();"
    "            asleep := ARRAY(SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    "                AND application_name = 'citylearn quick' AND pid <> ALL (ended));"
    "            EXIT WHEN cardinality(asleep) >= least;"
    "            PERFORM pg_sleep(0.01);"
    "        END LOOP;"
    "        ended := ended || asleep;"
    "        PERFORM end_lane('quick');"
    "    END LOOP;"
    "END $$;";

ONE(nap, "SELECT pg_sleep($1::float8), 'rested' AS how", 1, PG_QUICK);
MANY(write_and_nap, "INSERT INTO written SELECT 1 FROM pg_sleep($1::float8)", 1, PG_WRITE);
ONE(end_lane, "SELECT end_lane($1::text)", 1, PG_SEARCH);
ONE(end_sleepers, "SELECT end_sleepers()", 0, PG_WRITE);
ONE(nonsense, "SELECT nothing FROM nowhere", 0, PG_QUICK);

static const struct pg_query *const catalogue[] = {&nap, &write_and_nap, &end_lane, &end_sleepers,
                                                   NULL};

static int
open_stage(void **state)
{
    (void)state;
    return stage_open(schema, catalogue);
}

static void
all_answer(const struct asking *askings, size_t from, size_t to, enum problem problem)
{
    for (size_t i = from; i < to; i++)
        assert_int_equal(askings[i].answer.problem, problem);
}

static void
who_reads_over_a_lost_connection_is_asked_once_more(void **state)
{
    enum { COUNT = 40 };
    struct asking askings[COUNT + 1] = {{0}};

    (void)state;
    for (int i = 0; i < COUNT; i++)
        askings[i] = (struct asking){.query = &nap, .inputs = {STR("0.02")}};
    askings[COUNT] = (struct asking){.query = &end_lane, .inputs = {STR("quick")}, .after_ms = 100};
    assert_int_equal(ask(&nap, STR("0"), STR_NONE).problem, PROBLEM_NONE);
    ask_all(askings, COUNT + 1);
    all_answer(askings, 0, COUNT + 1, PROBLEM_NONE);
    assert_true(pg_ready(pg));
}

static void
once_more_and_not_for_ever(void **state)
{
    struct asking askings[] = {
        asking_of(&nap, "20", 0),
        asking_of(&nap, "20", 0),
        {.query = &end_sleepers},
    };

    (void)state;
    ask_all(askings, 3);
    all_answer(askings, 0, 2, PROBLEM_UNAVAILABLE);
    assert_int_equal(askings[2].answer.problem, PROBLEM_NONE);
    assert_int_equal(ask(&nap, STR("0"), STR_NONE).problem, PROBLEM_NONE);
}

static void
a_write_over_a_lost_connection_is_not_repeated(void **state)
{
    struct asking askings[] = {
        asking_of(&write_and_nap, "1", 0),
        asking_of(&write_and_nap, "1", 0),
        asking_of(&end_lane, "write", 100),
    };

    (void)state;
    assert_int_equal(ask(&write_and_nap, STR("0"), STR_NONE).problem, PROBLEM_NONE);
    ask_all(askings, 3);
    all_answer(askings, 0, 2, PROBLEM_UNAVAILABLE);
    assert_int_equal(askings[2].answer.problem, PROBLEM_NONE);

    /* One that was not sent yet waits for the new connection. */
    assert_int_equal(ask(&write_and_nap, STR("0"), STR_NONE).problem, PROBLEM_NONE);
    assert_true(str_same(tell("SELECT count(*) FROM written"), STR("2")));
}

static void
a_connection_lost_while_idle_is_made_anew(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        (void)ask(&end_lane, STR("quick"), STR_NONE);
        (void)ask(&end_lane, STR("write"), STR_NONE);
        (void)ask(&end_lane, STR("search"), STR_NONE); /* its own */
        assert_int_equal(ask(&nap, STR("0"), STR_NONE).problem, PROBLEM_NONE);
    }
}

/* One connection a lane, so that who comes later stands behind who sleeps. */
static void
nobody_waits_too_long(void **state)
{
    struct pg_options options = {
        .where = where, .user = "postgres", .catalogue = catalogue, .connections = {1, 0, 1}
    };
    struct pg_door door = {.pg = pg_open(loop, &options)};
    struct asking askings[] = {
        asking_of(&nap, "20", 0),
        asking_of(&write_and_nap, "20", 0),
        asking_of(&nap, "0", 6000),
        asking_of(&write_and_nap, "0", 6000),
    };

    (void)state;
    for (int i = 0; i < 4; i++)
        askings[i].door = door;
    ask_all(askings, 4);
    assert_int_equal(askings[0].answer.problem, PROBLEM_TIMED_OUT);
    assert_int_equal(askings[1].answer.problem, PROBLEM_TIMED_OUT);
    assert_int_equal(askings[2].answer.problem, PROBLEM_NONE);
    assert_int_equal(askings[3].answer.problem, PROBLEM_UNAVAILABLE);
    pg_close(door.pg);
}

static const struct pg_query *const bad_catalogue[] = {&nap, &write_and_nap, &nonsense, NULL};

static const struct pg_query misnamed = {
    .name = "misnamed", .sql = "SELECT 1 AS body, 2 AS etag", .columns = "etag, body"};
static const struct pg_query unnamed = {
    .name = "unnamed", .sql = "SELECT 1 AS body, 2 AS etag", .columns = "body"};
static const struct pg_query named = {
    .name = "named", .sql = "SELECT 1 AS body, 2 AS etag", .columns = "body, etag"};
static const struct pg_query *const misnamed_catalogue[] = {&nap, &misnamed, NULL};
static const struct pg_query *const unnamed_catalogue[] = {&nap, &unnamed, NULL};
static const struct pg_query *const named_catalogue[] = {&nap, &named, NULL};

static const struct {
    const char *where; /* NULL is the stage's own */
    const struct pg_query *const *catalogue;
    enum problem problem;
} absent[] = {
    {NULL,                        bad_catalogue,      PROBLEM_UNAVAILABLE},
    {NULL,                        misnamed_catalogue, PROBLEM_UNAVAILABLE},
    {NULL,                        unnamed_catalogue,  PROBLEM_UNAVAILABLE},
    {NULL,                        named_catalogue,    PROBLEM_NONE       },
    {"host=/nowhere dbname=none", catalogue,          PROBLEM_UNAVAILABLE},
    {"host=/nowhere,/nor/here",   catalogue,          PROBLEM_UNAVAILABLE},
};

static void
without_a_connection_that_will_do_nobody_waits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
        struct pg_options options = {
            .where = absent[i].where == NULL ? where : absent[i].where,
            .user = "postgres",
            .catalogue = absent[i].catalogue,
            .connections = {1, 0, 1}
        };
        struct pg_door door = {.pg = pg_open(loop, &options)};
        struct asking askings[] = {asking_of(&nap, "0", 0), asking_of(&nap, "0", 300)};

        askings[0].door = askings[1].door = door;
        ask_all(askings, 2);
        all_answer(askings, 0, 2, absent[i].problem);
        assert_int_equal(pg_ready(door.pg), absent[i].problem == PROBLEM_NONE);
        pg_close(door.pg);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(who_reads_over_a_lost_connection_is_asked_once_more, stage_reset),
        cmocka_unit_test_teardown(once_more_and_not_for_ever, stage_reset),
        cmocka_unit_test_teardown(a_write_over_a_lost_connection_is_not_repeated, stage_reset),
        cmocka_unit_test_teardown(a_connection_lost_while_idle_is_made_anew, stage_reset),
        cmocka_unit_test_teardown(nobody_waits_too_long, stage_reset),
        cmocka_unit_test_teardown(without_a_connection_that_will_do_nobody_waits, stage_reset),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("pg_lost", tests, open_stage, stage_close);
}
