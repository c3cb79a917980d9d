#include "loop_stage.h"

#include <semaphore.h>
#include <sys/eventfd.h>
#include <unistd.h>

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(hooks_are_called_once_a_turn),         STORY(who_was_unwatched_is_not_called),
        STORY(who_takes_no_interest_is_not_called),  STORY(what_is_no_longer_wanted_is_not_told),
        STORY(a_hang_up_without_interest_is_silent), STORY(work_is_done_and_bounded),
        STORY(work_runs_elsewhere_and_keeps_wakes),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
