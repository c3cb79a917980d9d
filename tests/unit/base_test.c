/* The small rooms of the ground floor: arena, text, uuid, problem and log. */
#include "base/log.h"
#include "base/problem.h"
#include "base/text.h"
#include "base/uuid.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char ended[4];

static void
note_end(void *thing)
{
    strncat(ended, thing, sizeof(ended) - strlen(ended) - 1);
}

static void
memory_is_zeroed_aligned_and_given_back(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (size_t size = 1; size < 40000; size = size * 3 + 1) {
            unsigned char *bytes = arena_take(arena, size, 1);
            int64_t *number = arena_new(arena, int64_t);

            assert_int_equal((uintptr_t)number % alignof(int64_t), 0);
            assert_int_equal(*number, 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(bytes[i], 0);
            memset(bytes, 0xaa, size);
            *number = -1;
        }
        arena_reset(arena);
    }
    /* In rounds it takes more than its limit, but never at once. */
    for (int round = 0; round < 100; round++) {
        arena_take(arena, 100000, 1);
        arena_reset(arena);
    }
    arena_close(arena);
}

static void
the_last_thing_kept_is_the_first_to_end(void **state)
{
    static char a[] = "a", b[] = "b", c[] = "c";
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    arena_keep(arena, a, note_end);
    arena_keep(arena, b, note_end);
    arena_reset(arena);
    assert_string_equal(ended, "ba");
    arena_keep(arena, c, note_end);
    arena_close(arena);
    assert_string_equal(ended, "bac");
}

/* Passing the limit is a bug of the program, and stops it. */
static void
the_limit_stops_the_program(void **state)
{
    int status;
    pid_t child = fork();

    (void)state;
    if (child == 0) {
        struct arena *arena = arena_open(1 << 20);

        signal(SIGABRT, SIG_DFL);
        close(STDERR_FILENO);
        for (int i = 0; i < 100; i++)
            arena_take(arena, 20000, 1);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void
copies_end_in_nul(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct str copy = arena_copy(arena, (struct str){"abc", 2});

    (void)state;
    assert_string_equal(copy.at, "ab");
    assert_int_equal(copy.size, 2);
    assert_non_null(arena_copy(arena, STR_NONE).at);
    copy = arena_print(arena, "%s-%d", "a", 7);
    assert_string_equal(copy.at, "a-7");
    assert_int_equal(copy.size, 3);
    arena_close(arena);
}

static void
texts_grow(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct text text = text_new(arena);

    (void)state;
    assert_string_equal(text_str(&text).at, "");
    for (int i = 0; i < 1000; i++) {
        text_print(&text, "%03d", i);
        text_add(&text, STR(","));
        text_add(&text, STR_NONE);
    }
    assert_int_equal(text_str(&text).size, 4000);
    assert_int_equal(strlen(text_str(&text).at), 4000);
    assert_true(str_starts(text_str(&text), STR("000,001,")));
    assert_true(str_ends(text_str(&text), STR(",998,999,")));
    arena_close(arena);
}

static const struct {
    const char *text, *json;
} strings[] = {
    {"",             "\"\""                    },
    {"a",            "\"a\""                   },
    {"\"\\/",        "\"\\\"\\\\/\""           },
    {"a\"",          "\"a\\\"\""               },
    {"\n\t\x01\x1f", "\"\\n\\t\\u0001\\u001f\""},
    {"\x7f\xc5\xa0", "\"\x7f\xc5\xa0\""        },
};

static void
json_strings_are_escaped(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct text nul = text_new(arena);

    (void)state;
    for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
        struct text text = text_new(arena);

        text_add_json(&text, str_of(strings[i].text));
        assert_string_equal(text_str(&text).at, strings[i].json);
    }
    text_add_json(&nul, STR("a\0b"));
    assert_string_equal(text_str(&nul).at, "\"a\\u0000b\"");
    arena_close(arena);
}

static void
ids_are_of_version_7_and_sort_by_time(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct str last = uuid_new(arena);

    (void)state;
    for (int i = 0; i < 1000; i++) {
        struct str id = uuid_new(arena);

        assert_true(str_is_uuid(id));
        assert_int_equal(id.at[14], '7');
        assert_non_null(strchr("89ab", id.at[19]));
        assert_false(str_same(id, last));
        assert_true(memcmp(id.at, last.at, 13) >= 0);
        last = id;
    }
    arena_close(arena);
}

static void
each_problem_is_told_by_its_slug(void **state)
{
    (void)state;
    for (enum problem problem = PROBLEM_NONE + 1; problem < PROBLEM_COUNT; problem++) {
        assert_int_equal(problem_named(str_of(problem_slug(problem))), problem);
        assert_in_range(problem_status(problem), 400, 599);
        assert_true(strlen(problem_title(problem)) > 5);
        assert_true(str_ends(str_of(problem_way_out(problem)), STR(".")));
        for (const char *c = problem_slug(problem); *c != '\0'; c++)
            assert_true((*c >= 'a' && *c <= 'z') || *c == '_');
    }
    assert_int_equal(problem_named(STR("no_such_rule")), PROBLEM_BROKEN);
    assert_int_equal(problem_named(STR_NONE), PROBLEM_BROKEN);
}

/* What a log call writes to standard error, NUL at its end. */
static void
heard(void (*speak)(void), char *line, size_t size)
{
    int ends[2], standard_error = dup(STDERR_FILENO);

    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    speak();
    dup2(standard_error, STDERR_FILENO);
    close(ends[1]);

    ssize_t got = read(ends[0], line, size - 1);

    assert_true(got >= 0);
    line[got] = '\0';
    close(ends[0]);
    close(standard_error);
}

static void
speak_plainly(void)
{
    log_note("request", LOG_TEXT("route", STR("/v1/\"a\"\n")), LOG_WORDS("method", "GET"),
             LOG_NUMBER("status", -200));
}

static void
speak_of_a_fault(void)
{
    log_fault("broken", LOG_WORDS("why", NULL));
}

static void
speak_at_length(void)
{
    static char long_text[10000];

    memset(long_text, '\n', sizeof(long_text));
    log_note("long", LOG_TEXT("text", ((struct str){long_text, sizeof(long_text)})),
             LOG_NUMBER("status", 1), LOG_NUMBER("more", 2));
}

static void
an_event_is_one_line(void **state)
{
    char line[8192];

    (void)state;
    heard(speak_plainly, line, sizeof(line));
    assert_true(str_starts(str_of(line), STR("{\"time\":\"2")));
    assert_true(str_looks((struct str){line + 9, 24}, "9999-99-99T99:99:99.999Z"));
    assert_string_equal(line + 34, ",\"level\":\"note\",\"event\":\"request\","
                                   "\"route\":\"/v1/\\\"a\\\"\\u000a\",\"method\":\"GET\","
                                   "\"status\":-200}\n");
    heard(speak_of_a_fault, line, sizeof(line));
    assert_string_equal(line + 34, ",\"level\":\"fault\",\"event\":\"broken\",\"why\":0}\n");
}

static void
a_line_is_cut_but_whole(void **state)
{
    char line[8192];

    (void)state;
    heard(speak_at_length, line, sizeof(line));
    assert_in_range(strlen(line), 3900, 4096);
    assert_true(str_ends(str_of(line), STR("\\u000a\"}\n")));
}

static struct str said;

static void
speak_of_it(void)
{
    log_note("said", LOG_TEXT("text", said));
}

/* A log that is read as JSON cannot be broken by what a caller sends. */
static void
only_utf8_goes_out(void **state)
{
    static const struct {
        const char *said, *written;
    } rows[] = {
        {"\xc4\x97",                  "\xc4\x97"                                   },
        {"\xe2\x82\xac",              "\xe2\x82\xac"                               },
        {"\xf0\x9f\x98\x80!",         "\xf0\x9f\x98\x80!"                          },
        {"a\xff"
         "b",                "a\\ufffd"
         "b"                                                 },
        {"\x80",                      "\\ufffd"                                    },
        {"\xc4",                      "\\ufffd"                                    },
        {"\xc0\xaf",                  "\\ufffd\\ufffd"                             },
        {"\xc1\xbf",                  "\\ufffd\\ufffd"                             },
        {"\xe0\x9f\xbf",              "\\ufffd\\ufffd\\ufffd"                      },
        {"\xed\xa0\x80",              "\\ufffd\\ufffd\\ufffd"                      },
        {"\xe2\x82",                  "\\ufffd\\ufffd"                             },
        {"\xf4\x90\x80\x80",          "\\ufffd\\ufffd\\ufffd\\ufffd"               },
        {"\xf8\x88\x80\x80\x80",      "\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd"        },
        {"\xf0\x9f\x98\"",            "\\ufffd\\ufffd\\ufffd\\\""                  },
        {"\r\n{\"level\":\"fault\"}", "\\u000d\\u000a{\\\"level\\\":\\\"fault\\\"}"},
        {"\x7f\t",                    "\\u007f\\u0009"                             },
    };
    char line[8192], wanted[512];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        said = str_of(rows[i].said);
        heard(speak_of_it, line, sizeof(line));
        snprintf(wanted, sizeof(wanted), ",\"event\":\"said\",\"text\":\"%s\"}\n", rows[i].written);
        assert_string_equal(strstr(line, ",\"event\""), wanted);
    }
}

/* However long what stands before it is. */
static void
no_character_is_cut(void **state)
{
    char line[8192], text[6000];

    (void)state;
    for (size_t before = 0; before < 4; before++) {
        memset(text, 'a', before);
        for (size_t i = before; i + 4 <= sizeof(text); i += 4)
            memcpy(text + i, "\xf0\x9f\x98\x80", 4);
        said = (struct str){text, sizeof(text) - 4};
        heard(speak_of_it, line, sizeof(line));
        assert_in_range(strlen(line), 3900, 4096);
        assert_true(str_ends(str_of(line), STR("\xf0\x9f\x98\x80\"}\n")));
    }
}

static void
what_is_below_the_level_is_not_written(void **state)
{
    char line[8192];

    (void)state;
    log_from(LOG_IS_WARNING);
    heard(speak_plainly, line, sizeof(line));
    assert_string_equal(line, "");
    heard(speak_of_a_fault, line, sizeof(line));
    assert_true(strlen(line) > 0);
    log_from(LOG_IS_NOTE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_aligned_and_given_back),
        cmocka_unit_test(the_last_thing_kept_is_the_first_to_end),
        cmocka_unit_test(the_limit_stops_the_program),
        cmocka_unit_test(copies_end_in_nul),
        cmocka_unit_test(texts_grow),
        cmocka_unit_test(json_strings_are_escaped),
        cmocka_unit_test(ids_are_of_version_7_and_sort_by_time),
        cmocka_unit_test(each_problem_is_told_by_its_slug),
        cmocka_unit_test(an_event_is_one_line),
        cmocka_unit_test(a_line_is_cut_but_whole),
        cmocka_unit_test(only_utf8_goes_out),
        cmocka_unit_test(no_character_is_cut),
        cmocka_unit_test(what_is_below_the_level_is_not_written),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
