#include "loop_stage.h"

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
    *(uintptr_t *)who = (uintptr_t)__builtin_frame_address(0);
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

static void
a_loop_closes_over_parked_tasks(void **state)
{
    size_t number = 0;

    (void)state;
    for (size_t i = 0; i < 10; i++)
        assert_true(task_start(loop, park_only, &number));
    assert_int_equal(loop_tasks(loop), 10);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(tasks_go_on_in_the_order_of_their_wakes),
        STORY(a_wake_before_the_park_is_kept),
        STORY(a_wake_during_a_sleep_is_kept),
        STORY(as_many_tasks_as_may_be),
        STORY(a_stack_is_used_again),
        STORY(a_task_starts_a_task),
        STORY(busy_tasks_leave_room),
        STORY(a_loop_closes_over_parked_tasks),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("loop_task", tests, NULL, NULL);
}
