/* Cookies and networks: what a browser sends, and what is kept of where it is. */
#include "http/browser.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MEMORY_MAX = 1 << 16 };

static const struct {
    const char *header, *name, *value; /* NULL: none */
} cookies[] = {
    {"sid=abc",                 "sid",        "abc"},
    {"a=1; sid=abc; b=2",       "sid",        "abc"},
    {"a=1;sid=abc;b=2",         "sid",        "abc"},
    {"sid=a=b",                 "sid",        "a=b"},
    {"sid=",                    "sid",        ""   },
    {"__Host-sid=x",            "__Host-sid", "x"  },
    {"__Host-sid=x",            "sid",        NULL },
    {"xsid=abc",                "sid",        NULL },
    {"sidx=abc",                "sid",        NULL },
    {"SID=abc",                 "sid",        NULL },
    {"sid",                     "sid",        NULL },
    {"",                        "sid",        NULL },
    {"sid=mine; sid=theirs",    "sid",        NULL },
    {"sid=mine; a=1; sid=mine", "sid",        NULL },
};

static const struct {
    const char *address, *network, *neighbour;
} places[] = {
    {"192.0.2.77",                                             "192.0.2.0/24",    "192.0.2.77"       },
    {"2001:db8:1:2:3:4:5:6",                                   "2001:db8:1::/48", "2001:db8:1:2::/64"},
    {"::1",                                                    "::/48",           "::/64"            },
    {"unix:",                                                  "",                ""                 },
    {"",                                                       "",                ""                 },
    {"192.0.2.777",                                            "",                ""                 },
    {"192.0.2.77 ",                                            "",                ""                 },
    {"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb", "",                ""                 },
};

static void
a_cookie_is_found_by_its_whole_name_and_only_once(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);

    (void)state;
    for (size_t i = 0; i < sizeof(cookies) / sizeof(cookies[0]); i++) {
        struct str value = cookie_named(str_of(cookies[i].header), str_of(cookies[i].name));

        if (cookies[i].value == NULL)
            assert_null(value.at);
        else
            assert_string_equal(arena_copy(arena, value).at, cookies[i].value);
    }
    assert_null(cookie_named(STR_NONE, STR("sid")).at);
    arena_close(arena);
}

static void
an_address_is_cut_to_where_it_is(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);

    (void)state;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        struct str address = str_of(places[i].address);

        assert_string_equal(network_of(arena, address).at, places[i].network);
        assert_string_equal(neighbour_of(arena, address).at, places[i].neighbour);
    }
    assert_string_equal(network_of(arena, STR_NONE).at, "");
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_is_found_by_its_whole_name_and_only_once),
        cmocka_unit_test(an_address_is_cut_to_where_it_is),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
