/* The addresses of apps: which one is whose, and what a browser is told of it. */
#include "http/redirect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MEMORY_MAX = 1 << 16 };

static const struct {
    const char *registered, *asked;
    bool fits;
} pairs[] = {
    {"https://app.example/back",       "https://app.example/back",              true },
    {"https://app.example/back",       "https://app.example/back/",             false},
    {"https://app.example/back",       "https://app.example/back?x",            false},
    {"https://app.example/back",       "https://app.example/back#x",            false},
    {"https://app.example/back",       "https://app.example/back/../evil",      false},
    {"https://app.example/back",       "https://app.example/%62ack",            false},
    {"https://app.example/back",       "https://app.example:443/back",          false},
    {"https://app.example/back",       "https://app.example.evil.example/back", false},
    {"https://app.example/back",       "https://app.example@evil.example/back", false},
    {"https://app.example/back",       "https://u@app.example/back",            false},
    {"https://app.example/back",       "https://APP.example/back",              false},
    {"https://app.example/back",       "HTTPS://app.example/back",              false},
    {"https://app.example/back",       "http://app.example/back",               false},
    {"https://app.example/back",       "https://app.example/bac",               false},
    {"https://app.example/back",       "https:/app.example/back",               false},
    {"https://app.example/back",       "",                                      false},
    {"https://app.example:8443/b",     "https://app.example:8444/b",            false},
    {"com.example.app:/back",          "com.example.app:/back",                 true },
    {"com.example.app:/back",          "com.example.app:/other",                false},
    {"com.example.app:/back",          "com.example.apps:/back",                false},
    {"http://127.0.0.1/back",          "http://127.0.0.1/back",                 true },
    {"http://127.0.0.1/back",          "http://127.0.0.1:49152/back",           true },
    {"http://127.0.0.1:8000/back",     "http://127.0.0.1:9000/back",            true },
    {"http://127.0.0.1:8000/back",     "http://127.0.0.1/back",                 true },
    {"http://127.0.0.1/back",          "http://127.0.0.1:49152/",               false},
    {"http://127.0.0.1/back",          "http://127.0.0.1:49152/back/",          false},
    {"http://127.0.0.1/back",          "http://127.0.0.1:/back",                false},
    {"http://127.0.0.1/back",          "http://127.0.0.1:0/back",               false},
    {"http://127.0.0.1/back",          "http://127.0.0.1:080/back",             false},
    {"http://127.0.0.1/back",          "http://127.0.0.1:65536/back",           false},
    {"http://127.0.0.1/back",          "http://127.0.0.1:99999999999/back",     false},
    {"http://127.0.0.1/back",          "http://127.0.0.1:80@evil.example/back", false},
    {"http://127.0.0.1/back",          "http://127.0.0.1.evil.example/back",    false},
    {"http://127.0.0.1/back",          "http://127.0.0.1:80.evil.example/back", false},
    {"http://127.0.0.1/back",          "http://localhost:49152/back",           false},
    {"http://127.0.0.1/back",          "http://[::1]:49152/back",               false},
    {"http://127.0.0.1/back",          "https://127.0.0.1/back",                false},
    {"http://[::1]/back",              "http://[::1]:49152/back",               true },
    {"http://[::1]/back",              "http://[::1]49152/back",                false},
    {"http://localhost:8000/back",     "http://localhost:8001/back",            false},
    {"http://127.0.0.1",               "http://127.0.0.1:80",                   false},
    {"http://127.0.0.1@evil.example/", "http://127.0.0.1:80/",                  false},
};

static const struct {
    const char *uri, *source, *host;
    bool is_native;
} uris[] = {
    {"https://app.example/back?x=1", "https://app.example",      "app.example",      false},
    {"https://app.example:8443?x=1", "https://app.example:8443", "app.example:8443", false},
    {"http://127.0.0.1:49152/back",  "http://127.0.0.1:49152",   "127.0.0.1:49152",  true },
    {"http://[::1]:49152/back",      "http:",                    "[::1]:49152",      true },
    {"com.example.app:/back",        "com.example.app:",         "com.example.app",  true },
    {"com.example.app://back/a?b",   "com.example.app:",         "com.example.app",  true },
};

static void
an_address_is_the_one_that_was_registered(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        if (redirect_fits(str_of(pairs[i].registered), str_of(pairs[i].asked)) != pairs[i].fits)
            fail_msg("%s asked as %s", pairs[i].registered, pairs[i].asked);
}

static void
a_policy_names_where_a_form_may_lead(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);

    (void)state;
    for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++) {
        struct str uri = str_of(uris[i].uri);

        assert_string_equal(arena_copy(arena, redirect_source(arena, uri)).at, uris[i].source);
        assert_string_equal(arena_copy(arena, redirect_host(uri)).at, uris[i].host);
        assert_int_equal(redirect_is_native(uri), uris[i].is_native);
    }
    arena_close(arena);
}

static void
parameters_are_added_and_change_nothing_else(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    struct str uri = redirect_add(arena, STR("https://app.example/b"), "code", STR("a b&c=\r\n#"));

    (void)state;
    assert_string_equal(uri.at, "https://app.example/b?code=a%20b%26c%3D%0D%0A%23");
    uri = redirect_add(arena, uri, "state", STR_NONE);
    uri = redirect_add(arena, uri, "iss", STR("https://city.example"));
    assert_string_equal(
        uri.at, "https://app.example/b?code=a%20b%26c%3D%0D%0A%23&iss=https%3A%2F%2Fcity.example");
    uri = redirect_add(arena, STR("https://app.example/b?x=1"), "state", STR(""));
    assert_string_equal(uri.at, "https://app.example/b?x=1&state=");
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_the_one_that_was_registered),
        cmocka_unit_test(a_policy_names_where_a_form_may_lead),
        cmocka_unit_test(parameters_are_added_and_change_nothing_else),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
