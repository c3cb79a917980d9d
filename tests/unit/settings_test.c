#include "base/settings.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char path[] = "/tmp/settings_test.XXXXXX";

static int
make_file(void **state)
{
    int file = mkstemp(path);

    (void)state;
    return file < 0 ? -1 : close(file);
}

static int
drop_file(void **state)
{
    (void)state;
    return unlink(path);
}

static void
write_file(const char *text)
{
    int file = open(path, O_WRONLY | O_TRUNC);

    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    close(file);
}

static const struct {
    const char *file, *workers, *why; /* why is NULL where all is well, or part of what is said */
} cases[] = {
    {"",                                      "2",  NULL                                     },
    {"workers = 4",                           "4",  NULL                                     },
    {"workers=4\r\n",                         "4",  NULL                                     },
    {"# all of it\n\n \t workers \t=\t 8 \n", "8",  NULL                                     },
    {"workers = 3\nworkers = 5\n",            "5",  NULL                                     },
    {"database = host=/a dbname=b\n",         "2",  NULL                                     },
    {"workers = 0\n",                         NULL, "workers has to be a number from 1 to 64"},
    {"workers = 65\n",                        NULL, "workers has to be a number from 1 to 64"},
    {"workers = many\n",                      NULL, "workers has to be a number from 1 to 64"},
    {"workers =\n",                           NULL, "workers has to be a number from 1 to 64"},
    {"drain_seconds = 301\n",                 NULL, "drain_seconds has to be"                },
    {"# one\nworker = 1\n",                   NULL, ", line 2: not a setting: worker = 1"    },
    {"workers\n",                             NULL, ", line 1: not a setting: workers"       },
    {"base_url = https://example.org/\n",     NULL, "base_url must not end in a slash"       },
};

static void
the_file_is_read(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str why = STR("");

        write_file(cases[i].file);

        bool loaded = settings_load(arena, path, &why);

        if (loaded != (cases[i].why == NULL))
            fail_msg("%s: " STR_FMT, cases[i].file, STR_ARG(why));
        if (loaded)
            assert_string_equal(setting_text(SETTING_workers).at, cases[i].workers);
        else if (strstr(why.at, cases[i].why) == NULL)
            fail_msg("%s: " STR_FMT, cases[i].file, STR_ARG(why));
    }
    arena_close(arena);
}

static void
a_missing_file_is_told(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct str why;

    (void)state;
    assert_false(settings_load(arena, "/nowhere/at/all", &why));
    assert_non_null(strstr(why.at, "/nowhere/at/all cannot be read: "));
    arena_close(arena);
}

static void
the_environment_wins(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct str why;

    (void)state;
    write_file("workers = 4\nwebhook_loopback = yes\n");
    setenv("CITYLEARN_CONFIG", path, 1);
    assert_true(settings_load(arena, NULL, &why));
    assert_int_equal(setting_number(SETTING_workers), 4);
    assert_true(setting_yes(SETTING_webhook_loopback));

    setenv("CITYLEARN_WORKERS", "6", 1);
    setenv("CITYLEARN_WEBHOOK_LOOPBACK", "no", 1);
    assert_true(settings_load(arena, NULL, &why));
    assert_int_equal(setting_number(SETTING_workers), 6);
    assert_false(setting_yes(SETTING_webhook_loopback));

    setenv("CITYLEARN_WORKERS", "none", 1);
    assert_false(settings_load(arena, NULL, &why));
    assert_int_equal(setting_number(SETTING_workers), 6); /* what was loaded before stays */
    unsetenv("CITYLEARN_WORKERS");
    unsetenv("CITYLEARN_WEBHOOK_LOOPBACK");
    unsetenv("CITYLEARN_CONFIG");
    arena_close(arena);
}

static void
each_setting_is_described(void **state)
{
    (void)state;
    for (enum setting setting = 0; setting < SETTING_COUNT; setting++) {
        assert_true(strlen(setting_name(setting)) > 0);
        assert_non_null(setting_usually(setting));
        assert_true(strlen(setting_about(setting)) > 10);
    }
    assert_string_equal(setting_name(SETTING_base_url), "base_url");
    assert_false(setting_is_secret(SETTING_base_url));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_is_read),
        cmocka_unit_test(a_missing_file_is_told),
        cmocka_unit_test(the_environment_wins),
        cmocka_unit_test(each_setting_is_described),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("settings", tests, make_file, drop_file);
}
