#include "base/coding.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* RFC 4648 section 10, and the letters in which the two alphabets differ. */
static const struct {
    const char *bytes, *base64, *base64url, *hex;
} codings[] = {
    {"",             "",         "",         ""            },
    {"f",            "Zg==",     "Zg",       "66"          },
    {"fo",           "Zm8=",     "Zm8",      "666f"        },
    {"foo",          "Zm9v",     "Zm9v",     "666f6f"      },
    {"foob",         "Zm9vYg==", "Zm9vYg",   "666f6f62"    },
    {"fooba",        "Zm9vYmE=", "Zm9vYmE",  "666f6f6261"  },
    {"foobar",       "Zm9vYmFy", "Zm9vYmFy", "666f6f626172"},
    {"\xfb\xff\xfe", "+//+",     "-__-",     "fbfffe"      },
};

static void
bytes_come_back(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(codings) / sizeof(codings[0]); i++) {
        struct str bytes = str_of(codings[i].bytes);

        assert_true(str_same(coding_base64(arena, bytes), str_of(codings[i].base64)));
        assert_true(str_same(coding_base64url(arena, bytes), str_of(codings[i].base64url)));
        assert_true(str_same(coding_hex(arena, bytes), str_of(codings[i].hex)));
        assert_true(str_same(coding_from_base64(arena, str_of(codings[i].base64)), bytes));
        assert_true(str_same(coding_from_base64url(arena, str_of(codings[i].base64url)), bytes));
        assert_true(str_same(coding_from_hex(arena, str_of(codings[i].hex)), bytes));
        assert_non_null(coding_from_base64url(arena, str_of(codings[i].base64url)).at);
    }
    assert_true(str_same(coding_from_hex(arena, STR("FBfF")), STR("\xfb\xff")));
    arena_close(arena);
}

static const char *const not_base64[] = {
    "Z",     "Zg",   "Zg=",      "Zh==",  "Zm9=",   "=",    "====",
    "Zm9v=", "Zm-_", "Zg==Zg==", "Zg ==", "Zm9v\n", "Z===", "Zm9v===="};
static const char *const not_base64url[] = {"Z",      "Zh",    "Zm9",   "Zg==",  "+//+",
                                            "Zm9v\n", " Zm9v", "Zm9vZ", "Zm\xc3"};
static const char *const not_hex[] = {"6", "6g", "0x66", "66 ", " 66", "666"};

#define EACH_IS_NONE(list, read)                                                                   \
    for (size_t i = 0; i < sizeof(list) / sizeof((list)[0]); i++)                                  \
        if (read(arena, str_of((list)[i])).at != NULL)                                             \
            fail_msg(#read ": %s", (list)[i]);

static void
reading_is_strict(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    EACH_IS_NONE(not_base64, coding_from_base64);
    EACH_IS_NONE(not_base64url, coding_from_base64url);
    EACH_IS_NONE(not_hex, coding_from_hex);
    assert_null(coding_from_base64url(arena, STR("Zm\0v")).at);
    arena_close(arena);
}

static const struct {
    const char *form, *meaning;
} forms[] = {
    {"",        ""        },
    {"a+b%20c", "a b c"   },
    {"%C5%a0",  "\xc5\xa0"},
    {"100%",    "100%"    },
    {"%2",      "%2"      },
    {"%zz%4g",  "%zz%4g"  },
    {"%2525",   "%25"     },
    {"%2B",     "+"       },
};

static void
forms_are_read(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (!str_same(coding_from_form(arena, str_of(forms[i].form)), str_of(forms[i].meaning)))
            fail_msg("%s", forms[i].form);
    assert_true(str_same(coding_percent(arena, STR("a/b c+\xc5\xa0-._~%\0")),
                         STR("a%2Fb%20c%2B%C5%A0-._~%25%00")));
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_come_back),
        cmocka_unit_test(reading_is_strict),
        cmocka_unit_test(forms_are_read),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("coding", tests, NULL, NULL);
}
