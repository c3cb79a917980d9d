#include "loop/parts.h"

#include <assert.h>
#include <stdlib.h>

#if PLACE_ASAN || PLACE_TSAN
enum { STACK_SIZE = 4 * LOOP_STACK_SIZE };
#else
enum { STACK_SIZE = LOOP_STACK_SIZE };
#endif

struct task {
    struct place place;
    struct loop *loop;
    struct task *starter; /* whom it goes back to when it parks or ends; NULL is the loop */
    struct task *next;    /* among the woken, or the free */
    struct task *older;   /* among all */
    void (*run)(void *who);
    void *who;
    bool parked, woken;
};

static _Thread_local struct task *current;

struct task *
task_current(void)
{
    return current;
}

size_t
loop_tasks(const struct loop *loop)
{
    return loop->task_count;
}

static struct place *
place_of_starter(struct task *task)
{
    return task->starter == NULL ? &task->loop->place : &task->starter->place;
}

/* From wherever we are into the task, and back when it parks or ends. */
static void
enter(struct task *task)
{
    task->starter = current;
    current = task;
    place_change(place_of_starter(task), &task->place);
    place_arrive(place_of_starter(task), &task->place);
    current = task->starter;
}

static void
leave(struct task *task)
{
    place_change(&task->place, place_of_starter(task));
    place_arrive(&task->place, place_of_starter(task)); /* which may be another than before */
}

/* The life of a stack: one task after the other. */
static void
live(void)
{
    struct task *task = current;
    struct loop *loop = task->loop;

    place_arrive(&task->place, place_of_starter(task));
    for (;;) {
        task->run(task->who);
        task->next = loop->free;
        loop->free = task;
        loop->task_count--;
        leave(task);
    }
}

static struct task *
task_new(struct loop *loop)
{
    struct task *task = calloc(1, sizeof(*task));

    if (task == NULL || place_open(&task->place, STACK_SIZE, live) != 0) {
        free(task);
        return NULL;
    }
    task->loop = loop;
    task->older = loop->all;
    loop->all = task;
    return task;
}

static struct task *
take(struct loop *loop)
{
    struct task *task = loop->free;

    if (task == NULL)
        return task_new(loop);
    loop->free = task->next;
    return task;
}

bool
task_start(struct loop *loop, void (*run)(void *who), void *who)
{
    struct task *task = loop->task_count < LOOP_TASKS_MAX ? take(loop) : NULL;

    if (task == NULL)
        return false;
    task->run = run;
    task->who = who;
    task->parked = task->woken = false;
    loop->task_count++;
    enter(task);
    return true;
}

void
task_go_on(struct task *task)
{
    struct task_queue *ready = &task->loop->ready;

    task->next = NULL;
    if (ready->first == NULL)
        ready->first = task;
    else
        ready->last->next = task;
    ready->last = task;
}

void
task_wait(void)
{
    assert(current != NULL);
    leave(current);
}

void
task_park(void)
{
    struct task *task = current;

    assert(task != NULL);
    if (!task->woken) {
        task->parked = true;
        leave(task);
    }
    task->woken = false;
}

void
task_wake(struct task *task)
{
    task->woken = true;
    if (!task->parked)
        return;
    task->parked = false;
    task_go_on(task);
}

static void
slept(void *who)
{
    task_go_on(who);
}

void
task_sleep(struct loop *loop, int64_t delay_ms)
{
    struct loop_timer timer = {.fire = slept, .who = current};

    loop_timer_set(loop, &timer, delay_ms);
    task_wait();
}

void
tasks_go_on(struct loop *loop)
{
    /* Tasks that wake each other without end leave room for the rest of the loop. */
    for (size_t count = 0; loop->ready.first != NULL && count < LOOP_TASKS_MAX; count++) {
        struct task *task = loop->ready.first;

        loop->ready.first = task->next;
        enter(task);
    }
}

void
tasks_close(struct loop *loop)
{
    while (loop->all != NULL) {
        struct task *task = loop->all;

        loop->all = task->older;
        place_close(&task->place);
        free(task);
    }
}
