/*
 * loop: one thread that waits for everything at once.
 *
 * A loop watches descriptors (epoll), keeps timers, and runs tasks. A task is
 * straight-line code on a small stack of its own: it starts, parks itself until
 * somebody wakes it, and goes on where it stood. So a handler reads top down,
 * and thousands of them wait at once in one thread.
 *
 * Everything here belongs to the thread that runs the loop; only the functions
 * given to loop_work run elsewhere. Watches and timers are the caller's memory
 * and have to outlive their time in the loop. A callback must not block.
 */
#pragma once

#include "base/str.h"

#include <sys/epoll.h>

enum {
    LOOP_TASKS_MAX = 4096,       /* tasks at once; task_start answers false beyond it */
    LOOP_STACK_SIZE = 256 << 10, /* bytes of each task's stack, with a guard page below */
    LOOP_WORK_THREADS = 3,       /* of the pool that loop_work runs on */
    LOOP_WORK_QUEUE_MAX = 64,    /* jobs that may wait for a thread of the pool */
};

struct loop;

struct loop *loop_open(void);
void loop_run(struct loop *loop);  /* until loop_stop */
void loop_stop(struct loop *loop); /* loop_run returns at the end of the turn; tasks stay parked */
void loop_close(struct loop *loop);

/* The time at the start of this turn, monotonic milliseconds: cheap, for timers. */
int64_t loop_ms(const struct loop *loop);

struct loop_watch {
    int fd;
    void (*ready)(void *who, uint32_t events); /* EPOLLIN, EPOLLOUT, ... */
    void *who;
};
/* `events` 0 takes the descriptor out of the loop's interest but keeps the watch. */
void loop_watch(struct loop *loop, struct loop_watch *watch, uint32_t events);
void loop_rewatch(struct loop *loop, struct loop_watch *watch, uint32_t events);
void loop_unwatch(struct loop *loop, struct loop_watch *watch); /* before its fd is closed */

struct loop_timer {
    void (*fire)(void *who);
    void *who;
    int64_t due_ms; /* below: the loop's own */
    size_t place;   /* 0 when it is not set */
};
/* One that is set already is moved. */
void loop_timer_set(struct loop *loop, struct loop_timer *timer, int64_t delay_ms);
void loop_timer_clear(struct loop *loop, struct loop_timer *timer);

/* Called once at the end of each turn that it was asked for in: to flush what the turn gathered. */
struct loop_hook {
    void (*call)(void *who);
    void *who;
    struct loop_hook *next; /* the loop's own */
    bool asked;
};
void loop_at_turn_end(struct loop *loop, struct loop_hook *hook);

struct task;

/* Runs at once until it first parks or ends; false when LOOP_TASKS_MAX tasks are alive. */
bool task_start(struct loop *loop, void (*run)(void *who), void *who);
struct task *task_current(void);   /* NULL outside of any task */
void task_park(void);              /* until task_wake; wakes that came before are not lost */
void task_wake(struct task *task); /* from the loop's thread; it goes on in this turn or the next */
void task_sleep(struct loop *loop, int64_t delay_ms);
size_t loop_tasks(const struct loop *loop); /* alive */

/*
 * Runs work(who) on one of LOOP_WORK_THREADS threads, which are started at the
 * first call, and parks the task until it is done; false when the queue is
 * full. The work must not touch anything of the loop, nor any arena but the waiting task's own,
 * which nobody else touches meanwhile.
 */
bool loop_work(struct loop *loop, void (*work)(void *who), void *who);
