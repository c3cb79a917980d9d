#include "http/http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
methods_have_their_names(void **state)
{
    (void)state;
    for (enum method method = GET; method < METHOD_COUNT; method++)
        assert_int_equal(method_named(str_of(method_name(method))), method);
    assert_int_equal(method_named(STR("get")), METHOD_COUNT);
    assert_int_equal(method_named(STR("TRACE")), METHOD_COUNT);
    assert_int_equal(method_named(STR("")), METHOD_COUNT);
    assert_int_equal(method_named(STR_NONE), METHOD_COUNT);
}

static const struct {
    const char *pattern, *path, *first, *second; /* first is NULL where it does not fit */
} paths[] = {
    {"/v1",                       "/v1",                   "",         NULL},
    {"/v1",                       "/v1/",                  NULL,       NULL},
    {"/v1",                       "/v2",                   NULL,       NULL},
    {"/v1",                       "/V1",                   NULL,       NULL},
    {"/v1",                       "v1",                    NULL,       NULL},
    {"/v1",                       "",                      NULL,       NULL},
    {"/v1",                       "//v1",                  NULL,       NULL},
    {"/v1/cities",                "/v1",                   NULL,       NULL},
    {"/",                         "/",                     "",         NULL},
    {"/v1/cities/{city}",         "/v1/cities/uostas",     "uostas",   NULL},
    {"/v1/cities/{city}",         "/v1/cities/",           NULL,       NULL},
    {"/v1/cities/{city}",         "/v1/cities",            NULL,       NULL},
    {"/v1/cities/{city}",         "/v1/cities/a/",         NULL,       NULL},
    {"/v1/cities/{city}",         "/v1/cities/a/b",        NULL,       NULL},
    {"/v1/cities/{city}",         "/v1/cities/a%20b",      "a b",      NULL},
    {"/v1/cities/{city}",         "/v1/cities/a+b",        "a+b",      NULL},
    {"/v1/cities/{city}",         "/v1/cities/a+%2B+",     "a+++",     NULL},
    {"/v1/cities/{city}",         "/v1/cities/a%2Fb",      "a/b",      NULL},
    {"/v1/cities/{city}",         "/v1/cities/%c5%a0",     "\xc5\xa0", NULL},
    {"/v1/cities/{city}",         "/v1/cities/%zz",        "%zz",      NULL},
    {"/v1/cities/{city}",         "/v1/cities/a%00",       NULL,       NULL},
    {"/v1/cities/{city}",         "/v1/cities/a%0d%0aX:b", NULL,       NULL},
    {"/v1/cities/{city}",         "/v1/cities/%ff",        NULL,       NULL},
    {"/v1/cities/{city}",         "/v1/cities/\xc0\xaf",   NULL,       NULL},
    {"/v1/a/{a}/b/{b}",           "/v1/a/1/b/2",           "1",        "2" },
    {"/v1/a/{a}/b/{b}",           "/v1/a/1/c/2",           NULL,       NULL},
    {"/v1/a/{a}/b/{b}",           "/v1/a//b/2",            NULL,       NULL},
    {"/feeds/{organisation}.ics", "/feeds/club.ics",       "club",     NULL},
    {"/feeds/{organisation}.ics", "/feeds/.ics",           NULL,       NULL},
    {"/feeds/{organisation}.ics", "/feeds/club.atom",      NULL,       NULL},
};

static void
paths_fit_their_pattern(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        struct str parts[PATH_PARTS] = {STR("x"), STR("x"), STR("x"), STR("x")};
        bool fits = path_fits(arena, paths[i].pattern, str_of(paths[i].path), parts);

        if (fits != (paths[i].first != NULL))
            fail_msg("%s on %s", paths[i].path, paths[i].pattern);
        if (fits && (!str_same(parts[0], str_of(paths[i].first)) ||
                     !str_same(parts[1], str_of(paths[i].second)) || parts[3].at != NULL))
            fail_msg("%s on %s: " STR_FMT, paths[i].path, paths[i].pattern, STR_ARG(parts[0]));
    }
    arena_close(arena);
}

static void
a_header_holds_no_control_character(void **state)
{
    struct reply reply = {.status = 200};

    (void)state;
    reply_header(&reply, "Location", STR("/v1/cities/a\r\nSet-Cookie: b"));
    reply_header(&reply, "Location", STR("/v1/cities/a\0b"));
    reply_header(&reply, "Location", STR("/v1/cities/a\x7f"));
    assert_int_equal(reply.header_count, 0);
    reply_header(&reply, "Location", STR("/v1/cities/a"));
    assert_int_equal(reply.header_count, 1);
    assert_string_equal(reply.headers[0].name, "Location");
    assert_true(str_same(reply.headers[0].value, STR("/v1/cities/a")));
}

static const struct request request = {
    .path = {"/v1/a\"b\xff<c>", 11},
    .id = {"r-1",             3 },
};

static void
a_problem_is_a_document(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct reply reply =
        reply_problem(arena, &request, PROBLEM_NOT_FOUND, STR_NONE, NULL, STR_NONE);

    (void)state;
    assert_int_equal(reply.status, 404);
    assert_string_equal(reply.type, "application/problem+json");
    assert_int_equal(reply.header_count, 0);
    assert_string_equal(
        reply.body.at,
        "{\"type\":\"/problems/not_found\",\"status\":404,\"title\":\"There is no such thing "
        "here\","
        "\"detail\":\"Check the address; ids never change, slugs may.\","
        "\"instance\":\"/v1/a%22b%FF%3Cc%3E\",\"code\":\"not_found\",\"requestId\":\"r-1\"}");
    arena_close(arena);
}

static void
a_problem_names_all_that_does_not_fit(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct shape_errors errors = {
        .count = 3,
        .list = {{STR("/a\"b"), "required", STR("It is \"missing\".")},
                 {STR(""), "wrong_type", STR("No.")},
                 {STR("limit"), "too_large", STR("Less.")}},
    };
    struct reply reply = reply_problem(arena, &request, PROBLEM_BAD_INPUT, STR("Two\nlines."),
                                       &errors, STR("\"allowed\":[\"a\"]"));

    (void)state;
    assert_int_equal(reply.status, 400);
    assert_true(
        str_ends(reply.body, STR(",\"requestId\":\"r-1\",\"errors\":["
                                 "{\"pointer\":\"/a\\\"b\",\"code\":\"required\","
                                 "\"detail\":\"It is \\\"missing\\\".\"},"
                                 "{\"pointer\":\"\",\"code\":\"wrong_type\",\"detail\":\"No.\"},"
                                 "{\"parameter\":\"limit\",\"code\":\"too_large\","
                                 "\"detail\":\"Less.\"}],\"allowed\":[\"a\"]}")));
    assert_non_null(strstr(reply.body.at, "\"detail\":\"Two\\nlines.\""));

    errors.count = 0;
    reply = reply_problem(arena, &request, PROBLEM_BAD_INPUT, STR_NONE, &errors, STR_NONE);
    assert_null(strstr(reply.body.at, "errors\":"));
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(methods_have_their_names),
        cmocka_unit_test(paths_fit_their_pattern),
        cmocka_unit_test(a_header_holds_no_control_character),
        cmocka_unit_test(a_problem_is_a_document),
        cmocka_unit_test(a_problem_names_all_that_does_not_fit),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
