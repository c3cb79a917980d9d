#include "loop_stage.h"

#include <unistd.h>

static struct loop_timer timers[8];

static void
tell_timer(void *who)
{
    tell((char)('a' + ((struct loop_timer *)who - timers)));
}

static void
tell_and_clear_next(void *who)
{
    tell_timer(who);
    loop_timer_clear(loop, (struct loop_timer *)who + 1);
}

static size_t rounds;

static void
set_again(void *who)
{
    rounds++;
    loop_timer_set(loop, who, 0);
}

static const struct {
    int64_t delays[8]; /* in milliseconds; -1 is never set; a second round moves some */
    int64_t moved[8];
    const char *story;
} orders[] = {
    {{0, 1, 2, 3, 4, 5, 6, 7},         {-1, -1, -1, -1, -1, -1, -1, -1}, "abcdefgh"},
    {{7, 6, 5, 4, 3, 2, 1, 0},         {-1, -1, -1, -1, -1, -1, -1, -1}, "hgfedcba"},
    {{3, 7, 1, 5, 0, 6, 2, 4},         {-1, -1, -1, -1, -1, -1, -1, -1}, "ecgahdfb"},
    {{3, 7, 1, 5, 0, 6, 2, 4},         {-1, 0, -1, -1, 8, -1, -1, -1},   "bcgahdfe"},
    {{-1, -1, 5, -1, -1, 2, -1, -1},   {-1, -1, -1, -1, -1, -1, -1, -1}, "fc"      },
    {{-1, -1, -1, -1, -1, -1, -1, -1}, {-1, -1, -1, -1, -1, -1, -1, -1}, ""        },
};

/* Within one turn, so that all delays count from the same moment. */
static void
set_timers(void *who)
{
    const int64_t *delays = who;

    for (size_t i = 0; i < 8; i++)
        if (delays[i] >= 0)
            loop_timer_set(loop, &timers[i], delays[i]);
}

static bool
is_any_set(void)
{
    for (size_t i = 0; i < 8; i++)
        if (timers[i].place != 0)
            return true;
    return false;
}

static void
timers_fire_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        struct loop_hook first = {.call = set_timers, .who = (void *)(uintptr_t)orders[i].delays};
        struct loop_hook second = {.call = set_timers, .who = (void *)(uintptr_t)orders[i].moved};

        memset(story, 0, sizeof(story));
        for (size_t j = 0; j < 8; j++)
            timers[j] = (struct loop_timer){.fire = tell_timer, .who = &timers[j]};
        loop_at_turn_end(loop, &first);
        loop_at_turn_end(loop, &second);
        do {
            loop_stop(loop);
            loop_run(loop);
        } while (is_any_set());
        assert_string_equal(story, orders[i].story);
    }
}

static void
a_timer_clears_another_that_is_due(void **state)
{
    struct loop_timer end = {.fire = stop};

    (void)state;
    timers[0] = (struct loop_timer){.fire = tell_and_clear_next, .who = &timers[0]};
    timers[1] = (struct loop_timer){.fire = tell_timer, .who = &timers[1]};
    timers[2] = (struct loop_timer){.fire = tell_timer, .who = &timers[2]};
    loop_timer_set(loop, &timers[0], 0);
    usleep(2000);
    loop_timer_set(loop, &timers[1], 0);
    usleep(2000);
    loop_timer_set(loop, &timers[2], 0);
    loop_timer_set(loop, &end, 2);
    loop_run(loop);
    assert_string_equal(story, "ac");
    loop_timer_clear(loop, &timers[1]); /* one that is not set may be cleared */
}

/* Else the turn in which it fires would never end. */
static void
a_timer_that_sets_itself_fires_once_a_turn(void **state)
{
    (void)state;
    rounds = 0;
    timers[0] = (struct loop_timer){.fire = set_again, .who = &timers[0]};
    loop_timer_set(loop, &timers[0], 0);
    loop_stop(loop);
    loop_run(loop);
    assert_int_equal(rounds, 1);
    assert_int_not_equal(timers[0].place, 0);
}

/* Many timers with delays out of order, half of them cleared: what fires is sorted. */
enum { MANY = 1000 };
static struct loop_timer many[MANY];
static int64_t last_due, fired;

static void
check_order(void *who)
{
    struct loop_timer *timer = who;

    assert_true(timer->due_ms >= last_due);
    assert_int_equal((timer - many) % 2, 1);
    last_due = timer->due_ms;
    if (++fired == MANY / 2)
        loop_stop(loop);
}

static void
many_timers_are_sorted(void **state)
{
    uint32_t random = 7;

    (void)state;
    last_due = fired = 0;
    for (size_t i = 0; i < MANY; i++) {
        random = random * 1103515245 + 12345;
        many[i] = (struct loop_timer){.fire = check_order, .who = &many[i]};
        loop_timer_set(loop, &many[i], random / 65536 % 40);
    }
    for (size_t i = 0; i < MANY; i += 2)
        loop_timer_clear(loop, &many[i]);
    loop_run(loop);
    assert_int_equal(fired, MANY / 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(timers_fire_in_order),
        STORY(a_timer_clears_another_that_is_due),
        STORY(a_timer_that_sets_itself_fires_once_a_turn),
        STORY(many_timers_are_sorted),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("loop_timer", tests, NULL, NULL);
}
