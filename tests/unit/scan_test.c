#include "json/scan.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define SYNTAX   "bad_syntax"
#define ENCODING "bad_encoding"
#define DOUBLED  "doubled_name"
#define NUL      "nul_character"
#define DEEP     "too_deep"
#define MANY     "too_many"
#define RANGE    "number_out_of_range"

static const struct {
    const char *json, *code; /* NULL where it is JSON */
    size_t at;
} cases[] = {
    {"{}",                                                                   NULL,     0 },
    {" \t\r\n[ ] ",                                                          NULL,     0 },
    {"{\"a\":[1,-2.5e+3,true,false,null,\"\"]}",                             NULL,     0 },
    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",                                NULL,     0 },
    {"\"\\ud83d\\ude00 \xf0\x9f\x98\x80\"",                                  NULL,     0 },
    {"\"\x7f\xc2\x80\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\"", NULL,     0 },
    {"{\"a\":{\"a\":1},\"b\":[{\"a\":2},{\"a\":3}]}",                        NULL,     0 },
    {"{\"__proto__\":1}",                                                    NULL,     0 },

    {"",                                                                     SYNTAX,   0 },
    {"  ",                                                                   SYNTAX,   2 },
    {"{",                                                                    SYNTAX,   1 },
    {"{\"a\"",                                                               SYNTAX,   4 },
    {"{\"a\":",                                                              SYNTAX,   5 },
    {"{\"a\":1",                                                             SYNTAX,   6 },
    {"\"abc",                                                                SYNTAX,   4 },
    {"\"abc\\",                                                              SYNTAX,   4 },
    {"{} x",                                                                 SYNTAX,   3 },
    {"{}{}",                                                                 SYNTAX,   2 },
    {"1 2",                                                                  SYNTAX,   2 },
    {"[1 2]",                                                                SYNTAX,   3 },
    {"[1,]",                                                                 SYNTAX,   3 },
    {"[,1]",                                                                 SYNTAX,   1 },
    {"{\"a\":1,}",                                                           SYNTAX,   7 },
    {"{,}",                                                                  SYNTAX,   1 },
    {"{\"a\" 1}",                                                            SYNTAX,   5 },
    {"{\"a\":}",                                                             SYNTAX,   5 },
    {"{1:2}",                                                                SYNTAX,   1 },
    {"{a:1}",                                                                SYNTAX,   1 },
    {"{'a':1}",                                                              SYNTAX,   1 },
    {"['a']",                                                                SYNTAX,   1 },
    {"[}",                                                                   SYNTAX,   1 },
    {"{]",                                                                   SYNTAX,   1 },
    {"]",                                                                    SYNTAX,   0 },
    {"[1]]",                                                                 SYNTAX,   3 },
    {"/* a */{}",                                                            SYNTAX,   0 },
    {"{} // a",                                                              SYNTAX,   3 },
    {"True",                                                                 SYNTAX,   0 },
    {"nul",                                                                  SYNTAX,   0 },
    {"nullx",                                                                SYNTAX,   4 },
    {"NaN",                                                                  SYNTAX,   0 },
    {"Infinity",                                                             SYNTAX,   0 },
    {"-Infinity",                                                            SYNTAX,   1 },
    {"[1]\f",                                                                SYNTAX,   3 },
    {"[1]\xc2\xa0",                                                          SYNTAX,   3 },

    {"\"a\nb\"",                                                             SYNTAX,   2 },
    {"\"a\x1f\"",                                                            SYNTAX,   2 },
    {"\"\\x41\"",                                                            SYNTAX,   1 },
    {"\"\\'\"",                                                              SYNTAX,   1 },
    {"\"\\u12g4\"",                                                          SYNTAX,   1 },
    {"\"\\u12\"",                                                            SYNTAX,   1 },
    {"\"\\u 123\"",                                                          SYNTAX,   1 },
    {"\"\\U0041\"",                                                          SYNTAX,   1 },
    {"\"\\u0000\"",                                                          NUL,      1 },
    {"{\"a\\u0000\":1}",                                                     NUL,      3 },
    {"\"\\ud800\"",                                                          ENCODING, 1 },
    {"\"\\ud800\\n\"",                                                       ENCODING, 1 },
    {"\"\\ud800\\u0041\"",                                                   ENCODING, 1 },
    {"\"\\ud800\\ud800\"",                                                   ENCODING, 1 },
    {"\"\\ude00\\ud83d\"",                                                   ENCODING, 1 },
    {"\"\\ude00\\ude00\"",                                                   ENCODING, 1 },
    {"\"\\ud800\\ue000\"",                                                   ENCODING, 1 },
    {"\"\\ud800\\udbff\"",                                                   ENCODING, 1 },
    {"\"\\udfff\"",                                                          ENCODING, 1 },

    {"\xef\xbb\xbf{}",                                                       ENCODING, 0 },
    {"\xff",                                                                 ENCODING, 0 },
    {"\"\xff\"",                                                             ENCODING, 1 },
    {"\"\x80\"",                                                             ENCODING, 1 },
    {"\"\xc0\xaf\"",                                                         ENCODING, 1 },
    {"\"\xc1\xbf\"",                                                         ENCODING, 1 },
    {"\"\xe0\x9f\xbf\"",                                                     ENCODING, 1 },
    {"\"\xed\xa0\x80\"",                                                     ENCODING, 1 },
    {"\"\xf0\x8f\xbf\xbf\"",                                                 ENCODING, 1 },
    {"\"\xf4\x90\x80\x80\"",                                                 ENCODING, 1 },
    {"\"\xf5\x80\x80\x80\"",                                                 ENCODING, 1 },
    {"\"a\xe2\x82\"",                                                        ENCODING, 2 },
    {"\"a\xe2\x82",                                                          ENCODING, 2 },
    {"\"\xe2\x28\xa1\"",                                                     ENCODING, 1 },

    {"0",                                                                    NULL,     0 },
    {"-0",                                                                   NULL,     0 },
    {"0.0e-0",                                                               NULL,     0 },
    {"1E5",                                                                  NULL,     0 },
    {"9007199254740991",                                                     NULL,     0 },
    {"-9007199254740991",                                                    NULL,     0 },
    {"9007199254740992.0",                                                   NULL,     0 },
    {"1.7976931348623157e308",                                               NULL,     0 },
    {"1.7976931348623158079e308",                                            NULL,     0 },
    {"0.00000000000000000000000000000000001",                                NULL,     0 },
    {"0e99999999999999999999",                                               NULL,     0 },
    {"1e-99999999999999999999",                                              NULL,     0 },
    {"0.12345678901234567890",                                               NULL,     0 },
    {"01",                                                                   SYNTAX,   0 },
    {"-01",                                                                  SYNTAX,   1 },
    {"+1",                                                                   SYNTAX,   0 },
    {"-",                                                                    SYNTAX,   1 },
    {"0x10",                                                                 SYNTAX,   1 },
    {"1.",                                                                   SYNTAX,   2 },
    {"[1.]",                                                                 SYNTAX,   3 },
    {".5",                                                                   SYNTAX,   0 },
    {"1e",                                                                   SYNTAX,   2 },
    {"1e+",                                                                  SYNTAX,   2 },
    {"1.e5",                                                                 SYNTAX,   2 },
    {"--1",                                                                  SYNTAX,   1 },
    {"1_000",                                                                SYNTAX,   1 },
    {"9007199254740992",                                                     RANGE,    0 },
    {"-9007199254740992",                                                    RANGE,    0 },
    {"[123456789012345678901234567890]",                                     RANGE,    1 },
    {"0.01e310",                                                             NULL,     0 },
    {"0.1e310",                                                              RANGE,    0 },
    {"0.001797693134862315807e311",                                          NULL,     0 },
    {"1e309",                                                                RANGE,    0 },
    {"[-1e999]",                                                             RANGE,    1 },
    {"1.7976931348623158080e308",                                            RANGE,    0 },
    {"17976931348623158e292",                                                NULL,     0 },
    {"17976931348623159e292",                                                RANGE,    0 },
    {"0.123456789012345678901",                                              RANGE,    0 },
    {"1e99999999999999999999",                                               RANGE,    0 },

    {"{\"a\":1,\"a\":2}",                                                    DOUBLED,  7 },
    {"{\"a\":1,\"\\u0061\":2}",                                              DOUBLED,  7 },
    {"{\"\\/\":1,\"/\":2}",                                                  DOUBLED,  8 },
    {"{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}",                        DOUBLED,  18},
    {"{\"\":1,\"\":2}",                                                      DOUBLED,  6 },
    {"{\"a\":{\"b\":[{\"a\":1}]},\"a\":2}",                                  DOUBLED,  21},
    {"[{\"a\":1},{\"b\":1,\"c\":2,\"b\":3}]",                                DOUBLED,  22},
    {"{\"a\":1,\"A\":2}",                                                    NULL,     0 },
};

static void
only_json_passes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct scan_fault fault = {0, NULL, NULL};
        enum problem problem = scan_json(str_of(cases[i].json), &fault);

        const char *code = fault.code == NULL ? "" : fault.code;
        const char *wanted = cases[i].code == NULL ? "" : cases[i].code;

        if (!str_same(str_of(code), str_of(wanted)) || fault.at != cases[i].at)
            fail_msg("%s: \"%s\" at %zu", cases[i].json, code, fault.at);
        assert_int_equal(problem, *wanted == '\0' ? PROBLEM_NONE : PROBLEM_MALFORMED_JSON);
        assert_int_equal(fault.detail == NULL, *wanted == '\0');
    }
}

static void
a_raw_nul_is_refused(void **state)
{
    struct scan_fault fault;

    (void)state;
    assert_int_equal(scan_json(STR("\"a\0b\""), &fault), PROBLEM_MALFORMED_JSON);
    assert_string_equal(fault.code, NUL);
    assert_int_equal(fault.at, 2);
    assert_int_equal(scan_json(STR("{}\0"), &fault), PROBLEM_MALFORMED_JSON);
    assert_string_equal(fault.code, NUL);
    assert_int_equal(fault.at, 2);
}

/* `open` so many times, then `close` as many times. */
static struct str
nested(struct arena *arena, size_t count, const char *open, const char *close)
{
    struct text text = text_new(arena);

    for (size_t i = 0; i < count; i++)
        text_add(&text, str_of(open));
    for (size_t i = 0; i < count; i++)
        text_add(&text, str_of(close));
    return text_str(&text);
}

static void
depth_is_limited(void **state)
{
    struct arena *arena = arena_open(8 << 20);
    struct scan_fault fault;

    (void)state;
    assert_int_equal(scan_json(nested(arena, SCAN_DEPTH_MAX, "[", "]"), &fault), PROBLEM_NONE);
    assert_int_equal(scan_json(nested(arena, SCAN_DEPTH_MAX + 1, "[", "]"), &fault),
                     PROBLEM_MALFORMED_JSON);
    assert_string_equal(fault.code, DEEP);
    assert_int_equal(fault.at, SCAN_DEPTH_MAX);

    /* Refused at the 33rd bracket: how many follow does not matter. */
    assert_int_equal(scan_json(nested(arena, 200000, "[", ""), &fault), PROBLEM_MALFORMED_JSON);
    assert_string_equal(fault.code, DEEP);
    assert_int_equal(fault.at, SCAN_DEPTH_MAX);
    assert_int_equal(scan_json(nested(arena, 200000, "{\"a\":", "}"), &fault),
                     PROBLEM_MALFORMED_JSON);
    assert_string_equal(fault.code, DEEP);
    arena_close(arena);
}

/* {"m0":0,...}, where `last` stands in the place of the last value. */
static struct str
object_of(struct arena *arena, int members, struct str last)
{
    struct text text = text_new(arena);

    text_add(&text, STR("{"));
    for (int i = 0; i < members; i++) {
        text_print(&text, "%s\"m%d\":", i == 0 ? "" : ",", i);
        text_add(&text, i == members - 1 ? last : STR("0"));
    }
    text_add(&text, STR("}"));
    return text_str(&text);
}

static void
members_are_limited(void **state)
{
    struct arena *arena = arena_open(8 << 20);
    struct scan_fault fault;
    struct str full = object_of(arena, SCAN_MEMBERS_MAX, STR("0"));

    (void)state;
    assert_int_equal(scan_json(full, &fault), PROBLEM_NONE);
    assert_int_equal(scan_json(object_of(arena, SCAN_MEMBERS_MAX + 1, STR("0")), &fault),
                     PROBLEM_MALFORMED_JSON);
    assert_string_equal(fault.code, MANY);

    /* Full objects within each other, as many as can be open at once, and one more. */
    for (int i = 1; i < SCAN_OPEN_NAMES_MAX / SCAN_MEMBERS_MAX; i++)
        full = object_of(arena, SCAN_MEMBERS_MAX, full);
    assert_int_equal(scan_json(full, &fault), PROBLEM_NONE);
    assert_int_equal(scan_json(object_of(arena, 1, full), &fault), PROBLEM_MALFORMED_JSON);
    assert_string_equal(fault.code, MANY);
    arena_close(arena);
}

static void
names_and_tokens_are_limited(void **state)
{
    struct arena *arena = arena_open(64 << 20);
    struct scan_fault fault;
    struct str most = nested(arena, SCAN_NAME_MAX, "n", "");
    struct str name = arena_print(arena, "{\"%s\":1}", most.at);

    (void)state;
    assert_int_equal(scan_json(name, &fault), PROBLEM_NONE);
    name = arena_print(arena, "{\"%sx\":1}", most.at);
    assert_int_equal(scan_json(name, &fault), PROBLEM_MALFORMED_JSON);
    assert_string_equal(fault.code, MANY);
    assert_int_equal(fault.at, 1);

    /* The list itself is a token, and so is the last 0. */
    struct str zeros = nested(arena, SCAN_TOKENS_MAX - 2, "0,", "");

    assert_int_equal(scan_json(arena_print(arena, "[%s0]", zeros.at), &fault), PROBLEM_NONE);
    assert_int_equal(scan_json(arena_print(arena, "[%s0,0]", zeros.at), &fault),
                     PROBLEM_MALFORMED_JSON);
    assert_string_equal(fault.code, MANY);
    arena_close(arena);
}

/* The names of one object are forgotten with it, however often the table fills. */
static void
names_do_not_leak_into_the_next_object(void **state)
{
    struct arena *arena = arena_open(64 << 20);
    struct scan_fault fault;
    struct str full = object_of(arena, SCAN_MEMBERS_MAX, STR("{\"m0\":{\"m0\":0}}"));
    struct text text = text_new(arena);

    (void)state;
    text_add(&text, STR("["));
    for (int i = 0; i < 100; i++) {
        text_add(&text, full);
        text_add(&text, STR(","));
    }
    text_add(&text, STR("{\"m1\":0,\"m1\":0}]"));
    assert_int_equal(scan_json(text_str(&text), &fault), PROBLEM_MALFORMED_JSON);
    assert_string_equal(fault.code, DOUBLED);
    assert_int_equal(fault.at, text.size - STR("\"m1\":0}]").size);
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_json_passes),
        cmocka_unit_test(a_raw_nul_is_refused),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(members_are_limited),
        cmocka_unit_test(names_and_tokens_are_limited),
        cmocka_unit_test(names_do_not_leak_into_the_next_object),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
