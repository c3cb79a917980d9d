#include "pg_stage.h"

#include "pg/script.h"

#include <stdio.h>
#include <string.h>

static const char schema[] =
    "CREATE TABLE shelf (id bigint PRIMARY KEY, slug text NOT NULL,"
    " CONSTRAINT slug_taken UNIQUE (slug) DEFERRABLE INITIALLY DEFERRED);"
    "CREATE TABLE answered (key text PRIMARY KEY, answer text);"
    "CREATE FUNCTION claim(k text) RETURNS void LANGUAGE plpgsql AS $$"
    "DECLARE kept text;"
    "BEGIN"
    "    SELECT answer INTO kept FROM answered WHERE key = k;"
    "    IF FOUND THEN"
    "        RAISE check_violation USING CONSTRAINT = 'idempotency_replayed',"
    "            MESSAGE = 'answered before', DETAIL = kept;"
    "    END IF;"
    "    INSERT INTO answered (key) VALUES (k);"
    "END $$;"
    "CREATE TABLE shape (id int PRIMARY KEY, size int);"
    "INSERT INTO shape VALUES (1, 7);";

ONE(echo, "SELECT $1::text AS said, pg_backend_pid() AS pid", 1, PG_QUICK);
ONE(divide, "SELECT 1 / $1::int", 1, PG_QUICK);
ONE(cells, "SELECT NULL AS nothing, '' AS empty, 'x' AS \"startsAt\"", 0, PG_QUICK);
MANY(some, "SELECT n FROM generate_series(1, $1::int) AS n", 1, PG_SEARCH);
ONE(first, "SELECT n FROM generate_series(1, $1::int) AS n", 1, PG_QUICK);
MANY(texts, "SELECT unnest($1::text[]) AS each", 1, PG_SEARCH);
ONE(bytes, "SELECT encode($1::bytea, 'hex') AS hex", 1, PG_QUICK);
ONE(number, "SELECT $1::float8 = 0.1::float8 AND $2::boolean", 2, PG_QUICK);
ONE(shape, "SELECT * FROM shape", 0, PG_QUICK);
ONE(zone, "SELECT current_setting('TimeZone') || ' ' || current_setting('transaction_read_only')",
    0, PG_QUICK);
ONE(slow, "SELECT pg_sleep(0.3)", 0, PG_SEARCH);
MANY(put, "INSERT INTO shelf VALUES ($1::bigint, $2::text)", 2, PG_WRITE);
ONE(who, "SELECT current_setting('app.who', true) AS who", 0, PG_QUICK);
ONE(who_writes, "SELECT current_setting('app.who', true) AS who", 0, PG_WRITE);
STEP(caller, "SELECT set_config('app.who', $1::text, true)", 1, PG_QUICK);
STEP(claim, "SELECT claim($1::text)", 1, PG_WRITE);
STEP(keep, "UPDATE answered SET answer = $2::text WHERE key = $1::text", 2, PG_WRITE);

static const struct pg_query *const catalogue[] = {
    &echo, &divide, &cells, &some, &first,      &texts,  &bytes, &number, &shape,
    &zone, &slow,   &put,   &who,  &who_writes, &caller, &claim, &keep,   NULL};

static int
open_stage(void **state)
{
    (void)state;
    return stage_open(schema, catalogue);
}

static void
says(struct str said, const char *expected)
{
    if (expected == NULL) {
        assert_null(said.at);
        return;
    }
    assert_non_null(said.at);
    assert_int_equal(said.size, strlen(expected));
    assert_memory_equal(said.at, expected, said.size);
}

static void
connects_as_its_lane_says(void **state)
{
    struct pg_answer answer;

    (void)state;
    assert_false(pg_ready(pg));
    answer = ask(&zone, STR_NONE, STR_NONE);
    assert_int_equal(answer.problem, PROBLEM_NONE);
    says(pg_cell(&answer, 0, 0), "UTC on");
    assert_int_equal(ask(&put, STR("0"), STR("nought")).problem, PROBLEM_NONE);
    assert_int_equal(ask(&some, STR("1"), STR_NONE).problem, PROBLEM_NONE);
    assert_true(pg_ready(pg));
}

static void
many_ask_at_once_and_each_hears_its_own(void **state)
{
    enum { COUNT = 300 };
    static struct asking askings[COUNT];

    (void)state;
    memset(askings, 0, sizeof(askings));
    for (int i = 0; i < COUNT; i++) {
        bool wrong = i % 7 == 3;

        askings[i].query = wrong ? &divide : &echo;
        askings[i].inputs[0] = wrong ? STR("0") : pg_int(arena, i);
        askings[i].after_ms = i % 5;
    }
    ask_all(askings, COUNT);
    for (int i = 0; i < COUNT; i++) {
        const struct pg_answer *answer = &askings[i].answer;

        if (i % 7 == 3) {
            assert_int_equal(answer->problem, PROBLEM_BAD_INPUT);
            continue;
        }
        assert_int_equal(answer->problem, PROBLEM_NONE);
        says(pg_cell(answer, 0, 0), askings[i].inputs[0].at);
    }
}

static void
a_lane_takes_so_many_and_no_more(void **state)
{
    enum { COUNT = PG_WAITING_MAX + 9 };
    static struct asking askings[COUNT];
    size_t busy = 0;

    (void)state;
    for (int i = 0; i < COUNT; i++)
        askings[i] = (struct asking){.query = &echo, .inputs = {STR("x")}};
    ask_all(askings, COUNT);
    for (int i = 0; i < COUNT; i++)
        busy += askings[i].answer.problem == PROBLEM_BUSY;
    assert_int_equal(busy, 9);
}

static void
slow_stands_before_nobody(void **state)
{
    struct asking askings[] = {
        {.query = &slow           },
        { .query = &echo, .inputs = {STR("quick")}}
    };
    struct pg_answer one, other;

    (void)state;
    ask_all(askings, 2);
    assert_int_equal(askings[0].answer.problem, PROBLEM_NONE);
    assert_int_equal(askings[1].answer.problem, PROBLEM_NONE);

    /* The link that has the fewest questions is taken. */
    askings[0] = askings[1];
    ask_all(askings, 2);
    one = askings[0].answer;
    other = askings[1].answer;
    assert_false(str_same(pg_named(&one, 0, "pid"), pg_named(&other, 0, "pid")));
}

static void
a_caller_is_known_in_its_own_question_only(void **state)
{
    enum { COUNT = 90 };
    static struct asking askings[COUNT];
    struct str names[COUNT];

    (void)state;
    memset(askings, 0, sizeof(askings));
    for (int i = 0; i < COUNT; i++) {
        names[i] = pg_int(arena, i);
        askings[i].query = i % 2 == 0 ? &who : &who_writes;
        if (i % 3 != 0)
            askings[i].door.caller = (struct pg_step){&caller, &names[i]};
    }
    ask_all(askings, COUNT);
    for (int i = 0; i < COUNT; i++) {
        struct str said = pg_named(&askings[i].answer, 0, "who");

        assert_int_equal(askings[i].answer.problem, PROBLEM_NONE);
        if (i % 3 != 0)
            says(said, names[i].at);
        else
            assert_int_equal(said.size, 0);
    }
}

static struct asking
put_with_key(const char *id, const char *slug, const struct str *key_and_answer)
{
    return (struct asking){
        .query = &put,
        .inputs = {str_of(id),                        str_of(slug)                   },
        .door = {.claim = {&claim, key_and_answer}, .keep = {&keep, key_and_answer}}
    };
}

static void
a_write_is_claimed_and_kept_with_its_effect(void **state)
{
    static const struct str key[] = {
        {"key-1",       5},
        {"{\"id\": 1}", 9}
    };
    static const struct str other[] = {
        {"key-2", 5},
        {"{}",    2}
    };
    struct asking once = put_with_key("11", "eleven", key);
    struct asking again = put_with_key("12", "twelve", key);
    struct asking refused = put_with_key("11", "thirteen", other);
    struct asking reading = {.query = &echo, .inputs = {STR("x")}, .door = once.door};

    (void)state;
    ask_all(&once, 1);
    assert_int_equal(once.answer.problem, PROBLEM_NONE);
    assert_int_equal(once.answer.rows, 0);
    says(tell("SELECT answer FROM answered WHERE key = 'key-1'"), "{\"id\": 1}");

    ask_all(&again, 1);
    assert_int_equal(again.answer.problem, PROBLEM_REPLAYED);
    says(again.answer.detail, "{\"id\": 1}");
    says(tell("SELECT count(*) FROM shelf WHERE id = 12"), "0");

    /* What was refused leaves no claim, and a reading lane asks for none. */
    ask_all(&refused, 1);
    assert_int_equal(refused.answer.problem, PROBLEM_BROKEN);
    says(tell("SELECT count(*) FROM answered WHERE key = 'key-2'"), "0");
    ask_all(&reading, 1);
    assert_int_equal(reading.answer.problem, PROBLEM_NONE);
}

static void
what_the_end_of_the_transaction_refuses_is_the_answer(void **state)
{
    enum { COUNT = 20 };
    struct asking askings[COUNT] = {{0}};

    (void)state;
    assert_int_equal(ask(&put, STR("100"), STR("taken")).problem, PROBLEM_NONE);
    for (int i = 0; i < COUNT; i++) {
        askings[i].query = &put;
        askings[i].inputs[0] = pg_int(arena, 101 + i);
        askings[i].inputs[1] = i % 4 == 1 ? STR("taken") : pg_int(arena, i);
    }
    ask_all(askings, COUNT);
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(askings[i].answer.problem, i % 4 == 1 ? PROBLEM_SLUG_TAKEN : PROBLEM_NONE);
    says(tell("SELECT count(*) FROM shelf WHERE id > 100"), "15");
}

static void
cells_and_rows(void **state)
{
    struct pg_answer answer = ask(&cells, STR_NONE, STR_NONE);

    (void)state;
    assert_int_equal(answer.rows, 1);
    says(pg_cell(&answer, 0, 0), NULL);
    says(pg_cell(&answer, 0, 1), "");
    says(pg_named(&answer, 0, "startsAt"), "x");
    says(pg_named(&answer, 0, "startsat"), NULL);
    says(pg_cell(&answer, 0, 3), NULL);
    says(pg_cell(&answer, 1, 2), NULL);

    answer = ask(&some, STR("3"), STR_NONE);
    assert_int_equal(answer.rows, 3);
    says(pg_cell(&answer, 2, 0), "3");
    answer = ask(&some, STR("0"), STR_NONE);
    assert_int_equal(answer.problem, PROBLEM_NONE);
    assert_int_equal(answer.rows, 0);
    answer = ask(&first, STR("0"), STR_NONE);
    assert_int_equal(answer.problem, PROBLEM_NOT_FOUND);
    says(pg_named(&answer, 0, "n"), NULL);
}

static void
literals_come_back_as_they_went(void **state)
{
    static const struct str list[] = {
        {"plain",         5},
        {"",              0},
        {NULL,            0},
        {"NULL",          4},
        {"a,b",           3},
        {"\"",            1},
        {"\\",            1},
        {"\\\"{}\\\\",    6},
        {" left",         5},
        {"\xd1\x8f\n\t'", 5},
        {"{}",            2},
        {"ends in \\",    9}
    };
    enum { COUNT = sizeof(list) / sizeof(list[0]) };
    struct pg_answer answer = ask(&texts, pg_texts(arena, list, COUNT), STR_NONE);

    (void)state;
    assert_int_equal(answer.rows, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        says(pg_cell(&answer, i, 0), list[i].at);
    assert_int_equal(ask(&texts, pg_texts(arena, NULL, 0), STR_NONE).rows, 0);

    answer = ask(&bytes, pg_bytes(arena, (struct str){"\0\\x'\xff", 5}), STR_NONE);
    says(pg_cell(&answer, 0, 0), "005c7827ff");
    answer = ask(&bytes, pg_bytes(arena, STR("")), STR_NONE);
    says(pg_cell(&answer, 0, 0), "");
    answer = ask(&bytes, pg_bytes(arena, STR_NONE), STR_NONE);
    says(pg_cell(&answer, 0, 0), NULL);
    answer = ask(&number, pg_number(arena, 0.1), pg_bool(true));
    says(pg_cell(&answer, 0, 0), "t");
    answer = ask(&echo, pg_int(arena, INT64_MIN), STR_NONE);
    says(pg_cell(&answer, 0, 0), "-9223372036854775808");
    assert_int_equal(ask(&echo, STR("a\0b"), STR_NONE).problem, PROBLEM_BAD_INPUT);
}

static void
what_is_large_passes_in_both_directions(void **state)
{
    enum { COUNT = 6, SIZE = 4 << 20 };
    struct asking askings[COUNT] = {{0}};
    char *large = arena_take(arena, SIZE, 1);

    (void)state;
    memset(large, 'x', SIZE);
    for (int i = 0; i < COUNT; i++)
        askings[i] = (struct asking){.query = &echo, .inputs = {{large, SIZE}}};
    ask_all(askings, COUNT);
    for (int i = 0; i < COUNT; i++) {
        struct str said = pg_cell(&askings[i].answer, 0, 0);

        assert_int_equal(askings[i].answer.problem, PROBLEM_NONE);

        assert_int_equal(said.size, SIZE);
        assert_memory_equal(said.at, large, SIZE);
    }
}

static void
a_migration_in_between_goes_unseen(void **state)
{
    struct pg_answer answer = ask(&shape, STR_NONE, STR_NONE);

    (void)state;
    says(pg_named(&answer, 0, "size"), "7");
    (void)ask(&shape, STR_NONE, STR_NONE);
    tell("ALTER TABLE shape ALTER size TYPE text, ADD colour text DEFAULT 'red'");
    for (int i = 0; i < 3; i++) {
        answer = ask(&shape, STR_NONE, STR_NONE);
        assert_int_equal(answer.problem, PROBLEM_NONE);
        says(pg_named(&answer, 0, "colour"), "red");
    }
}

static void
a_script_runs_as_it_stands(void **state)
{
    static const struct str inputs[] = {
        {"a\\b", 3},
        {NULL,   0}
    };
    struct str value = STR("?"), why = STR_NONE;
    struct pg_script *script = pg_script_open(arena, where, "postgres", &why);

    (void)state;
    assert_non_null(script);
    assert_true(pg_script_run(
        script, "CREATE TABLE t (n int); INSERT INTO t VALUES (4); SELECT n, 5 FROM t", &value,
        &why));
    says(value, "4");
    assert_true(pg_script_run(script, "DROP TABLE t", &value, &why));
    says(value, NULL);
    assert_true(pg_script_ask(script, "SELECT $1 || coalesce($2, '!')", inputs, 2, &value, &why));
    says(value, "a\\b!");
    assert_false(pg_script_run(script, "SELECT 1; SELECT nonsense", &value, &why));
    assert_true(str_starts(why, STR("ERROR:  column \"nonsense\" does not exist")));
    assert_true(pg_script_run(script, "", NULL, &why));
    pg_script_close(script);
    assert_null(pg_script_open(arena, "host=/nowhere dbname=x", "postgres", &why));
    assert_true(why.size > 0 && why.at[why.size - 1] != '\n');
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(connects_as_its_lane_says, stage_reset),
        cmocka_unit_test_teardown(many_ask_at_once_and_each_hears_its_own, stage_reset),
        cmocka_unit_test_teardown(a_lane_takes_so_many_and_no_more, stage_reset),
        cmocka_unit_test_teardown(slow_stands_before_nobody, stage_reset),
        cmocka_unit_test_teardown(a_caller_is_known_in_its_own_question_only, stage_reset),
        cmocka_unit_test_teardown(a_write_is_claimed_and_kept_with_its_effect, stage_reset),
        cmocka_unit_test_teardown(what_the_end_of_the_transaction_refuses_is_the_answer,
                                  stage_reset),
        cmocka_unit_test_teardown(cells_and_rows, stage_reset),
        cmocka_unit_test_teardown(literals_come_back_as_they_went, stage_reset),
        cmocka_unit_test_teardown(what_is_large_passes_in_both_directions, stage_reset),
        cmocka_unit_test_teardown(a_migration_in_between_goes_unseen, stage_reset),
        cmocka_unit_test_teardown(a_script_runs_as_it_stands, stage_reset),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("pg", tests, open_stage, stage_close);
}
