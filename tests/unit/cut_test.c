#include "json/cut.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { MEMORY_MAX = 1 << 20 };

static const struct {
    const char *object, *name, *value; /* value is NULL where there is none */
} members[] = {
    {"{\"a\":1}",                           "a", "1"             },
    {"{\"a\":1}",                           "b", NULL            },
    {"{}",                                  "a", NULL            },
    {"[1]",                                 "a", NULL            },
    {"null",                                "a", NULL            },
    {"{\"a\":null}",                        "a", NULL            },
    {"{\"a\":\"null\"}",                    "a", "\"null\""      },
    {"{\"a\":{\"b\":2},\"b\":3}",           "b", "3"             },
    {"{\"a\" : [1, {\"b\":2}] , \"b\":3 }", "a", "[1, {\"b\":2}]"},
    {"{\"a\":\"\\\"},\\\\\",\"b\":4}",      "b", "4"             },
    {"{\"a\":\"\\\"},\\\\\",\"b\":4}",      "a", "\"\\\"},\\\\\""},
    {"{\"a\\\"\":5}",                       "a", NULL            },
    {"{\"\":6}",                            "",  "6"             },
};

static void
members_are_found(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);

    (void)state;
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        struct json_member *list;
        size_t count = json_cut_object(arena, str_of(members[i].object), &list);
        struct str value = json_named(list, count, members[i].name);
        const char *want = members[i].value;

        if ((value.at == NULL) != (want == NULL) ||
            (want != NULL && !str_same(value, str_of(want))))
            fail_msg("%s of %s is %.*s", members[i].name, members[i].object, STR_ARG(value));
    }
    arena_close(arena);
}

static const struct {
    const char *list;
    size_t count;
    const char *last;
} lists[] = {
    {"[]",                        0, NULL   },
    {"{\"a\":1}",                 0, NULL   },
    {"[1]",                       1, "1"    },
    {"[ 1 , \"]\" , [2,3] ]",     3, "[2,3]"},
    {"[{\"a\":[1,2]},null,\"\"]", 3, "\"\"" },
};

static void
items_are_counted(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);

    (void)state;
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        struct str *items;
        size_t count = json_cut_list(arena, str_of(lists[i].list), &items);

        if (count != lists[i].count ||
            (count > 0 && !str_same(items[count - 1], str_of(lists[i].last))))
            fail_msg("%s has %zu items", lists[i].list, count);
    }
    arena_close(arena);
}

static void
as_many_as_there_are(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    struct str *items;
    char list[2003] = "[";

    (void)state;
    for (size_t i = 0; i < 1000; i++) {
        list[1 + 2 * i] = '7';
        list[2 + 2 * i] = i < 999 ? ',' : ']';
    }
    assert_int_equal(json_cut_list(arena, str_of(list), &items), 1000);
    assert_true(str_same(items[0], STR("7")));
    assert_true(str_same(items[999], STR("7")));
    arena_close(arena);
}

static void
strings_mean_what_they_say(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);

    (void)state;
    assert_true(str_same(json_meaning(arena, STR("\"a\\n\\u017e\\\"\"")), STR("a\n\xc5\xbe\"")));
    assert_true(str_same(json_meaning(arena, STR("\"\"")), STR("")));
    assert_true(str_same(json_meaning(arena, STR("12.5")), STR("12.5")));
    assert_null(json_meaning(arena, STR_NONE).at);
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_found),
        cmocka_unit_test(items_are_counted),
        cmocka_unit_test(as_many_as_there_are),
        cmocka_unit_test(strings_mean_what_they_say),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("cut", tests, NULL, NULL);
}
