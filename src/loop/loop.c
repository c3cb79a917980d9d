#include "loop/parts.h"

#include "base/clock.h"
#include "base/must.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <unistd.h>

struct loop *
loop_open(void)
{
    struct loop *loop = must(calloc(1, sizeof(*loop)));

    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll < 0) {
        free(loop);
        return NULL;
    }
    loop->hooks_end = &loop->hooks;
    return loop;
}

void
loop_close(struct loop *loop)
{
    assert(!loop->running);
    if (loop->pool != NULL)
        pool_close(loop->pool);
    tasks_close(loop);
    timers_close(loop);
    close(loop->epoll);
    free(loop);
}

void
loop_stop(struct loop *loop)
{
    loop->stopped = true;
}

void
loop_at_turn_end(struct loop *loop, struct loop_hook *hook)
{
    if (hook->asked)
        return;
    hook->asked = true;
    hook->next = NULL;
    *loop->hooks_end = hook;
    loop->hooks_end = &hook->next;
}

/* What asks again from here is called at the end of the next turn. */
static void
call_hooks(struct loop *loop)
{
    struct loop_hook *hook = loop->hooks;

    loop->hooks = NULL;
    loop->hooks_end = &loop->hooks;
    while (hook != NULL) {
        struct loop_hook *next = hook->next;

        hook->asked = false;
        hook->call(hook->who);
        hook = next;
    }
}

/* Milliseconds to wait for the kernel; -1 is for as long as it takes. */
static int
patience(const struct loop *loop)
{
    int64_t due = timers_next_ms(loop);

    if (loop->stopped || loop->ready.first != NULL || loop->hooks != NULL)
        return 0;
    if (due < 0)
        return -1;

    int64_t left = due - clock_ms();

    return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void
turn(struct loop *loop)
{
    loop->batch_count = epoll_wait(loop->epoll, loop->batch, LOOP_BATCH_MAX, patience(loop));
    assert(loop->batch_count >= 0 || errno == EINTR);
    loop->now_ms = clock_ms();

    for (loop->batch_at = 0; loop->batch_at < loop->batch_count; loop->batch_at++) {
        const struct epoll_event *event = &loop->batch[loop->batch_at];
        struct loop_watch *watch = event->data.ptr;

        if (watch != NULL)
            watch->ready(watch->who, event->events);
    }
    loop->batch_count = 0;
    timers_fire(loop);
    tasks_go_on(loop);
    call_hooks(loop);
}

void
loop_run(struct loop *loop)
{
    assert(!loop->running && task_current() == NULL);
    loop->running = true;
    loop->now_ms = clock_ms();
    do
        turn(loop);
    while (!loop->stopped);
    loop->stopped = loop->running = false;
}
