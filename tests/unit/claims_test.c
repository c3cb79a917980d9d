#include "token/claims.h"

#include "base/text.h"
#include "json/unescape.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "each_arena.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* What claims_read makes of a text: the members it counts, or -1. */
static const struct {
    const char *json;
    int count;
} objects[] = {
    {"{}",                                    0 },
    {" \t\r\n{ } \n",                         0 },
    {"{\"a\":1}",                             1 },
    {" { \"a\" : 1 , \"b\" : \"x\" } ",       2 },
    {"{\"a\":{\"b\":[1,{\"c\":2}]},\"d\":3}", 2 },
    {"{\"a\":\"}\",\"b\":\"\\\"}\"}",         2 },
    {"{\"a\":[\"]\",\"\\\\\"],\"b\":-1.5e3}", 2 },
    {"{\"\":null}",                           1 },
    {"{\"\\u0061\":1}",                       -1},
    {"{\"a\\\\\":1}",                         -1},
    {"",                                      -1},
    {"[]",                                    -1},
    {"null",                                  -1},
    {"\"a\"",                                 -1},
    {"{",                                     -1},
    {"{\"a",                                  -1},
    {"{\"a\"",                                -1},
    {"{\"a\":",                               -1},
    {"{\"a\":}",                              -1},
    {"{\"a\":1",                              -1},
    {"{\"a\":1,",                             -1},
    {"{\"a\":1,}",                            -1},
    {"{\"a\":\"x",                            -1},
    {"{\"a\":\"x\\",                          -1},
    {"{\"a\":\"x\\\"",                        -1},
    {"{\"a\":[",                              -1},
    {"{\"a\":[\"",                            -1},
    {"{\"a\":[1]",                            -1},
    {"{\"a\":1} x",                           -1},
    {"{}{}",                                  -1},
    {"{a:1}",                                 -1},
};

static void
members_are_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(objects); i++) {
        struct claims claims;
        bool read = claims_read(str_of(objects[i].json), &claims);

        assert_int_equal(read ? (int)claims.count : -1, objects[i].count);
    }
}

static void
thirty_two_members_are_the_most(void **state)
{
    struct claims claims;

    (void)state;
    for (size_t count = 30; count < 40; count++) {
        struct text json = text_new(arena);

        text_add(&json, STR("{\"a\":0"));
        for (size_t i = 1; i < count; i++)
            text_print(&json, ",\"a%zu\":0", i);
        text_add(&json, STR("}"));
        assert_int_equal(claims_read(text_str(&json), &claims), count <= CLAIMS_MAX);
    }
}

#define SAMPLE                                                                                     \
    "{\"text\":\"x\",\"empty\":\"\",\"blank\": \"a b\" ,\"number\":42,\"below\":-7,\"part\":1.0,"  \
    "\"power\":1e3,\"large\":9223372036854775807,\"larger\":9223372036854775808,\"null\":null,"    \
    "\"yes\":true,\"list\":[\"a\",\"b\"],\"mixed\":[\"a\",1],\"none\":[],\"deep\":[[\"a\"]],"      \
    "\"object\":{\"text\":\"inner\"},\"digits\":\"42\"}"

static const struct {
    const char *name, *text; /* NULL where it is no string */
} texts[] = {
    {"text",   "x"  },
    {"empty",  ""   },
    {"blank",  "a b"},
    {"digits", "42" },
    {"number", NULL },
    {"null",   NULL },
    {"yes",    NULL },
    {"list",   NULL },
    {"object", NULL },
    {"inner",  NULL },
    {"tex",    NULL },
    {"",       NULL },
};

static void
texts_are_picked(void **state)
{
    struct claims claims;

    (void)state;
    assert_true(claims_read(STR(SAMPLE), &claims));
    assert_false(claims_are_flat(&claims));
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct str text = claims_text(arena, &claims, texts[i].name);

        assert_int_equal(text.at == NULL, texts[i].text == NULL);
        assert_true(str_same(text, str_of(texts[i].text)));
    }
    assert_true(claims_have(&claims, "null"));
    assert_false(claims_have(&claims, "nothing"));
}

static const struct {
    const char *name;
    bool good;
    int64_t value;
} integers[] = {
    {"number",  true,  42       },
    {"below",   true,  -7       },
    {"large",   true,  INT64_MAX},
    {"larger",  false, 0        },
    {"part",    false, 0        },
    {"power",   false, 0        },
    {"digits",  false, 0        },
    {"null",    false, 0        },
    {"yes",     false, 0        },
    {"list",    false, 0        },
    {"object",  false, 0        },
    {"nothing", false, 0        },
};

static void
integers_are_picked(void **state)
{
    struct claims claims;

    (void)state;
    assert_true(claims_read(STR(SAMPLE), &claims));
    for (size_t i = 0; i < COUNT(integers); i++) {
        int64_t value = 0;

        assert_int_equal(claims_integer(&claims, integers[i].name, &value), integers[i].good);
        assert_int_equal(value, integers[i].value);
    }
}

static const struct {
    const char *name, *wanted;
    bool held;
} holds[] = {
    {"text",    "x",     true },
    {"text",    "",      false},
    {"list",    "a",     true },
    {"list",    "b",     true },
    {"list",    "c",     false},
    {"mixed",   "a",     false},
    {"none",    "",      false},
    {"deep",    "a",     false},
    {"object",  "inner", false},
    {"object",  "text",  false},
    {"number",  "42",    false},
    {"nothing", "",      false},
};

static void
lists_hold_what_they_hold(void **state)
{
    struct claims claims;

    (void)state;
    assert_true(claims_read(STR(SAMPLE), &claims));
    for (size_t i = 0; i < COUNT(holds); i++)
        assert_int_equal(claims_hold(arena, &claims, holds[i].name, str_of(holds[i].wanted)),
                         holds[i].held);
}

static const struct {
    const char *inner, *meant; /* NULL where it means nothing */
} escapes[] = {
    {"",                           ""                        },
    {"plain",                      "plain"                   },
    {"\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"         },
    {"\\u0041\\u007f",             "A\x7f"                   },
    {"\\u0080\\u07FF",             "\xc2\x80\xdf\xbf"        },
    {"\\u0800\\uffff",             "\xe0\xa0\x80\xef\xbf\xbf"},
    {"\\uD800\\uDC00",             "\xf0\x90\x80\x80"        },
    {"\\udbff\\udfff!",            "\xf4\x8f\xbf\xbf!"       },
    {"a\\u00e9b",                  "a\xc3\xa9"
                  "b"                       },
    {"\\u0000",                    NULL                      },
    {"\\ud800",                    NULL                      },
    {"\\ud800x",                   NULL                      },
    {"\\ud800\\u0041",             NULL                      },
    {"\\udc00",                    NULL                      },
    {"\\udc00\\ud800",             NULL                      },
    {"\\u004",                     NULL                      },
    {"\\u004g",                    NULL                      },
    {"\\x41",                      NULL                      },
    {"\\",                         NULL                      },
    {"abc\\",                      NULL                      },
};

static void
escapes_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(escapes); i++) {
        struct str meant = json_unescape(arena, str_of(escapes[i].inner));

        assert_int_equal(meant.at == NULL, escapes[i].meant == NULL);
        assert_true(str_same(meant, str_of(escapes[i].meant)));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_counted),
        cmocka_unit_test(thirty_two_members_are_the_most),
        cmocka_unit_test(texts_are_picked),
        cmocka_unit_test(integers_are_picked),
        cmocka_unit_test(lists_hold_what_they_hold),
        cmocka_unit_test(escapes_are_read),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("claims", tests, open_arena, close_arena);
}
