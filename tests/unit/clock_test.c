#include "base/clock.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
    const char *text, *utc; /* utc is NULL where it is no time */
} times[] = {
    {"1970-01-01T00:00:00Z",           "1970-01-01T00:00:00Z"},
    {"2026-11-23T09:30:00Z",           "2026-11-23T09:30:00Z"},
    {"2026-11-23t09:30:00z",           "2026-11-23T09:30:00Z"},
    {"2026-11-23T09:30:00+02:00",      "2026-11-23T07:30:00Z"},
    {"2026-11-23T23:30:00-05:45",      "2026-11-24T05:15:00Z"},
    {"2026-11-23T09:30:00-00:00",      "2026-11-23T09:30:00Z"},
    {"2026-11-23T09:30:00.123456789Z", "2026-11-23T09:30:00Z"},
    {"2026-12-31T23:59:60Z",           "2027-01-01T00:00:00Z"},
    {"1900-01-01T00:00:00Z",           "1900-01-01T00:00:00Z"},
    {"9999-12-31T23:59:59Z",           "9999-12-31T23:59:59Z"},
    {"2026-11-23T09:30:00",            NULL                  },
    {"2026-11-23 09:30:00Z",           NULL                  },
    {"2026-11-23T24:00:00Z",           NULL                  },
    {"2026-11-23T09:60:00Z",           NULL                  },
    {"2026-11-23T09:30:61Z",           NULL                  },
    {"2026-11-23T09:30:00.Z",          NULL                  },
    {"2026-11-23T09:30:00,5Z",         NULL                  },
    {"2026-11-23T09:30:00+24:00",      NULL                  },
    {"2026-11-23T09:30:00+02:60",      NULL                  },
    {"2026-11-23T09:30:00+0200",       NULL                  },
    {"2026-11-23T09:30:00+02",         NULL                  },
    {"2026-11-23T09:30:00Z ",          NULL                  },
    {"2026-11-23T9:30:00Z",            NULL                  },
    {"2026-13-01T00:00:00Z",           NULL                  },
    {"1899-12-31T23:59:59Z",           NULL                  },
    {"2026-02-29T00:00:00Z",           NULL                  },
    {"294277-01-01T00:00:00Z",         NULL                  },
    {"infinity",                       NULL                  },
    {"now",                            NULL                  },
    {"",                               NULL                  },
};

static void
times_are_read_with_their_offset(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        int64_t seconds = 0;
        bool is_one = clock_read(str_of(times[i].text), &seconds);

        if (is_one != (times[i].utc != NULL) ||
            (is_one && !str_same(clock_text(arena, seconds), str_of(times[i].utc))))
            fail_msg("%s", times[i].text);
    }
    arena_close(arena);
}

static const struct {
    const char *text;
    bool is_one;
} dates[] = {
    {"2026-11-23",  true },
    {"2028-02-29",  true },
    {"2000-02-29",  true },
    {"2027-02-29",  false},
    {"2100-02-29",  false},
    {"2026-04-31",  false},
    {"2026-00-01",  false},
    {"2026-13-01",  false},
    {"2026-01-00",  false},
    {"2026-1-1",    false},
    {"1899-01-01",  false},
    {"-026-01-01",  false},
    {"2026-01-01 ", false},
};

static void
dates_exist(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++)
        if (clock_is_date(str_of(dates[i].text)) != dates[i].is_one)
            fail_msg("%s", dates[i].text);
}

static void
no_time_is_beyond_words(void **state)
{
    static const struct {
        int64_t seconds;
        const char *text;
    } far[] = {
        {INT64_C(253402300799),       "9999-12-31T23:59:59Z"},
        {INT64_C(253402300800),       "9999-12-31T23:59:59Z"},
        {INT64_C(10000000000000000),  "9999-12-31T23:59:59Z"},
        {INT64_C(100000000000000000), "9999-12-31T23:59:59Z"},
        {INT64_MAX,                   "9999-12-31T23:59:59Z"},
        {INT64_MIN,                   "1000-01-01T00:00:00Z"},
    };
    struct arena *arena = arena_open(1 << 16);

    (void)state;
    for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++)
        if (!str_same(clock_text(arena, far[i].seconds), str_of(far[i].text)))
            fail_msg("%" PRId64, far[i].seconds);
    arena_close(arena);
}

static void
clocks_agree(void **state)
{
    int64_t ms = clock_ms(), us = clock_us(), now = clock_now();

    (void)state;
    assert_true(us / 1000 >= ms);
    assert_true(clock_ms() >= ms);
    assert_true(now > INT64_C(1700000000));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_read_with_their_offset),
        cmocka_unit_test(dates_exist),
        cmocka_unit_test(no_time_is_beyond_words),
        cmocka_unit_test(clocks_agree),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
