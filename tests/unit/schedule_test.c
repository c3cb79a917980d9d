#include "courier/schedule.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Chances that leave a wait as it is, and take it to its edges. */
enum { MIDDLE = 200, LEAST = 0, MOST = 400 };

static struct schedule_next
after(int attempt, enum fetch_outcome outcome, int status, int64_t retry_after_s)
{
    struct fetch_reply reply = {
        .outcome = outcome,
        .status = status,
        .retry_after_s = retry_after_s,
    };

    return schedule_after(attempt, &reply, MIDDLE, 1);
}

static const struct {
    int attempt;
    int64_t wait_s; /* -1: exhausted */
} attempts[] = {
    {1,  5        },
    {2,  30       },
    {3,  120      },
    {4,  600      },
    {5,  1800     },
    {6,  2 * 3600 },
    {7,  5 * 3600 },
    {8,  10 * 3600},
    {9,  14 * 3600},
    {10, 20 * 3600},
    {11, 24 * 3600},
    {12, -1       },
    {13, -1       },
    {99, -1       },
};

static void
waits_grow_until_the_last_attempt(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
        struct schedule_next next = after(attempts[i].attempt, FETCH_ANSWERED, 500, -1);

        print_message("# attempt %d\n", attempts[i].attempt);
        assert_int_equal(next.state, attempts[i].wait_s < 0 ? SCHEDULE_EXHAUSTED : SCHEDULE_DUE);
        assert_int_equal(next.delay_ms, attempts[i].wait_s < 0 ? 0 : attempts[i].wait_s * 1000);
        assert_false(next.gone);
    }
}

static const struct {
    enum fetch_outcome outcome;
    int status;
    int64_t retry_after_s;
    enum schedule_state state;
    int64_t wait_s; /* after the first attempt, which alone would wait for 5 s */
} replies[] = {
    {FETCH_ANSWERED,      200, -1,        SCHEDULE_DELIVERED, 0    },
    {FETCH_ANSWERED,      204, -1,        SCHEDULE_DELIVERED, 0    },
    {FETCH_ANSWERED,      299, 30,        SCHEDULE_DELIVERED, 0    },
    {FETCH_ANSWERED,      300, -1,        SCHEDULE_DUE,       5    },
    {FETCH_ANSWERED,      302, -1,        SCHEDULE_DUE,       5    },
    {FETCH_ANSWERED,      400, -1,        SCHEDULE_DUE,       5    },
    {FETCH_ANSWERED,      401, -1,        SCHEDULE_DUE,       5    },
    {FETCH_ANSWERED,      404, -1,        SCHEDULE_DUE,       5    },
    {FETCH_ANSWERED,      404, 100,       SCHEDULE_DUE,       5    },
    {FETCH_ANSWERED,      410, -1,        SCHEDULE_HELD,      0    },
    {FETCH_ANSWERED,      411, -1,        SCHEDULE_DUE,       5    },
    {FETCH_ANSWERED,      429, -1,        SCHEDULE_DUE,       60   },
    {FETCH_ANSWERED,      429, 0,         SCHEDULE_DUE,       5    },
    {FETCH_ANSWERED,      429, 3,         SCHEDULE_DUE,       5    },
    {FETCH_ANSWERED,      429, 6,         SCHEDULE_DUE,       6    },
    {FETCH_ANSWERED,      429, 86400,     SCHEDULE_DUE,       86400},
    {FETCH_ANSWERED,      429, 86401,     SCHEDULE_DUE,       86400},
    {FETCH_ANSWERED,      429, INT64_MAX, SCHEDULE_DUE,       86400},
    {FETCH_ANSWERED,      500, -1,        SCHEDULE_DUE,       5    },
    {FETCH_ANSWERED,      500, 100,       SCHEDULE_DUE,       5    },
    {FETCH_ANSWERED,      501, -1,        SCHEDULE_DUE,       5    },
    {FETCH_ANSWERED,      502, -1,        SCHEDULE_DUE,       60   },
    {FETCH_ANSWERED,      502, 100,       SCHEDULE_DUE,       60   },
    {FETCH_ANSWERED,      503, -1,        SCHEDULE_DUE,       60   },
    {FETCH_ANSWERED,      503, 100,       SCHEDULE_DUE,       100  },
    {FETCH_ANSWERED,      504, -1,        SCHEDULE_DUE,       60   },
    {FETCH_REFUSED,       0,   -1,        SCHEDULE_DUE,       5    },
    {FETCH_NO_NAME,       0,   -1,        SCHEDULE_DUE,       5    },
    {FETCH_NO_CONNECTION, 0,   -1,        SCHEDULE_DUE,       5    },
    {FETCH_BAD_TLS,       0,   -1,        SCHEDULE_DUE,       5    },
    {FETCH_TOO_SLOW,      0,   -1,        SCHEDULE_DUE,       5    },
    {FETCH_BROKEN_OFF,    0,   -1,        SCHEDULE_DUE,       5    },
 /* A status that was followed by no end of a body is no answer. */
    {FETCH_TOO_SLOW,      200, -1,        SCHEDULE_DUE,       5    },
    {FETCH_TOO_SLOW,      410, -1,        SCHEDULE_DUE,       5    },
    {FETCH_TOO_SLOW,      503, 100,       SCHEDULE_DUE,       5    },
};

static void
replies_are_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
        struct schedule_next next =
            after(1, replies[i].outcome, replies[i].status, replies[i].retry_after_s);

        print_message("# %s %d\n", fetch_outcome_name(replies[i].outcome), replies[i].status);
        assert_int_equal(next.state, replies[i].state);
        assert_int_equal(next.delay_ms, replies[i].wait_s * 1000);
        assert_int_equal(next.gone, replies[i].state == SCHEDULE_HELD);
    }
}

static void
last_attempt_can_still_succeed(void **state)
{
    (void)state;
    assert_int_equal(after(SCHEDULE_ATTEMPTS, FETCH_ANSWERED, 200, -1).state, SCHEDULE_DELIVERED);
    assert_true(after(SCHEDULE_ATTEMPTS, FETCH_ANSWERED, 410, -1).gone);
    assert_int_equal(after(SCHEDULE_ATTEMPTS, FETCH_ANSWERED, 503, 9).state, SCHEDULE_EXHAUSTED);
}

static void
waits_are_spread_by_a_fifth(void **state)
{
    struct fetch_reply broken = {.outcome = FETCH_ANSWERED, .status = 500, .retry_after_s = -1};
    struct fetch_reply asks = {.outcome = FETCH_ANSWERED, .status = 503, .retry_after_s = 30};

    (void)state;
    assert_int_equal(schedule_after(2, &broken, LEAST, 1).delay_ms, 24000);
    assert_int_equal(schedule_after(2, &broken, MOST, 1).delay_ms, 36000);
    assert_int_equal(schedule_after(11, &broken, MOST, 1).delay_ms, 24 * 3600 * 1200);
    for (uint32_t chance = 0; chance < 100000; chance += 7) {
        struct schedule_next next = schedule_after(2, &broken, chance * 42949u, 1);

        assert_in_range(next.delay_ms, 24000, 36000);
    }
    /* What the receiver asked for is never undercut. */
    assert_int_equal(schedule_after(2, &asks, LEAST, 1).delay_ms, 30000);
}

static void
scale_divides_all_waits(void **state)
{
    struct fetch_reply broken = {.outcome = FETCH_ANSWERED, .status = 500, .retry_after_s = -1};
    struct fetch_reply asks = {.outcome = FETCH_ANSWERED, .status = 503, .retry_after_s = 100};

    (void)state;
    assert_int_equal(schedule_after(1, &broken, MIDDLE, 100).delay_ms, 50);
    assert_int_equal(schedule_after(1, &asks, MIDDLE, 100).delay_ms, 1000);
    assert_int_equal(schedule_after(1, &broken, MIDDLE, 100000).delay_ms, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_grow_until_the_last_attempt),
        cmocka_unit_test(replies_are_judged),
        cmocka_unit_test(last_attempt_can_still_succeed),
        cmocka_unit_test(waits_are_spread_by_a_fifth),
        cmocka_unit_test(scale_divides_all_waits),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
