#include "json/tree.h"

#include "json/canonical.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "each_arena.h"

static const struct json_tree *
tree_of(const char *json)
{
    const struct json_tree *tree = NULL;
    struct scan_fault fault;

    assert_int_equal(json_tree_read(arena, str_of(json), &tree, &fault), PROBLEM_NONE);
    return tree;
}

static struct str
canonical(const struct json_tree *tree)
{
    struct text text = text_new(arena);

    json_canonical(&text, tree);
    return text_str(&text);
}

/* RFC 8785: among them are the samples of its sections 3.2.2 and 3.2.3, and its appendix B. */
static const struct {
    const char *json, *canonical;
} cases[] = {
    {" null ",                                                                     "null"                            },
    {"[ true , false ]",                                                           "[true,false]"                    },
    {"{}",                                                                         "{}"                              },
    {"[[],{},\"\"]",                                                               "[[],{},\"\"]"                    },
    {"{\"b\":1,\"a\":{\"d\":[1,{\"y\":2,\"x\":[]}],\"c\":0}}",
     "{\"a\":{\"c\":0,\"d\":[1,{\"x\":[],\"y\":2}]},\"b\":1}"                                                        },
    {"[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]",
     "[333333333.3333333,1e+30,4.5,0.002,1e-27]"                                                                     },
    {"\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"",
     "\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\""                                                               },
    {"\"\\b\\t\\f\\r\\u007f\\u2028\"",                                             "\"\\b\\t\\f\\r\x7f\xe2\x80\xa8\""},
    {"{\"\\u20ac\":5,\"\\r\":1,\"\\ufb33\":7,\"1\":2,\"\\ud83d\\ude00\":6,\"\\u0080\":3,"
     "\"\\u00f6\":4}",                                                        "{\"\\r\":1,\"1\":2,\"\xc2\x80\":3,\"\xc3\xb6\":4,\"\xe2\x82\xac\":5,\"\xf0\x9f\x98\x80\":6,"
     "\"\xef\xac\xb3\":7}"                                                                },
    {"[0,-0,5e-324,1.7976931348623157e308,9007199254740991,-9007199254740991]",
     "[0,0,5e-324,1.7976931348623157e+308,9007199254740991,-9007199254740991]"                                       },
    {"[29514790517935283e4,9.999999999999997e22,1e23,1.0000000000000001e23]",
     "[295147905179352830000,9.999999999999997e+22,1e+23,1.0000000000000001e+23]"                                    },
    {"[9999999999999997e5,9999999999999999e5,1e21,9.999999999999997e-7,0.000001]",
     "[999999999999999700000,999999999999999900000,1e+21,9.999999999999997e-7,0.000001]"                             },
    {"[5.6843418860808015e-14,9.5367431640625e-7,1.1368683772161603e-13]",
     "[5.684341886080802e-14,9.5367431640625e-7,1.1368683772161603e-13]"                                             },
    {"[333333333.3333332,333333333.33333325,1424953923781206.2,-1e-7,10.5]",
     "[333333333.3333332,333333333.33333325,1424953923781206.2,-1e-7,10.5]"                                          },
};

static void
a_tree_has_one_canonical_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str once = canonical(tree_of(cases[i].json));

        if (!str_same(once, str_of(cases[i].canonical)))
            fail_msg("%s: " STR_FMT, cases[i].json, STR_ARG(once));
    }
}

static void
members_are_found_and_changed(void **state)
{
    const struct json_tree *tree = tree_of("{\"a\":1,\"\\u0062\":[2,3],\"c\":null}");

    (void)state;
    assert_true(str_same(json_tree_member(tree, STR("b"))->first->next->text, STR("3")));
    assert_null(json_tree_member(tree, STR("d")));
    assert_null(json_tree_member(json_tree_member(tree, STR("b")), STR("a")));
    assert_string_equal(canonical(json_tree_without(arena, tree, STR("b"))).at,
                        "{\"a\":1,\"c\":null}");
    assert_string_equal(canonical(json_tree_without(arena, tree, STR("c"))).at,
                        "{\"a\":1,\"b\":[2,3]}");
    assert_string_equal(
        canonical(json_tree_with(arena, tree, STR("a"), json_tree_member(tree, STR("c")))).at,
        "{\"a\":null,\"b\":[2,3],\"c\":null}");
    assert_string_equal(canonical(tree).at, "{\"a\":1,\"b\":[2,3],\"c\":null}");
}

static void
what_is_no_json_is_refused(void **state)
{
    const struct json_tree *tree;
    struct scan_fault fault;

    (void)state;
    assert_int_equal(json_tree_read(arena, STR("{\"a\":1,\"a\":2}"), &tree, &fault),
                     PROBLEM_MALFORMED_JSON);
    assert_string_equal(fault.code, "doubled_name");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_tree_has_one_canonical_form, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(members_are_found_and_changed, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(what_is_no_json_is_refused, open_arena, close_arena),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
