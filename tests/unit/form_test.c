#include "json/shape.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct filter {
    struct str q, sort, after;
    int64_t limit;
    double near;
    bool open;
    struct shape_list ids, numbers;
};

static const char *const sorts[] = {"title", "startsAt", NULL};

static const struct shape_field filter_fields[] = {
    SHAPE_TEXT(struct filter, q, .optional = true, .max = 10),
    SHAPE_ENUM(struct filter, sort, .optional = true, .words = sorts),
    SHAPE_TIME(struct filter, after, .optional = true),
    SHAPE_INT(struct filter, limit, .optional = true, .min = 1, .max = 100),
    SHAPE_NUMBER(struct filter, near, .optional = true, .min = -90, .max = 90),
    SHAPE_BOOL(struct filter, open, .optional = true),
    SHAPE_LIST(struct filter, ids, .optional = true, .item = SHAPE_IS_SLUG, .max = 3),
    SHAPE_LIST(struct filter, numbers, .optional = true, .item = SHAPE_IS_INT),
};
static const struct shape filter_shape = SHAPE_OF(struct filter, filter_fields, .name = "Filter");

/* clang-format off */
static const struct {
    const char *form, *where, *code; /* code is NULL where all fits */
} cases[] = {
    {"",                               NULL,      NULL           },
    {"&&",                             NULL,      NULL           },
    {"q=a&limit=1&open=true",          NULL,      NULL           },
    {"q=%e2%82%ac",                    NULL,      NULL           },
    {"q=1234567890",                   NULL,      NULL           },
    {"q=12345678901",                  "q",       "too_long"     },
    {"q=%00",                          "q",       "bad_format"   },
    {"q=%ff",                          "q",       "bad_format"   },
    {"q=%ed%a0%80",                    "q",       "bad_format"   },
    {"q=\xc0\xaf",                     "q",       "bad_format"   },
    {"q=a&q=b",                        "q",       "repeated"     },
    {"q&q",                            "q",       "repeated"     },
    {"q=a&%71=b",                      "q",       "repeated"     },
    {"limit=0",                        "limit",   "too_small"    },
    {"limit=-1",                       "limit",   "too_small"    },
    {"limit=101",                      "limit",   "too_large"    },
    {"limit=99999999999999999999",     "limit",   "wrong_type"   },
    {"limit=1e3",                      "limit",   "wrong_type"   },
    {"limit=1.5",                      "limit",   "wrong_type"   },
    {"limit=",                         "limit",   "wrong_type"   },
    {"limit",                          "limit",   "wrong_type"   },
    {"limit=%201",                     "limit",   "wrong_type"   },
    {"near=-54.25e-1",                 NULL,      NULL           },
    {"near=91",                        "near",    "too_large"    },
    {"near=nan",                       "near",    "wrong_type"   },
    {"near=inf",                       "near",    "wrong_type"   },
    {"near=0x1p3",                     "near",    "wrong_type"   },
    {"near=1.",                        "near",    "wrong_type"   },
    {"near=1%20",                      "near",    "wrong_type"   },
    {"near=",                          "near",    "wrong_type"   },
    {"near=%5b1%5d",                   "near",    "wrong_type"   },
    {"near=1e999",                     "near",    "wrong_type"   },
    {"open=yes",                       "open",    "wrong_type"   },
    {"open=",                          "open",    "wrong_type"   },
    {"sort=password_hash",             "sort",    "not_in_list"  },
    {"after=2027-09-01T18:00:00%2B03:00", NULL,   NULL           },
    {"after=2027-09-01T18:00:00+03:00", "after",  "bad_format"   },
    {"ids=aa,bb,cc",                   NULL,      NULL           },
    {"ids=",                           NULL,      NULL           },
    {"ids=aa,,cc",                     "ids",     "too_short"    },
    {"ids=aa,bb,cc,dd",                "ids",     "too_long"     },
    {"ids=aa&ids=bb",                  "ids",     "repeated"     },
    {"numbers=1,x",                    "numbers", "wrong_type"   },
    {"numbers=9007199254740991",       NULL,      NULL           },
    {"numbers=9007199254740992",       "numbers", "too_large"    },
    {"numbers=-9007199254740992",      "numbers", "too_small"    },
    {"limt=5",                         "limt",    "unknown_field"},
    {"=5",                             "=",       "unknown_field"},
    {"%2fx=5",                         "%2Fx",    "unknown_field"},
    {"%0a=5",                          "%0A",     "unknown_field"},
    {"%ff=5",                          "%FF",     "unknown_field"},
};
/* clang-format on */

static void
forms_fit_or_name_the_parameter(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct filter filter;
        struct shape_errors errors;
        enum problem problem =
            shape_read_form(arena, &filter_shape, str_of(cases[i].form), false, &filter, &errors);
        const struct shape_error *first = &errors.list[0];

        if (cases[i].code == NULL && problem == PROBLEM_NONE && errors.count == 0)
            continue;
        if (errors.count != 1)
            fail_msg("%s: %zu errors", cases[i].form, errors.count);
        if (cases[i].code == NULL || !str_same(str_of(cases[i].code), str_of(first->code)) ||
            !str_same(str_of(cases[i].where), first->where))
            fail_msg("%s: %s at " STR_FMT, cases[i].form, first->code, STR_ARG(first->where));
        assert_int_equal(problem, PROBLEM_BAD_INPUT);
        assert_false(errors.whole);
    }
    arena_close(arena);
}

static void
the_struct_is_filled(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct filter filter;
    struct shape_errors errors;

    (void)state;
    assert_int_equal(shape_read_form(arena, &filter_shape,
                                     STR("q=a%20b+c%2B%&limit=007&open=false&near=-0&"
                                         "numbers=-3,4&ids=aa,bb"),
                                     false, &filter, &errors),
                     PROBLEM_NONE);

    const struct str *ids = filter.ids.items;
    const int64_t *numbers = filter.numbers.items;

    assert_true(str_same(filter.q, STR("a b c+%")));
    assert_int_equal(filter.limit, 7);
    assert_false(filter.open);
    assert_int_equal(filter.ids.count, 2);
    assert_true(str_same(ids[1], STR("bb")));
    assert_int_equal(filter.numbers.count, 2);
    assert_true(numbers[0] == -3 && numbers[1] == 4);
    assert_null(filter.sort.at);

    assert_int_equal(shape_read_form(arena, &filter_shape, STR_NONE, false, &filter, &errors),
                     PROBLEM_NONE);
    assert_null(filter.q.at);
    arena_close(arena);
}

static void
the_way_out_is_told(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct filter filter;
    struct shape_errors errors;

    (void)state;
    shape_read_form(arena, &filter_shape, STR("limti=5&colour=red&sort=titel"), false, &filter,
                    &errors);
    assert_int_equal(errors.count, 3);
    assert_true(str_same(errors.list[0].detail,
                         STR("\"limti\" is not known here; did you mean \"limit\"? Known here: q, "
                             "sort, after, limit, near, open, ids, numbers.")));
    assert_true(str_same(errors.list[1].detail,
                         STR("\"colour\" is not known here. Known here: q, sort, after, limit, "
                             "near, open, ids, numbers.")));
    assert_true(str_same(errors.list[2].detail, STR("\"sort\" has to be one of: title, startsAt; "
                                                    "did you mean \"title\"?")));
    arena_close(arena);
}

struct grant {
    struct str grant_type, scope;
};

static const struct shape_field grant_fields[] = {
    SHAPE_TEXT(struct grant, grant_type, .min = 1, .max = 40),
    SHAPE_TEXT(struct grant, scope, .optional = true, .min = 1, .max = 40),
};
static const struct shape grant_shape = SHAPE_OF(struct grant, grant_fields, .name = "Grant");

/* RFC 6749 section 3.2: the unknown is ignored, the empty was not sent, nothing comes twice. */
static void
oauth_ignores_what_it_does_not_know(void **state)
{
    static const struct {
        const char *form, *code;
    } grants[] = {
        {"grant_type=a&x=1&x=2&%ff=3", NULL      },
        {"grant_type=a&scope=",        NULL      },
        {"grant_type=",                "required"},
        {"scope=b",                    "required"},
        {"grant_type=a&grant_type=a",  "repeated"},
        {"grant_type=a&scope=&scope=", "repeated"},
    };
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(grants) / sizeof(grants[0]); i++) {
        struct grant grant;
        struct shape_errors errors;

        shape_read_form(arena, &grant_shape, str_of(grants[i].form), true, &grant, &errors);
        if (errors.count != (grants[i].code != NULL))
            fail_msg("%s: %zu errors", grants[i].form, errors.count);
        if (grants[i].code != NULL)
            assert_string_equal(errors.list[0].code, grants[i].code);
        else
            assert_null(grant.scope.at);
    }
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_fit_or_name_the_parameter),
        cmocka_unit_test(the_struct_is_filled),
        cmocka_unit_test(the_way_out_is_told),
        cmocka_unit_test(oauth_ignores_what_it_does_not_know),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
