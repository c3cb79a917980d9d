/*
 * parts: what the files of this room know of each other, and nobody else.
 */
#pragma once

#include "loop/loop.h"
#include "loop/place.h"

enum { LOOP_BATCH_MAX = 256 }; /* events taken from the kernel at once */

struct pool;

struct task_queue {
    struct task *first, *last;
};

struct loop {
    int epoll;
    bool running, firing, stopped;
    int64_t now_ms;

    struct epoll_event batch[LOOP_BATCH_MAX];
    int batch_at, batch_count; /* the event that is being told, and the end */

    struct loop_timer **timers; /* a heap; [0] is never used */
    size_t timer_count, timer_room;

    struct loop_hook *hooks, **hooks_end;

    struct place place; /* of loop_run itself, while a task runs */
    struct task_queue ready;
    struct task *free, *all;
    size_t task_count;

    struct pool *pool; /* NULL until the first loop_work */
};

/* timer.c */
void timers_fire(struct loop *loop);             /* those that are due at now_ms */
int64_t timers_next_ms(const struct loop *loop); /* when the first is due; -1 when there is none */
void timers_close(struct loop *loop);

/* task.c */
void tasks_go_on(struct loop *loop); /* those that were woken */
void tasks_close(struct loop *loop);
/* Waits for task_go_on, whatever task_wake says meanwhile: that is kept for the next task_park. */
void task_wait(void);
void task_go_on(struct task *task);

/* pool.c */
void pool_close(struct pool *pool);
