#include "ctl/option.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct option table[] = {
    {"json", OPTION_FLAG,  NULL,       ""  },
    {"from", OPTION_VALUE, "FILE",     ""  },
    {"kit",  OPTION_MAYBE, "PATH",     ""  },
    {"name", OPTION_MANY,  "TAG=NAME", ""  },
    {NULL,   OPTION_FLAG,  NULL,       NULL},
};

/* `told` shows what was understood: words, then options in the order of the table. */
static const struct {
    const char *words[8];
    const char *told, *why; /* the one that does not apply is NULL */
} cases[] = {
    {{NULL},                            "",                    NULL                        },
    {{"a", "b"},                        "a b",                 NULL                        },
    {{"a", "--json"},                   "a json",              NULL                        },
    {{"--from", "x", "a"},              "a from=x",            NULL                        },
    {{"--from=x"},                      "from=x",              NULL                        },
    {{"--from="},                       "from=",               NULL                        },
    {{"--from", "-"},                   "from=-",              NULL                        },
    {{"--name", "lt=A", "--name=en=B"}, "name=lt=A name=en=B", NULL                        },
    {{"--kit", "--from", "x"},          "from=x kit=",         NULL                        },
    {{"--kit"},                         "kit=",                NULL                        },
    {{"--kit", "x"},                    "kit=x",               NULL                        },
    {{"--", "--json"},                  "--json",              NULL                        },
    {{"--jsno"},                        NULL,                  "--json is the nearest"     },
    {{"--wholly-other"},                NULL,                  "no option --wholly-other." },
    {{"--json=yes"},                    NULL,                  "--json takes no value"     },
    {{"--from"},                        NULL,                  "--from needs a value: FILE"},
    {{"--from", "--json"},              NULL,                  "--from needs a value: FILE"},
    {{"--from", "a", "--from", "b"},    NULL,                  "--from is given twice"     },
    {{"--json", "--json"},              NULL,                  "--json is given twice"     },
};

static struct str
told(struct arena *arena, const struct given *given)
{
    struct str shown = STR(""), values[GIVEN_MAX];

    for (size_t i = 0; i < given->word_count; i++)
        shown = arena_print(arena, STR_FMT " " STR_FMT, STR_ARG(shown), STR_ARG(given->words[i]));
    for (const struct option *at = table; at->name != NULL; at++) {
        size_t count = option_list(given, at->name, values);

        for (size_t i = 0; i < count; i++)
            shown = arena_print(arena, STR_FMT " %s%s" STR_FMT, STR_ARG(shown), at->name,
                                at->kind == OPTION_FLAG ? "" : "=", STR_ARG(values[i]));
    }
    return shown.size == 0 ? shown : str_from(shown, 1);
}

static void
words_are_understood_or_refused(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *words[8];
        int count = 0;
        struct given given;
        struct str why;

        for (; cases[i].words[count] != NULL; count++)
            words[count] = strdup(cases[i].words[count]);

        bool read = option_read(arena, table, words, count, &given, &why);

        print_message("# %zu: %s\n", i, read ? told(arena, &given).at : why.at);
        assert_int_equal(read, cases[i].why == NULL);
        if (read)
            assert_true(str_same(told(arena, &given), str_of(cases[i].told)));
        else
            assert_non_null(strstr(why.at, cases[i].why));
        while (count > 0)
            free(words[--count]);
    }
    arena_close(arena);
}

static void
too_many_words_are_refused(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    char word[] = "x", *words[GIVEN_MAX + 1];
    struct given given;
    struct str why;

    (void)state;
    for (int i = 0; i <= GIVEN_MAX; i++)
        words[i] = word;
    assert_true(option_read(arena, table, words, GIVEN_MAX, &given, &why));
    assert_false(option_read(arena, table, words, GIVEN_MAX + 1, &given, &why));
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_understood_or_refused),
        cmocka_unit_test(too_many_words_are_refused),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("ctl options", tests, NULL, NULL);
}
