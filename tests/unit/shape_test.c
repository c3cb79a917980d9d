#include "json/shape.h"

#include "base/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct place_of {
    struct str name;
    double latitude;
};

struct wording {
    struct str title, description;
};

struct sample {
    struct str title, state, slug, language, day, begins, id, link, mail, price;
    int64_t seats;
    double weight;
    bool open;
    struct place_of place;
    struct shape_list tags, ids, counts, places, translations;
};

static const char *const states[] = {"draft", "published", "cancelled", NULL};

static const struct shape_field place_fields[] = {
    SHAPE_TEXT(struct place_of, name, .min = 1, .max = 20),
    SHAPE_NUMBER(struct place_of, latitude, .optional = true, .min = -90, .max = 90),
};
static const struct shape place_shape = SHAPE_OF(struct place_of, place_fields, .name = "Place");

struct patched {
    struct str name;
    double latitude;
    struct shape_list texts;
};

static const struct shape_field wording_fields[] = {
    SHAPE_TEXT(struct wording, title, .min = 1, .max = 10),
    SHAPE_TEXT(struct wording, description, .optional = true),
};
static const struct shape wording_shape =
    SHAPE_OF(struct wording, wording_fields, .name = "Wording");

/* Each case sends one field; the table below needs none. */
static const struct shape_field sample_fields[] = {
    SHAPE_TEXT(struct sample, title, .optional = true, .min = 1, .max = 5),
    SHAPE_ENUM(struct sample, state, .optional = true, .words = states),
    SHAPE_SLUG(struct sample, slug, .optional = true),
    SHAPE_LANGUAGE(struct sample, language, .optional = true),
    SHAPE_DATE(struct sample, day, .optional = true, .nullable = true),
    SHAPE_TIME(struct sample, begins, .optional = true),
    SHAPE_UUID(struct sample, id, .optional = true),
    SHAPE_URL(struct sample, link, .optional = true),
    SHAPE_EMAIL(struct sample, mail, .optional = true),
    SHAPE_MONEY(struct sample, price, .optional = true),
    SHAPE_INT(struct sample, seats, .optional = true, .min = 0, .max = 30),
    SHAPE_NUMBER(struct sample, weight, .optional = true, .min = -1, .max = 1.5),
    SHAPE_BOOL(struct sample, open, .optional = true),
    SHAPE_OBJECT(struct sample, place, &place_shape, .optional = true),
    SHAPE_LIST(struct sample, tags, .optional = true, .item = SHAPE_IS_TEXT, .min = 1, .max = 3),
    SHAPE_LIST(struct sample, ids, .optional = true, .item = SHAPE_IS_UUID),
    SHAPE_LIST(struct sample, counts, .optional = true, .item = SHAPE_IS_INT),
    SHAPE_LIST(struct sample, places, .optional = true, .item = SHAPE_IS_OBJECT,
               .shape = &place_shape),
    SHAPE_MAP(struct sample, translations, &wording_shape, .optional = true, .max = 2),
};
static const struct shape sample_shape = SHAPE_OF(struct sample, sample_fields, .name = "Sample");

#define UUID  "01912d3e-7c1a-7b52-9d8e-0f2a4b6c8d10"
#define MARKS "\\u0301\\u0301\\u0301\\u0301\\u0301\\u0301\\u0301\\u0301"

/* clang-format off */
static const struct {
    const char *json, *where, *code; /* code is NULL where all fits */
} cases[] = {
    {"{}",                                        NULL,     NULL},
    {"{\"title\":\"chess\"}",                     NULL,     NULL},
    {"{\"title\":\"\\u0160ach\\u0173\"}",         NULL,     NULL}, /* five letters, seven bytes */
    {"{\"title\":\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\"}", NULL, NULL},
    {"{\"title\":\"a\\n\\r\\tb\"}",               NULL,     NULL},
    {"{\"title\":\"\"}",                          "/title", "too_short"},
    {"{\"title\":\"pottery\"}",                   "/title", "too_long"},
    {"{\"title\":7}",                             "/title", "wrong_type"},
    {"{\"title\":true}",                          "/title", "wrong_type"},
    {"{\"title\":null}",                          "/title", "wrong_type"},
    {"{\"title\":[\"a\"]}",                       "/title", "wrong_type"},
    {"{\"title\":\"a\\u0007\"}",                  "/title", "bad_format"},
    {"{\"title\":\"a\\u007f\"}",                  "/title", "bad_format"},
    {"{\"title\":\"a\\u0085\"}",                  "/title", "bad_format"},
    {"{\"title\":\"a\\u202e\"}",                  "/title", "bad_format"},
    {"{\"title\":\"a\\u202a\"}",                  "/title", "bad_format"},
    {"{\"title\":\"a\\u2066\"}",                  "/title", "bad_format"},
    {"{\"title\":\"a\\u2069\"}",                  "/title", "bad_format"},
    {"{\"title\":\"a\\u200e\"}",                  NULL,     NULL},
    {"{\"title\":\" \\n\\t\"}",                   "/title", "too_short"},
    {"{\"title\":\"\\u200b\\u200d\\ufeff\"}",     "/title", "too_short"},
    {"{\"title\":\"\\u3000\\u00a0\"}",            "/title", "too_short"},
    {"{\"translations\":{\"lt\":{\"title\":\"a\",\"description\":\"\"}}}", NULL, NULL},
    {"{\"translations\":{\"lt\":{\"title\":\"a\",\"description\":\" \"}}}", NULL, NULL},
    {"{\"translations\":{\"lt\":{\"title\":\"a" MARKS "\"}}}", NULL, NULL},
    {"{\"translations\":{\"lt\":{\"title\":\"a" MARKS "\\u0301\"}}}", "/translations/lt/title", "bad_format"},

    {"{\"state\":\"draft\"}",                     NULL,     NULL},
    {"{\"state\":\"Draft\"}",                     "/state", "not_in_list"},
    {"{\"state\":\"\"}",                          "/state", "not_in_list"},
    {"{\"state\":1}",                             "/state", "wrong_type"},

    {"{\"slug\":\"chess-2\"}",                    NULL,     NULL},
    {"{\"slug\":\"Chess\"}",                      "/slug",  "bad_format"},
    {"{\"slug\":\"a b\"}",                        "/slug",  "bad_format"},
    {"{\"slug\":\"a\"}",                          "/slug",  "too_short"},
    {"{\"slug\":\"a23456789012345678901234567890123456789012345678901234567890\"}", NULL, NULL},
    {"{\"slug\":\"a234567890123456789012345678901234567890123456789012345678901\"}", "/slug", "too_long"},

    {"{\"language\":\"lt\"}",                     NULL,        NULL},
    {"{\"language\":\"pt-BR\"}",                  NULL,        NULL},
    {"{\"language\":\"sr-Latn-RS\"}",             NULL,        NULL},
    {"{\"language\":\"es-419\"}",                 NULL,        NULL},
    {"{\"language\":\"de-1996\"}",                NULL,        NULL},
    {"{\"language\":\"LT\"}",                     "/language", "bad_format"},
    {"{\"language\":\"lt_LT\"}",                  "/language", "bad_format"},
    {"{\"language\":\"lt-\"}",                    "/language", "bad_format"},
    {"{\"language\":\"lt-lt\"}",                  "/language", "bad_format"},
    {"{\"language\":\"lietuviu\"}",               "/language", "bad_format"},
    {"{\"language\":\"l\"}",                      "/language", "too_short"},

    {"{\"day\":\"2028-02-29\"}",                  NULL,      NULL},
    {"{\"day\":null}",                            NULL,      NULL},
    {"{\"day\":\"2027-02-29\"}",                  "/day",    "bad_format"},
    {"{\"day\":\"1 Sept\"}",                      "/day",    "bad_format"},
    {"{\"begins\":\"2027-09-01T18:00:00+03:00\"}", NULL,     NULL},
    {"{\"begins\":\"2027-09-01T18:00:00.25Z\"}",  NULL,      NULL},
    {"{\"begins\":\"2027-09-01T18:00:00\"}",      "/begins", "bad_format"},
    {"{\"begins\":\"infinity\"}",                 "/begins", "bad_format"},
    {"{\"begins\":\"2027-09-01T18:00:00.00000000000000000000000Z\"}", "/begins", "too_long"},
    {"{\"id\":\"" UUID "\"}",                     NULL,      NULL},
    {"{\"id\":\"01912d3e\"}",                     "/id",     "bad_format"},

    {"{\"link\":\"https://example.org\"}",        NULL,    NULL},
    {"{\"link\":\"http://a.example:8080/b?c=%20#d\"}", NULL, NULL},
    {"{\"link\":\"https://[2001:db8::1]:443/\"}", NULL,    NULL},
    {"{\"link\":\"https://127.0.0.1/\"}",         NULL,    NULL},
    {"{\"link\":\"\"}",                           "/link", "bad_format"},
    {"{\"link\":\"example.org\"}",                "/link", "bad_format"},
    {"{\"link\":\"//example.org\"}",              "/link", "bad_format"},
    {"{\"link\":\"ftp://example.org\"}",          "/link", "bad_format"},
    {"{\"link\":\"javascript:alert(1)\"}",        "/link", "bad_format"},
    {"{\"link\":\"https://\"}",                   "/link", "bad_format"},
    {"{\"link\":\"https:///a\"}",                 "/link", "bad_format"},
    {"{\"link\":\"https://a..b/\"}",              "/link", "bad_format"},
    {"{\"link\":\"https://-a.b/\"}",              "/link", "bad_format"},
    {"{\"link\":\"https://user@example.org\"}",   "/link", "bad_format"},
    {"{\"link\":\"https://user:pass@example.org\"}", "/link", "bad_format"},
    {"{\"link\":\"https://example.org:0/\"}",     "/link", "bad_format"},
    {"{\"link\":\"https://example.org:/\"}",      "/link", "bad_format"},
    {"{\"link\":\"https://example.org:65536/\"}", "/link", "bad_format"},
    {"{\"link\":\"https://[::g]/\"}",             "/link", "bad_format"},
    {"{\"link\":\"https://[::1]x/\"}",            "/link", "bad_format"},
    {"{\"link\":\"https://[::1\"}",               "/link", "bad_format"},
    {"{\"link\":\"https://example.org/a b\"}",    "/link", "bad_format"},
    {"{\"link\":\"https://example.org/a\\r\\nb\"}", "/link", "bad_format"},
    {"{\"link\":\"https://example.org\\\\@b/\"}", "/link", "bad_format"},
    {"{\"link\":\"https://example.org/%2\"}",     "/link", "bad_format"},
    {"{\"link\":\"https://example.org/%zz\"}",    "/link", "bad_format"},
    {"{\"link\":\"https://example.org/\\u0161\"}", "/link", "bad_format"},

    {"{\"mail\":\"Ona.O'Neil+a@Example.ORG\"}",   NULL,    NULL},
    {"{\"mail\":\"a\"}",                          "/mail", "bad_format"},
    {"{\"mail\":\"@example.org\"}",               "/mail", "bad_format"},
    {"{\"mail\":\"a@\"}",                         "/mail", "bad_format"},
    {"{\"mail\":\"a@localhost\"}",                "/mail", "bad_format"},
    {"{\"mail\":\"a@b\"}",                        "/mail", "bad_format"},
    {"{\"mail\":\"a@b.c\"}",                      "/mail", "bad_format"},
    {"{\"mail\":\"a@b@example.org\"}",            "/mail", "bad_format"},
    {"{\"mail\":\"a b@example.org\"}",            "/mail", "bad_format"},
    {"{\"mail\":\"a@exa mple.org\"}",             "/mail", "bad_format"},
    {"{\"mail\":\"a@example..org\"}",             "/mail", "bad_format"},
    {"{\"mail\":\"a@.example.org\"}",             "/mail", "bad_format"},
    {"{\"mail\":\"a@example.org.\"}",             "/mail", "bad_format"},
    {"{\"mail\":\".a@example.org\"}",             "/mail", "bad_format"},
    {"{\"mail\":\"a@127.0.0.10\"}",               "/mail", "bad_format"},
    {"{\"mail\":\"a@example.org\\r\\nBcc: b@example.org\"}", "/mail", "bad_format"},
    {"{\"mail\":\"<a@example.org>\"}",            "/mail", "bad_format"},
    {"{\"mail\":\"a,b@example.org\"}",            "/mail", "bad_format"},

    {"{\"price\":\"15.00\"}",                     NULL,     NULL},
    {"{\"price\":\"0.50\"}",                      NULL,     NULL},
    {"{\"price\":\"15\"}",                        "/price", "bad_format"},
    {"{\"price\":\"15.0\"}",                      "/price", "bad_format"},
    {"{\"price\":\"-1.00\"}",                     "/price", "bad_format"},
    {"{\"price\":\".50\"}",                       "/price", "bad_format"},
    {"{\"price\":\"015.00\"}",                    "/price", "bad_format"},
    {"{\"price\":\"1234567890.00\"}",             "/price", "too_long"},
    {"{\"price\":15.00}",                         "/price", "wrong_type"},

    {"{\"seats\":0}",                             NULL,     NULL},
    {"{\"seats\":-0}",                            NULL,     NULL},
    {"{\"seats\":30.0}",                          NULL,     NULL},
    {"{\"seats\":-1}",                            "/seats", "too_small"},
    {"{\"seats\":31}",                            "/seats", "too_large"},
    {"{\"seats\":1.5}",                           "/seats", "wrong_type"},
    {"{\"seats\":1e300}",                         "/seats", "wrong_type"},
    {"{\"seats\":\"3\"}",                         "/seats", "wrong_type"},
    {"{\"seats\":true}",                          "/seats", "wrong_type"},
    {"{\"weight\":1}",                            NULL,     NULL},
    {"{\"weight\":-0.5}",                         NULL,     NULL},
    {"{\"weight\":1.51}",                         "/weight", "too_large"},
    {"{\"weight\":-1.01}",                        "/weight", "too_small"},
    {"{\"weight\":false}",                        "/weight", "wrong_type"},
    {"{\"open\":true}",                           NULL,     NULL},
    {"{\"open\":1}",                              "/open",  "wrong_type"},
    {"{\"open\":\"true\"}",                       "/open",  "wrong_type"},

    {"{\"place\":{\"name\":\"Hall\",\"latitude\":-54.7}}", NULL, NULL},
    {"{\"place\":{}}",                            "/place/name", "required"},
    {"{\"place\":{\"name\":\"Hall\",\"x\":1}}",   "/place/x", "unknown_field"},
    {"{\"place\":{\"name\":\"Hall\",\"latitude\":91}}", "/place/latitude", "too_large"},
    {"{\"place\":[]}",                            "/place", "wrong_type"},
    {"{\"tags\":[\"a\",\"b\",\"c\"]}",            NULL,     NULL},
    {"{\"tags\":[]}",                             "/tags",  "too_short"},
    {"{\"tags\":[\"a\",\"b\",\"c\",\"d\"]}",      "/tags",  "too_long"},
    {"{\"tags\":[\"a\",\"\"]}",                   "/tags/1", "too_short"},
    {"{\"tags\":[null]}",                         "/tags/0", "wrong_type"},
    {"{\"tags\":{\"0\":\"a\"}}",                  "/tags",  "wrong_type"},
    {"{\"ids\":[]}",                              NULL,     NULL},
    {"{\"ids\":[\"" UUID "\",\"x\"]}",            "/ids/1", "bad_format"},
    {"{\"counts\":[1,-2,3.5]}",                   "/counts/2", "wrong_type"},
    {"{\"places\":[{\"name\":\"a\"},{\"name\":\"b\",\"latitude\":\"c\"}]}", "/places/1/latitude", "wrong_type"},
    {"{\"places\":[[]]}",                         "/places/0", "wrong_type"},
    {"{\"translations\":{\"lt\":{\"title\":\"a\"},\"en\":{\"title\":\"b\"}}}", NULL, NULL},
    {"{\"translations\":{\"lt\":{}}}",            "/translations/lt/title", "required"},
    {"{\"translations\":{\"lt\":null}}",          "/translations/lt", "wrong_type"},
    {"{\"translations\":{\"a/~b\":{\"title\":\"a\"}}}", "/translations/a~1~0b", "bad_format"},
    {"{\"translations\":{\"lt\":{\"title\":\"a\"},\"en\":{\"title\":\"b\"},\"de\":{\"title\":\"c\"}}}", "/translations", "too_long"},

    {"{\"__proto__\":1}",                         "/__proto__", "unknown_field"},
    {"{\"a/b~c\":1}",                             "/a~1b~0c", "unknown_field"},
    {"{\"\":1}",                                  "/",      "unknown_field"},
};
/* clang-format on */

static void
json_fits_or_names_the_place(void **state)
{
    struct arena *arena = arena_open(4 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sample sample;
        struct shape_errors errors;
        enum problem problem =
            shape_read_json(arena, &sample_shape, str_of(cases[i].json), &sample, &errors);
        const struct shape_error *first = &errors.list[0];

        if (cases[i].code == NULL && problem == PROBLEM_NONE && errors.count == 0)
            continue;
        if (errors.count != 1)
            fail_msg("%s: %zu errors", cases[i].json, errors.count);
        if (cases[i].code == NULL || !str_same(str_of(cases[i].code), str_of(first->code)) ||
            !str_same(str_of(cases[i].where), first->where))
            fail_msg("%s: %s at " STR_FMT, cases[i].json, first->code, STR_ARG(first->where));
        assert_int_equal(problem, PROBLEM_BAD_INPUT);
        assert_false(errors.whole);
        assert_true(first->detail.size > 10 &&
                    str_ends(first->detail, STR(".")) != str_ends(first->detail, STR("?")));
    }
    arena_close(arena);
}

/* What is no JSON object at all. */
static const struct {
    const char *json;
    enum problem problem;
    const char *code;
} wholes[] = {
    {"",                    PROBLEM_MALFORMED_JSON, "bad_syntax"         },
    {"{\"title\":\"a\"} x", PROBLEM_MALFORMED_JSON, "bad_syntax"         },
    {"{\"a\":1,\"a\":1}",   PROBLEM_MALFORMED_JSON, "doubled_name"       },
    {"{\"a\":\"\\u0000\"}", PROBLEM_MALFORMED_JSON, "nul_character"      },
    {"{\"seats\":1e999}",   PROBLEM_MALFORMED_JSON, "number_out_of_range"},
    {"[]",                  PROBLEM_BAD_INPUT,      "wrong_type"         },
    {"\"a\"",               PROBLEM_BAD_INPUT,      "wrong_type"         },
    {"7",                   PROBLEM_BAD_INPUT,      "wrong_type"         },
    {"null",                PROBLEM_BAD_INPUT,      "wrong_type"         },
};

static void
what_is_no_object_is_refused_as_a_whole(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(wholes) / sizeof(wholes[0]); i++) {
        struct sample sample;
        struct shape_errors errors;
        enum problem problem =
            shape_read_json(arena, &sample_shape, str_of(wholes[i].json), &sample, &errors);

        if (problem != wholes[i].problem || errors.count != 1 || !errors.whole)
            fail_msg("%s: problem %d, %zu errors", wholes[i].json, problem, errors.count);
        assert_string_equal(errors.list[0].code, wholes[i].code);
        assert_int_equal(errors.list[0].where.size, 0);
        assert_non_null(errors.list[0].where.at);
    }
    arena_close(arena);
}

static void
the_struct_is_filled(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct sample sample = {.seats = 9};
    struct shape_errors errors;
    char json[] =
        "{\"title\":\"chess\",\"mail\":\"Ona@Example.ORG\",\"seats\":30.0,\"weight\":-0.0,"
        "\"open\":true,\"day\":null,\"place\":{\"name\":\"Hall\",\"latitude\":54.5},"
        "\"tags\":[\"a\",\"b\"],\"counts\":[-3,4],\"ids\":[],"
        "\"places\":[{\"name\":\"x\"},{\"name\":\"y\",\"latitude\":1}],"
        "\"translations\":{\"lt\":{\"title\":\"l\"},\"pt-BR\":{\"title\":\"p\"}}}";

    (void)state;
    assert_int_equal(shape_read_json(arena, &sample_shape, str_of(json), &sample, &errors),
                     PROBLEM_NONE);
    for (size_t i = 0; i < sizeof(json); i++)
        json[i] = 'x'; /* what was read does not live in what was sent */

    const struct str *tags = sample.tags.items;
    const int64_t *counts = sample.counts.items;
    const struct place_of *places = sample.places.items;
    const struct wording *wordings = sample.translations.items;

    assert_true(str_same(sample.title, STR("chess")));
    assert_true(str_same(sample.mail, STR("ona@example.org")));
    assert_int_equal(sample.seats, 30);
    assert_true(sample.weight == 0 && !signbit(sample.weight));
    assert_true(sample.open);
    assert_null(sample.day.at);
    assert_null(sample.slug.at);
    assert_true(str_same(sample.place.name, STR("Hall")) && sample.place.latitude == 54.5);
    assert_int_equal(sample.tags.count, 2);
    assert_true(str_same(tags[0], STR("a")) && str_same(tags[1], STR("b")));
    assert_int_equal(sample.counts.count, 2);
    assert_true(counts[0] == -3 && counts[1] == 4);
    assert_int_equal(sample.ids.count, 0);
    assert_int_equal(sample.places.count, 2);
    assert_true(str_same(places[1].name, STR("y")) && places[1].latitude == 1);
    assert_int_equal(sample.translations.count, 2);
    assert_true(str_same(sample.translations.names[1], STR("pt-BR")));
    assert_true(str_same(wordings[1].title, STR("p")));
    arena_close(arena);
}

static void
a_misfit_leaves_the_struct_alone(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct sample sample = {.seats = 9};
    struct shape_errors errors;

    (void)state;
    assert_int_equal(
        shape_read_json(arena, &sample_shape, STR("{\"seats\":3,\"x\":1}"), &sample, &errors),
        PROBLEM_BAD_INPUT);
    assert_int_equal(sample.seats, 9);
    arena_close(arena);
}

static void
all_errors_come_at_once(void **state)
{
    struct arena *arena = arena_open(4 << 20);
    struct place_of place;
    struct shape_errors errors;
    struct text many = text_new(arena);

    (void)state;
    assert_int_equal(shape_read_json(arena, &place_shape, STR("{\"latitude\":-91,\"nmae\":\"a\"}"),
                                     &place, &errors),
                     PROBLEM_BAD_INPUT);
    assert_int_equal(errors.count, 3);
    assert_true(str_same(errors.list[0].where, STR("/name")));
    assert_true(str_same(errors.list[0].detail, STR("\"name\" is missing; it has to be a text.")));
    assert_true(str_same(errors.list[1].detail, STR("\"latitude\" has to be at least -90.")));
    assert_true(
        str_same(errors.list[2].detail, STR("\"nmae\" is not known here; did you mean \"name\"?")));

    text_add(&many, STR("{\"name\":\"a\""));
    for (int i = 0; i < 2 * SHAPE_ERRORS_MAX; i++)
        text_print(&many, ",\"unknown%d\":0", i);
    text_add(&many, STR("}"));
    assert_int_equal(shape_read_json(arena, &place_shape, text_str(&many), &place, &errors),
                     PROBLEM_BAD_INPUT);
    assert_int_equal(errors.count, SHAPE_ERRORS_MAX);
    arena_close(arena);
}

static void
errors_beyond_the_hundredth_are_not_listed(void **state)
{
    struct arena *arena = arena_open(4 << 20);
    struct sample sample;
    struct shape_errors errors;
    struct text many = text_new(arena);

    (void)state;
    text_add(&many, STR("{\"counts\":[\"\""));
    for (int i = 1; i < SHAPE_ITEMS_MAX; i++)
        text_add(&many, STR(",\"\""));
    text_add(&many, STR("]}"));
    assert_int_equal(shape_read_json(arena, &sample_shape, text_str(&many), &sample, &errors),
                     PROBLEM_BAD_INPUT);
    assert_int_equal(errors.count, SHAPE_ERRORS_MAX);
    assert_true(str_same(errors.list[99].where, STR("/counts/99")));
    assert_true(str_same(errors.list[99].detail,
                         STR("Item 99 of \"counts\" has to be a whole number, not a text.")));
    arena_close(arena);
}

static void
a_long_list_is_refused_before_it_takes_room(void **state)
{
    struct arena *arena = arena_open(4 << 20);
    struct sample sample;
    struct shape_errors errors;
    struct text many = text_new(arena);

    (void)state;
    text_add(&many, STR("{\"places\":[0"));
    for (int i = 0; i < 150000; i++)
        text_add(&many, STR(",0"));
    text_add(&many, STR("]}"));
    assert_int_equal(shape_read_json(arena, &sample_shape, text_str(&many), &sample, &errors),
                     PROBLEM_BAD_INPUT);
    assert_int_equal(errors.count, 1);
    assert_string_equal(errors.list[0].code, "too_long");
    arena_close(arena);
}

/* So that each item of a list can be judged alone. */
static void
what_fits_is_salvaged(void **state)
{
    struct shape salvaging = sample_shape;
    struct arena *arena = arena_open(1 << 20);
    struct sample sample = {0};
    struct shape_errors errors;
    const struct place_of *places;

    (void)state;
    salvaging.salvages = true;
    assert_int_equal(
        shape_read_json(arena, &salvaging,
                        STR("{\"places\":[{\"name\":\"a\"},7,{\"name\":\"c\"}],\"title\":1}"),
                        &sample, &errors),
        PROBLEM_BAD_INPUT);
    assert_int_equal(errors.count, 2);
    assert_int_equal(sample.places.count, 3);
    places = sample.places.items;
    assert_true(str_same(places[0].name, STR("a")));
    assert_null(places[1].name.at);
    assert_true(str_same(places[2].name, STR("c")));
    assert_int_equal(shape_read_json(arena, &salvaging, STR("[]"), &sample, &errors),
                     PROBLEM_BAD_INPUT);
    assert_int_equal(sample.places.count, 3);
    arena_close(arena);
}

/* As registration needs it: others may have taught a client more than we know. */
static void
what_is_not_known_is_passed_over(void **state)
{
    struct shape ignoring = sample_shape;
    struct arena *arena = arena_open(1 << 20);
    struct sample sample = {0};
    struct shape_errors errors;

    (void)state;
    ignoring.ignores = true;
    assert_int_equal(
        shape_read_json(arena, &ignoring, STR("{\"title\":\"a\",\"tilte\":1}"), &sample, &errors),
        PROBLEM_NONE);
    assert_true(str_same(sample.title, STR("a")));
    assert_int_equal(shape_read_json(arena, &sample_shape, STR("{\"title\":\"a\",\"tilte\":1}"),
                                     &sample, &errors),
                     PROBLEM_BAD_INPUT);
    arena_close(arena);
}

/* A merge patch: nothing has to be sent, and what is optional may be cleared, language by language.
 */
static void
a_patch_requires_nothing(void **state)
{
    static const struct shape_field fields[] = {
        SHAPE_TEXT(struct patched, name, .min = 1, .max = 20),
        SHAPE_NUMBER(struct patched, latitude, .optional = true, .min = -90, .max = 90),
        SHAPE_MAP(struct patched, texts, &wording_shape, .optional = true),
    };
    static const struct shape patch =
        SHAPE_OF(struct patched, fields, .name = "PlacePatch", .partial = true);
    static const struct {
        const char *json, *where;
    } patches[] = {
        {"{}",                                    NULL             },
        {"{\"latitude\":null}",                   NULL             },
        {"{\"latitude\":1}",                      NULL             },
        {"{\"name\":null}",                       "/name"          },
        {"{\"name\":\"\"}",                       "/name"          },
        {"{\"texts\":null}",                      NULL             },
        {"{\"texts\":{\"lt\":null}}",             NULL             },
        {"{\"texts\":{\"L\":null}}",              "/texts/L"       },
        {"{\"texts\":{\"lt\":{\"title\":null}}}", "/texts/lt/title"},
    };
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(patches) / sizeof(patches[0]); i++) {
        struct patched place;
        struct shape_errors errors;

        shape_read_json(arena, &patch, str_of(patches[i].json), &place, &errors);
        assert_int_equal(errors.count, patches[i].where != NULL);
        if (patches[i].where != NULL)
            assert_true(str_same(errors.list[0].where, str_of(patches[i].where)));
    }
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_fits_or_names_the_place),
        cmocka_unit_test(what_is_no_object_is_refused_as_a_whole),
        cmocka_unit_test(the_struct_is_filled),
        cmocka_unit_test(a_misfit_leaves_the_struct_alone),
        cmocka_unit_test(all_errors_come_at_once),
        cmocka_unit_test(errors_beyond_the_hundredth_are_not_listed),
        cmocka_unit_test(a_long_list_is_refused_before_it_takes_room),
        cmocka_unit_test(what_fits_is_salvaged),
        cmocka_unit_test(what_is_not_known_is_passed_over),
        cmocka_unit_test(a_patch_requires_nothing),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("shape", tests, NULL, NULL);
}
