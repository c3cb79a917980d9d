#include "ctl/city-input.h"

#include "ctl/city.h"
#include "ctl/person.h"
#include "json/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PLAIN  "--slug=a", "--country=LT", "--time-zone=Europe/Vilnius"
#define WHOLE  PLAIN, "--centre=55.7,21.1", "--name=lt=A"
#define BEGIN  "{\"slug\":\"a\",\"country\":\"LT\",\"timeZone\":\"Europe/Vilnius\","
#define MIDDLE "\"centre\":{\"lat\":55.7,\"lon\":21.1},"

/* clang-format off */
static const struct {
    const char *words[10];
    const char *json, *why; /* the one that does not apply is NULL */
} cases[] = {
    {{WHOLE, "--language=lt"},
     BEGIN "\"languages\":[\"lt\"]," MIDDLE "\"translations\":{\"lt\":{\"name\":\"A\"}},"
           "\"approval\":\"approve\",\"defaultLanguage\":\"lt\"}", NULL},
    {{WHOLE, "--language=lt, en", "--default-language=en", "--name=en=B \"b\"", "--open"},
     BEGIN "\"languages\":[\"lt\",\"en\"]," MIDDLE
           "\"translations\":{\"lt\":{\"name\":\"A\"},\"en\":{\"name\":\"B \\\"b\\\"\"}},"
           "\"approval\":\"open\",\"defaultLanguage\":\"en\"}", NULL},
    {{WHOLE}, NULL, "--language"},
    {{WHOLE, "--language=lt,"}, NULL, "--language takes"},
    {{PLAIN, "--language=lt", "--name=lt=A"}, NULL, "--centre"},
    {{PLAIN, "--language=lt", "--centre=1,2"}, NULL, "--name"},
    {{PLAIN, "--language=lt", "--name=lt=A", "--centre=1"}, NULL, "--centre takes"},
    {{PLAIN, "--language=lt", "--name=lt=A", "--centre=91,1"}, NULL, "--centre takes"},
    {{PLAIN, "--language=lt", "--name=lt=A", "--centre=1,2,3"}, NULL, "--centre takes"},
    {{PLAIN, "--language=lt", "--name=lt=A", "--centre=nan,1"}, NULL, "--centre takes"},
    {{PLAIN, "--language=lt", "--centre=1,2", "--name=A"}, NULL, "--name takes"},
    {{PLAIN, "--language=lt", "--centre=1,2", "--name=lt="}, NULL, "--name takes"},
    {{"--country=LT"}, NULL, "--slug"},
};
/* clang-format on */

static void
a_city_is_written_as_json(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char bytes[10][64], *words[10];
        struct given given;
        struct str why, json;
        struct scan_fault fault;
        int count = 0;

        for (; cases[i].words[count] != NULL; count++) {
            words[count] = bytes[count];
            strncpy(bytes[count], cases[i].words[count], sizeof(bytes[count]) - 1);
            bytes[count][sizeof(bytes[count]) - 1] = '\0';
        }
        assert_true(option_read(arena, city_create_options, words, count, &given, &why));
        json = city_input(arena, &given, &why);
        print_message("# %s\n", json.at == NULL ? why.at : json.at);
        if (cases[i].json == NULL) {
            assert_null(json.at);
            assert_non_null(strstr(why.at, cases[i].why));
        } else {
            assert_string_equal(json.at, cases[i].json);
            assert_int_equal(scan_json(json, &fault), PROBLEM_NONE);
        }
    }
    arena_close(arena);
}

static const struct {
    const char *text;
    bool is_one;
} addresses[] = {
    {"a@b",             true },
    {"a.b+c@d.example", true },
    {"ą@ž.lt",        true },
    {"",                false},
    {"a",               false},
    {"@b",              false},
    {"a@",              false},
    {"a@b@c",           false},
    {"a b@c.lt",        false},
    {"a@b\n",           false},
};

static void
addresses_are_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++)
        assert_int_equal(person_is_address(str_of(addresses[i].text)), addresses[i].is_one);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_city_is_written_as_json),
        cmocka_unit_test(addresses_are_known),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("ctl city", tests, NULL, NULL);
}
