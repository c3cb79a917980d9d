#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void
nothing_is_not_the_empty_text(void **state)
{
    (void)state;
    assert_null(str_of(NULL).at);
    assert_non_null(str_of("").at);
    assert_true(str_same(STR_NONE, STR(""))); /* but both have the same letters */
    assert_true(str_same(STR("a\0b"), STR("a\0b")));
    assert_false(str_same(STR("a\0b"), STR("a\0c")));
    assert_true(str_same_any_case(STR("Bearer"), STR("bEARER")));
    assert_false(str_same_any_case(STR("a"), STR("ab")));
}

static const struct {
    const char *text, *starts, *ends; /* whether it does so with "ab" */
} edges[] = {
    {"",     NULL,  NULL },
    {"a",    NULL,  NULL },
    {"ab",   "yes", "yes"},
    {"abc",  "yes", NULL },
    {"cab",  NULL,  "yes"},
    {"abab", "yes", "yes"},
};

static void
edges_are_seen(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
        assert_int_equal(str_starts(str_of(edges[i].text), STR("ab")), edges[i].starts != NULL);
        assert_int_equal(str_ends(str_of(edges[i].text), STR("ab")), edges[i].ends != NULL);
    }
    assert_true(str_same(str_from(STR("abc"), 1), STR("bc")));
    assert_int_equal(str_from(STR("abc"), 3).size, 0);
    assert_int_equal(str_from(STR("abc"), 4).size, 0);
    assert_non_null(str_from(STR("abc"), 4).at);
    assert_true(str_same(str_trim(STR(" \ta b\t ")), STR("a b")));
    assert_int_equal(str_trim(STR(" \t ")).size, 0);
    assert_true(str_same(str_trim(STR("\na")), STR("\na")));
}

static const struct {
    const char *text, *pattern;
    bool looks;
} looks[] = {
    {"2027-09-01", "9999-99-99", true },
    {"2027-9-01",  "9999-99-99", false},
    {"2027-09-0x", "9999-99-99", false},
    {"aF09",       "ffff",       true },
    {"aF0g",       "ffff",       false},
    {"",           "",           true },
    {"a",          "",           false},
    {"x9",         "x9",         true },
    {"y9",         "x9",         false},
};

static void
patterns_are_held(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
        if (str_looks(str_of(looks[i].text), looks[i].pattern) != looks[i].looks)
            fail_msg("%s as %s", looks[i].text, looks[i].pattern);
    assert_true(str_is_uuid(STR("01912D3e-7c1a-7b52-9d8e-0f2a4b6c8d10")));
    assert_false(str_is_uuid(STR("01912d3e7c1a7b529d8e0f2a4b6c8d10")));
    assert_false(str_is_uuid(STR("01912d3e-7c1a-7b52-9d8e-0f2a4b6c8d1g")));
}

static const struct {
    const char *text;
    bool is_one;
    int64_t value;
} integers[] = {
    {"0",                    true,  0        },
    {"-0",                   true,  0        },
    {"007",                  true,  7        },
    {"-12",                  true,  -12      },
    {"9223372036854775807",  true,  INT64_MAX},
    {"-9223372036854775808", true,  INT64_MIN},
    {"9223372036854775808",  false, 0        },
    {"-9223372036854775809", false, 0        },
    {"99999999999999999999", false, 0        },
    {"",                     false, 0        },
    {"-",                    false, 0        },
    {"+1",                   false, 0        },
    {" 1",                   false, 0        },
    {"1 ",                   false, 0        },
    {"1.0",                  false, 0        },
    {"0x1",                  false, 0        },
    {"--1",                  false, 0        },
};

static void
integers_are_read_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(integers) / sizeof(integers[0]); i++) {
        int64_t value = 0;
        bool is_one = str_integer(str_of(integers[i].text), &value);

        if (is_one != integers[i].is_one || (is_one && value != integers[i].value))
            fail_msg("%s", integers[i].text);
    }
}

static void
cutting_gives_each_piece_once(void **state)
{
    struct str rest = STR("a,,b,"), head;
    static const char *const pieces[] = {"a", "", "b", ""};

    (void)state;
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        assert_true(str_cut(&rest, ',', &head));
        assert_true(str_same(head, str_of(pieces[i])));
    }
    assert_false(str_cut(&rest, ',', &head));
    rest = STR("");
    assert_true(str_cut(&rest, ',', &head));
    assert_false(str_cut(&rest, ',', &head));
}

static const struct {
    const char *name, *nearest;
} slips[] = {
    {"limit",                                     "limit" },
    {"limti",                                     "limit" },
    {"limt",                                      "limit" },
    {"limmit",                                    "limit" },
    {"lmt",                                       "limit" },
    {"lm",                                        NULL    },
    {"Cursor",                                    "cursor"},
    {"curs",                                      "cursor"},
    {"something",                                 NULL    },
    {"limitlimitlimitlimitlimitlimitlimitlimit!", NULL    },
};

static void
the_nearest_name_is_two_slips_away_at_most(void **state)
{
    static const char *const names[] = {"cursor", "limit"};

    (void)state;
    for (size_t i = 0; i < sizeof(slips) / sizeof(slips[0]); i++) {
        const char *nearest = str_nearest(str_of(slips[i].name), names, 2);

        if (!str_same(str_of(nearest), str_of(slips[i].nearest)))
            fail_msg("%s: %s", slips[i].name, nearest);
    }
    assert_null(str_nearest(STR("a"), names, 0));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_not_the_empty_text),
        cmocka_unit_test(edges_are_seen),
        cmocka_unit_test(patterns_are_held),
        cmocka_unit_test(integers_are_read_whole),
        cmocka_unit_test(cutting_gives_each_piece_once),
        cmocka_unit_test(the_nearest_name_is_two_slips_away_at_most),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
