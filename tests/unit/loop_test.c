#include "loop/loop.h"

#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

/* What happened, in order: each event adds a letter. */
static struct loop *loop;
static char story[64];

static int
open_loop(void **state)
{
    (void)state;
    memset(story, 0, sizeof(story));
    loop = loop_open();
    return loop == NULL;
}

static int
close_loop(void **state)
{
    (void)state;
    loop_close(loop);
    return 0;
}

static void
tell(char letter)
{
    size_t size = strlen(story);

    assert_true(size < sizeof(story) - 1);
    story[size] = letter;
}

static void
stop(void *who)
{
    (void)who;
    loop_stop(loop);
}

/* --- timers --- */

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

/* --- tasks --- */

static struct task *tasks[LOOP_TASKS_MAX];

struct life {
    size_t number;
    char letter;
};

static void
park_and_tell(void *who)
{
    const struct life *life = who;

    tasks[life->number] = task_current();
    task_park();
    tell(life->letter);
}

static void
tasks_go_on_in_the_order_of_their_wakes(void **state)
{
    static const struct life lives[] = {
        {0, 'a'},
        {1, 'b'},
        {2, 'c'},
        {3, 'd'},
    };
    static const size_t wakes[] = {2, 0, 3, 0, 1};

    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_true(task_start(loop, park_and_tell, (void *)(uintptr_t)&lives[i]));
    assert_int_equal(loop_tasks(loop), 4);
    assert_null(task_current());
    for (size_t i = 0; i < 5; i++)
        task_wake(tasks[wakes[i]]); /* one of them twice: once more changes nothing */
    assert_string_equal(story, "");
    loop_stop(loop);
    loop_run(loop);
    assert_string_equal(story, "cadb");
    assert_int_equal(loop_tasks(loop), 0);
}

static void
wake_self_then_park(void *who)
{
    (void)who;
    task_wake(task_current());
    task_wake(task_current());
    task_park();
    tell('a'); /* the wakes were kept, as one */
    task_park();
    tell('b');
}

static void
a_wake_before_the_park_is_kept(void **state)
{
    (void)state;
    assert_true(task_start(loop, wake_self_then_park, NULL));
    assert_string_equal(story, "a");
    assert_int_equal(loop_tasks(loop), 1);
}

static void
sleep_then_park(void *who)
{
    (void)who;
    tasks[0] = task_current();
    task_sleep(loop, 3);
    tell('s');
    task_park();
    tell('p');
    loop_stop(loop);
}

static void
a_wake_during_a_sleep_is_kept(void **state)
{
    (void)state;
    assert_true(task_start(loop, sleep_then_park, NULL));
    task_wake(tasks[0]);
    assert_string_equal(story, "");
    loop_run(loop);
    assert_string_equal(story, "sp");
}

static void
park_only(void *who)
{
    size_t *number = who;

    tasks[*number] = task_current();
    ++*number;
    task_park();
    --*number;
}

static void
as_many_tasks_as_may_be(void **state)
{
    size_t number = 0;

    (void)state;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < LOOP_TASKS_MAX; i++)
            assert_true(task_start(loop, park_only, &number));
        assert_int_equal(loop_tasks(loop), LOOP_TASKS_MAX);
        assert_false(task_start(loop, park_only, &number));
        for (size_t i = LOOP_TASKS_MAX; i-- > 0;)
            task_wake(tasks[(i * 2731) % LOOP_TASKS_MAX]);
        loop_stop(loop);
        loop_run(loop);
        assert_int_equal(number, 0);
        assert_int_equal(loop_tasks(loop), 0);
    }
}

static void
note_stack(void *who)
{
    char here;

    *(uintptr_t *)who = (uintptr_t)&here;
}

static void
a_stack_is_used_again(void **state)
{
    uintptr_t first, second, between;

    (void)state;
    assert_true(task_start(loop, note_stack, &first));
    assert_true(task_start(loop, park_only, &(size_t){0}));
    assert_true(task_start(loop, note_stack, &between));
    assert_true(task_start(loop, note_stack, &second));
    assert_int_equal(second, between);
    assert_int_not_equal(first, between);
}

static void
start_another(void *who)
{
    int *depth = who;
    struct task *self = task_current();

    tell((char)('0' + *depth));
    if (--*depth > 0)
        assert_true(task_start(loop, start_another, depth));
    assert_ptr_equal(task_current(), self);
    task_park();
    tell('x');
}

static void
a_task_starts_a_task(void **state)
{
    int depth = 5;

    (void)state;
    assert_true(task_start(loop, start_another, &depth));
    assert_string_equal(story, "54321");
    assert_int_equal(loop_tasks(loop), 5);
    assert_null(task_current());
}

/* Two that wake each other for ever do not keep the timers from their turn. */
static void
wake_the_other(void *who)
{
    size_t self = *(const size_t *)who;

    tasks[self] = task_current();
    for (;;) {
        task_park();
        task_wake(tasks[1 - self]);
    }
}

static void
busy_tasks_leave_room(void **state)
{
    static const size_t numbers[] = {0, 1};
    struct loop_timer end = {.fire = stop};

    (void)state;
    for (size_t i = 0; i < 2; i++)
        assert_true(task_start(loop, wake_the_other, (void *)(uintptr_t)&numbers[i]));
    task_wake(tasks[0]);
    loop_timer_set(loop, &end, 1);
    loop_run(loop);
    assert_int_equal(loop_tasks(loop), 2);
}

/* --- hooks --- */

static struct loop_hook hooks[2];

static void
call_hook(void *who)
{
    tell(who == &hooks[0] ? 'h' : 'k');
    if (who == &hooks[1] && strlen(story) < 8)
        loop_at_turn_end(loop, &hooks[1]);
    else if (who == &hooks[1])
        loop_stop(loop);
}

static void
ask_for_hooks(void *who)
{
    (void)who;
    tell('t');
    loop_at_turn_end(loop, &hooks[0]);
    loop_at_turn_end(loop, &hooks[0]);
}

static void
hooks_are_called_once_a_turn(void **state)
{
    struct loop_timer timer = {.fire = ask_for_hooks};

    (void)state;
    for (size_t i = 0; i < 2; i++)
        hooks[i] = (struct loop_hook){.call = call_hook, .who = &hooks[i]};
    ask_for_hooks(NULL);
    ask_for_hooks(NULL);
    loop_timer_set(loop, &timer, 0);
    loop_at_turn_end(loop, &hooks[1]);
    loop_run(loop);
    assert_memory_equal(story, "ttt", 3); /* the timer fires before any hook */
    assert_non_null(strchr(story, 'h'));
    assert_null(strchr(strchr(story, 'h') + 1, 'h'));
    assert_string_equal(story + strlen(story) - 3, "kkk");
}

/* --- watches --- */

static struct loop_watch watches[2];

static void
rewatch_the_other(void *who, uint32_t events)
{
    struct loop_watch *other = who == &watches[0] ? &watches[1] : &watches[0];

    (void)events;
    tell('w');
    loop_rewatch(loop, other, 0);
    loop_stop(loop);
}

static void
unwatch_the_other(void *who, uint32_t events)
{
    struct loop_watch *other = who == &watches[0] ? &watches[1] : &watches[0];

    (void)events;
    tell('u');
    loop_unwatch(loop, other);
    close(other->fd);
    memset(other, 0xff, sizeof(*other)); /* as if it were freed */
    loop_stop(loop);
}

static void
take_interest_back(void *who, uint32_t events)
{
    struct loop_watch *other = who == &watches[0] ? &watches[1] : &watches[0];

    tell(events & EPOLLIN ? 'r' : '?');
    loop_rewatch(loop, other, EPOLLOUT | EPOLLRDHUP);
    loop_stop(loop);
}

static void
write_end_is_ready(void *who, uint32_t events)
{
    (void)who;
    tell(events & EPOLLIN ? '?' : 'o');
    loop_stop(loop);
}

static void
watch_two(void (*ready)(void *who, uint32_t events))
{
    for (size_t i = 0; i < 2; i++) {
        watches[i] = (struct loop_watch){eventfd(1, EFD_NONBLOCK), ready, &watches[i]};
        loop_watch(loop, &watches[i], EPOLLIN);
    }
}

static void
close_two(void)
{
    for (size_t i = 0; i < 2; i++) {
        loop_unwatch(loop, &watches[i]);
        close(watches[i].fd);
    }
}

static void
who_was_unwatched_is_not_called(void **state)
{
    (void)state;
    watch_two(unwatch_the_other);
    loop_run(loop);
    assert_string_equal(story, "u");

    struct loop_watch *left = watches[0].who == &watches[0] ? &watches[0] : &watches[1];

    loop_unwatch(loop, left);
    close(left->fd);
}

static void
who_takes_no_interest_is_not_called(void **state)
{
    (void)state;
    watch_two(rewatch_the_other);
    loop_run(loop);
    assert_string_equal(story, "w");
    loop_rewatch(loop, &watches[0], EPOLLIN); /* both are back, whichever it was */
    loop_rewatch(loop, &watches[1], EPOLLIN);
    loop_run(loop);
    assert_string_equal(story, "ww");
    close_two();
}

static void
what_is_no_longer_wanted_is_not_told(void **state)
{
    (void)state;
    watch_two(take_interest_back);
    for (size_t i = 0; i < 2; i++)
        watches[i].ready = take_interest_back;
    loop_run(loop);
    assert_string_equal(story, "r"); /* the other's EPOLLIN was on its way, and is dropped */
    for (size_t i = 0; i < 2; i++) {
        watches[i].ready = write_end_is_ready;
        loop_rewatch(loop, &watches[i], EPOLLOUT);
    }
    loop_run(loop);
    assert_string_equal(story, "roo");
    close_two();
}

static void
a_hang_up_without_interest_is_silent(void **state)
{
    struct loop_timer end = {.fire = stop};
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    watches[0] = (struct loop_watch){ends[0], write_end_is_ready, &watches[0]};
    loop_watch(loop, &watches[0], EPOLLIN);
    loop_rewatch(loop, &watches[0], 0);
    close(ends[1]);
    loop_timer_set(loop, &end, 2);
    loop_run(loop);
    assert_string_equal(story, "");
    loop_unwatch(loop, &watches[0]);
    close(ends[0]);
}

/* --- work --- */

static sem_t gate;

static void
wait_at_the_gate(void *who)
{
    while (sem_wait(&gate) != 0)
        ;
    *(int *)who += 1; /* each job has one of its own */
}

enum { JOBS_MAX = LOOP_WORK_THREADS + LOOP_WORK_QUEUE_MAX };

struct errand {
    int count;
    bool accepted;
};

static size_t returned;

static void
go_to_work(void *who)
{
    struct errand *errand = who;

    errand->accepted = loop_work(loop, wait_at_the_gate, &errand->count);
    if (errand->accepted && ++returned == JOBS_MAX)
        loop_stop(loop);
}

static void
work_is_done_and_bounded(void **state)
{
    static struct errand errands[JOBS_MAX + 1];

    (void)state;
    assert_int_equal(sem_init(&gate, 0, 0), 0);
    for (int round = 1; round <= 2; round++) {
        returned = 0;
        for (size_t i = 0; i <= JOBS_MAX; i++)
            assert_true(task_start(loop, go_to_work, &errands[i]));
        assert_int_equal(loop_tasks(loop), JOBS_MAX); /* the one too many is back already */
        assert_false(errands[JOBS_MAX].accepted);
        for (size_t i = 0; i < JOBS_MAX; i++)
            sem_post(&gate);
        loop_run(loop);
        for (size_t i = 0; i < JOBS_MAX; i++)
            assert_int_equal(errands[i].count, round);
        assert_int_equal(errands[JOBS_MAX].count, 0);
        assert_int_equal(loop_tasks(loop), 0);
    }
    sem_destroy(&gate);
}

static void
note_thread(void *who)
{
    *(bool *)who = task_current() == NULL;
}

static void
work_away(void *who)
{
    bool elsewhere = false;

    task_wake(task_current());
    assert_true(loop_work(loop, note_thread, &elsewhere));
    assert_true(elsewhere);
    task_park(); /* the wake from before the work is still there */
    tell('w');
    loop_stop(who);
}

static void
work_runs_elsewhere_and_keeps_wakes(void **state)
{
    (void)state;
    assert_true(task_start(loop, work_away, loop));
    loop_run(loop);
    assert_string_equal(story, "w");
}

static void
a_loop_closes_over_parked_tasks(void **state)
{
    size_t number = 0;

    (void)state;
    for (size_t i = 0; i < 10; i++)
        assert_true(task_start(loop, park_only, &number));
    assert_int_equal(loop_tasks(loop), 10);
}

#define STORY(test) cmocka_unit_test_setup_teardown(test, open_loop, close_loop)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(timers_fire_in_order),
        STORY(a_timer_clears_another_that_is_due),
        STORY(a_timer_that_sets_itself_fires_once_a_turn),
        STORY(many_timers_are_sorted),
        STORY(tasks_go_on_in_the_order_of_their_wakes),
        STORY(a_wake_before_the_park_is_kept),
        STORY(a_wake_during_a_sleep_is_kept),
        STORY(as_many_tasks_as_may_be),
        STORY(a_stack_is_used_again),
        STORY(a_task_starts_a_task),
        STORY(busy_tasks_leave_room),
        STORY(hooks_are_called_once_a_turn),
        STORY(who_was_unwatched_is_not_called),
        STORY(who_takes_no_interest_is_not_called),
        STORY(what_is_no_longer_wanted_is_not_told),
        STORY(a_hang_up_without_interest_is_silent),
        STORY(work_is_done_and_bounded),
        STORY(work_runs_elsewhere_and_keeps_wakes),
        STORY(a_loop_closes_over_parked_tasks),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
