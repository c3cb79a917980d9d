#include "pg_stage.h"

#include <string.h>

/* refuse() stands for any rule of ours: it raises what it is told to raise. */
static const char schema[] =
    "CREATE FUNCTION refuse(state text, rule text, said text) RETURNS void LANGUAGE plpgsql AS $$"
    "BEGIN"
    "    IF rule = '' THEN"
    "        RAISE 'refused' USING ERRCODE = state, DETAIL = said;"
    "    END IF;"
    "    RAISE 'refused' USING ERRCODE = state, CONSTRAINT = rule, DETAIL = said;"
    "END $$;"
    "CREATE SEQUENCE stumbles;"
    "CREATE FUNCTION stumble(times bigint, state text) RETURNS bigint LANGUAGE plpgsql AS $$"
    "BEGIN"
    "    IF nextval('stumbles') <= times THEN"
    "        RAISE 'stumbled' USING ERRCODE = state;"
    "    END IF;"
    "    RETURN currval('stumbles');"
    "END $$;"
    "CREATE TABLE city (id int PRIMARY KEY);"
    "CREATE TABLE thing ("
    "    id int CONSTRAINT slug_taken PRIMARY KEY,"
    "    age int CONSTRAINT age_range CHECK (age > 0),"
    "    size int CHECK (size > 0),"
    "    city int CONSTRAINT unknown_city REFERENCES city);"
    "INSERT INTO thing VALUES (1, 1, 1);"
    "CREATE ROLE clerk;"
    "GRANT SELECT ON thing TO clerk;"
    "ALTER TABLE thing ENABLE ROW LEVEL SECURITY;";

ONE(refuse, "SELECT refuse($1::text, $2::text, 'because')", 2, PG_WRITE);
ONE(refuse_search, "SELECT refuse($1::text, $2::text, 'because')", 2, PG_SEARCH);
ONE(stumble, "SELECT stumble($1::bigint, $2::text) AS tries", 2, PG_WRITE);
MANY(put, "INSERT INTO thing SELECT * FROM json_populate_record(NULL::thing, $1::json)", 1,
     PG_WRITE);
MANY(put_quick, "INSERT INTO thing VALUES (9)", 0, PG_QUICK);
STEP(be_clerk, "SELECT set_config('role', 'clerk', true)", 0, PG_WRITE);
STEP(refuse_step, "SELECT refuse('23514', 'wrong_state', 'not now')", 0, PG_WRITE);
ONE(pid, "SELECT pg_backend_pid() AS pid", 0, PG_QUICK);
ONE(write_pids,
    "SELECT string_agg(pid::text, ' ' ORDER BY pid) AS pids FROM pg_stat_activity"
    " WHERE application_name = 'citylearn write'",
    0, PG_QUICK);
ONE(day, "SELECT $1::date", 1, PG_QUICK);
STEP(patience, "SELECT set_config('statement_timeout', '20ms', true)", 0, PG_QUICK);
ONE(sleepy, "SELECT pg_sleep(5)", 0, PG_QUICK);

static const struct pg_query *const catalogue[] = {
    &refuse, &refuse_search, &stumble, &put,      &put_quick, &be_clerk, &refuse_step,
    &pid,    &write_pids,    &day,     &patience, &sleepy,    NULL};

static int
open_stage(void **state)
{
    (void)state;
    return stage_open(schema, catalogue);
}

static const struct {
    const char *state, *rule;
    enum problem problem;
    bool detail;
} raised[] = {
    {"23514", "wrong_state",          PROBLEM_WRONG_STATE,  true },
    {"P0001", "badge_frozen",         PROBLEM_BADGE_FROZEN, true },
    {"23000", "idempotency_replayed", PROBLEM_REPLAYED,     true },
    {"23505", "slug_taken",           PROBLEM_SLUG_TAKEN,   false},
    {"42501", "not_found",            PROBLEM_NOT_FOUND,    false},
    {"57014", "slug_taken",           PROBLEM_SLUG_TAKEN,   false},
    {"23514", "nobodys_rule",         PROBLEM_BROKEN,       false},
    {"P0001", "",                     PROBLEM_BROKEN,       false},
    {"XX000", "",                     PROBLEM_BROKEN,       false},
    {"08006", "",                     PROBLEM_UNAVAILABLE,  false},
    {"22007", "",                     PROBLEM_BAD_INPUT,    false},
    {"25006", "",                     PROBLEM_UNAVAILABLE,  false},
    {"25001", "",                     PROBLEM_BROKEN,       false},
    {"40001", "",                     PROBLEM_BUSY,         false},
    {"40P01", "",                     PROBLEM_BUSY,         false},
    {"40003", "",                     PROBLEM_BROKEN,       false},
    {"42501", "",                     PROBLEM_NOT_ALLOWED,  false},
    {"42P01", "",                     PROBLEM_BROKEN,       false},
    {"53100", "",                     PROBLEM_UNAVAILABLE,  false},
    {"53300", "",                     PROBLEM_UNAVAILABLE,  false},
    {"55P03", "",                     PROBLEM_BUSY,         false},
    {"57014", "",                     PROBLEM_TIMED_OUT,    false},
    {"57P01", "",                     PROBLEM_UNAVAILABLE,  false},
    {"57P03", "",                     PROBLEM_UNAVAILABLE,  false},
};

static void
a_refusal_is_a_problem(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(raised) / sizeof(raised[0]); i++) {
        struct pg_answer answer = ask(&refuse, str_of(raised[i].state), str_of(raised[i].rule));

        print_message("# %s %s\n", raised[i].state, raised[i].rule);
        assert_int_equal(answer.problem, raised[i].problem);
        assert_int_equal(answer.rows, 0);
        assert_int_equal(str_same(answer.detail, STR("because")), raised[i].detail);
        assert_int_equal(answer.detail.at == NULL, !raised[i].detail);
    }
}

static const struct {
    const char *thing;
    bool clerk;
    enum problem problem;
} broken_rules[] = {
    {"{\"id\": 1}",              false, PROBLEM_SLUG_TAKEN  },
    {"{\"id\": 2, \"age\": 0}",  false, PROBLEM_AGE_RANGE   },
    {"{\"id\": 2, \"city\": 5}", false, PROBLEM_UNKNOWN_CITY},
    {"{\"id\": 2, \"size\": 0}", false, PROBLEM_BROKEN      },
    {"{\"id\": null}",           false, PROBLEM_BROKEN      },
    {"{\"id\": \"x\"}",          false, PROBLEM_BAD_INPUT   },
    {"{",                        false, PROBLEM_BAD_INPUT   },
    {"{\"id\": 2}",              true,  PROBLEM_NOT_ALLOWED },
    {"{\"id\": 2}",              false, PROBLEM_NONE        },
};

static void
a_rule_of_a_table_is_the_problem_of_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(broken_rules) / sizeof(broken_rules[0]); i++) {
        struct asking asking = {.query = &put, .inputs = {str_of(broken_rules[i].thing)}};

        if (broken_rules[i].clerk)
            asking.door.caller.query = &be_clerk;
        print_message("# %s\n", broken_rules[i].thing);
        ask_all(&asking, 1);
        assert_int_equal(asking.answer.problem, broken_rules[i].problem);
        /* The server's own DETAIL of a CHECK shows the row. */
        assert_null(asking.answer.detail.at);
    }
    assert_int_equal(ask(&day, STR("2026-02-30"), STR_NONE).problem, PROBLEM_BAD_INPUT);
}

static void
a_refusal_of_any_step_is_the_answer(void **state)
{
    static const struct pg_step step = {&refuse_step, NULL};
    struct asking askings[] = {
        asking_of(&pid, NULL, 0),
        asking_of(&put, "{\"id\": 50}", 0),
        asking_of(&put, "{\"id\": 51}", 0),
        asking_of(&put, "{\"id\": 52}", 0),
    };

    (void)state;
    askings[0].door.caller = step;
    askings[1].door.claim = step;
    askings[2].door.keep = step;
    ask_all(askings, 4);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(askings[i].answer.problem, PROBLEM_WRONG_STATE);
        assert_true(str_same(askings[i].answer.detail, STR("not now")));
        assert_null(askings[i].answer.result);
    }
    assert_int_equal(askings[3].answer.problem, PROBLEM_NONE);
    assert_true(str_same(tell("SELECT count(*) FROM thing WHERE id >= 50"), STR("1")));
}

static const struct {
    const char *times, *state;
    enum problem problem;
    const char *tries;
} stumbles[] = {
    {"0",  "40001", PROBLEM_NONE,      "1"},
    {"2",  "40001", PROBLEM_NONE,      "3"},
    {"3",  "40P01", PROBLEM_NONE,      "4"},
    {"99", "40001", PROBLEM_BUSY,      "4"},
    {"99", "57014", PROBLEM_TIMED_OUT, "1"},
};

static void
who_lost_to_another_transaction_is_asked_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(stumbles) / sizeof(stumbles[0]); i++) {
        struct pg_answer answer;

        tell("ALTER SEQUENCE stumbles RESTART");
        answer = ask(&stumble, str_of(stumbles[i].times), str_of(stumbles[i].state));
        assert_int_equal(answer.problem, stumbles[i].problem);
        assert_true(str_same(tell("SELECT last_value FROM stumbles"), str_of(stumbles[i].tries)));
        if (answer.problem == PROBLEM_NONE)
            assert_true(str_same(pg_named(&answer, 0, "tries"), str_of(stumbles[i].tries)));
    }
}

static struct str
pids_that_write(void)
{
    struct pg_answer answer = ask(&write_pids, STR_NONE, STR_NONE);

    return arena_copy(arena, pg_cell(&answer, 0, 0));
}

static void
a_server_that_writes_no_more_is_left(void **state)
{
    struct str before, after;
    struct pg_answer one;

    (void)state;
    assert_int_equal(ask(&put, STR("{\"id\": 60}"), STR_NONE).problem, PROBLEM_NONE);
    before = pids_that_write();
    assert_int_equal(ask(&refuse, STR("57014"), STR("")).problem, PROBLEM_TIMED_OUT);
    assert_true(str_same(before, pids_that_write()));
    assert_int_equal(ask(&refuse, STR("25006"), STR("")).problem, PROBLEM_UNAVAILABLE);
    assert_int_equal(ask(&refuse, STR("25006"), STR("")).problem, PROBLEM_UNAVAILABLE);
    assert_int_equal(ask(&put, STR("{\"id\": 61}"), STR_NONE).problem, PROBLEM_NONE);
    after = pids_that_write();
    assert_false(str_same(before, after));

    /* On a lane that reads it is a fault of the query, and the connection stays. */
    one = ask(&pid, STR_NONE, STR_NONE);
    assert_int_equal(ask(&put_quick, STR_NONE, STR_NONE).problem, PROBLEM_BROKEN);
    assert_int_equal(ask(&refuse_search, STR("25006"), STR("")).problem, PROBLEM_BROKEN);
    after = ask(&pid, STR_NONE, STR_NONE).result == NULL ? STR_NONE : STR("here");
    assert_non_null(after.at);
    assert_non_null(one.result);
}

static void
the_server_ends_what_takes_too_long(void **state)
{
    struct asking askings[] = {
        {.query = &sleepy, .door = {.caller = {&patience, NULL}}},
        {.query = &pid               },
    };

    (void)state;
    ask_all(askings, 2);
    assert_int_equal(askings[0].answer.problem, PROBLEM_TIMED_OUT);
    assert_int_equal(askings[1].answer.problem, PROBLEM_NONE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_refusal_is_a_problem, stage_reset),
        cmocka_unit_test_teardown(a_rule_of_a_table_is_the_problem_of_its_name, stage_reset),
        cmocka_unit_test_teardown(a_refusal_of_any_step_is_the_answer, stage_reset),
        cmocka_unit_test_teardown(who_lost_to_another_transaction_is_asked_again, stage_reset),
        cmocka_unit_test_teardown(a_server_that_writes_no_more_is_left, stage_reset),
        cmocka_unit_test_teardown(the_server_ends_what_takes_too_long, stage_reset),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("pg_refusal", tests, open_stage, stage_close);
}
