#include "api/hashing.h"

#include <sys/resource.h>
#include <unistd.h>

enum { GIVES_WAY = 10 }; /* of nice(2) */

struct waiter {
    struct task *task;
    struct waiter *next;
    bool may_go;
};

struct hashing {
    bool is_busy;
    int waiting;
    struct waiter *first, *last;
};

struct hashing *
hashing_open(struct arena *arena)
{
    return arena_new(arena, struct hashing);
}

/* False when too many wait already. */
static bool
take_turn(struct hashing *hashing)
{
    struct waiter waiter = {.task = task_current()};

    if (!hashing->is_busy) {
        hashing->is_busy = true;
        return true;
    }
    if (hashing->waiting == HASHING_QUEUE_MAX)
        return false;
    hashing->waiting++;
    if (hashing->first == NULL)
        hashing->first = &waiter;
    else
        hashing->last->next = &waiter;
    hashing->last = &waiter;
    while (!waiter.may_go)
        task_park();
    return true;
}

/* The turn goes over to the next in line without being free in between. */
static void
end_turn(struct hashing *hashing)
{
    struct waiter *next = hashing->first;

    if (next == NULL) {
        hashing->is_busy = false;
        return;
    }
    hashing->first = next->next;
    hashing->waiting--;
    next->may_go = true;
    task_wake(next->task);
}

/* In a thread of the pool, which does nothing else. */
static void
work(void *job)
{
    setpriority(PRIO_PROCESS, (id_t)gettid(), GIVES_WAY);
    password_work(job);
}

static enum problem
run(struct call *call, struct password_job *job)
{
    struct hashing *hashing = call->api->hashing;
    bool was_done;

    if (!take_turn(hashing))
        return PROBLEM_BUSY;
    was_done = loop_work(call->api->loop, work, job);
    end_turn(hashing);
    return was_done && job->verdict != PASSWORD_FAILED ? PROBLEM_NONE : PROBLEM_BUSY;
}

enum problem
hashing_make(struct call *call, struct str password, struct str *stored)
{
    struct password_job job;
    enum problem problem;

    password_prepare(call->arena, &job, call->api->pepper, password, STR_NONE);
    problem = run(call, &job);
    if (!problem)
        *stored = arena_copy(call->arena, str_of(job.stored));
    password_wipe(&job);
    return problem;
}

enum problem
hashing_check(struct call *call, struct str password, struct str stored,
              enum password_verdict *verdict)
{
    struct password_job job;
    enum problem problem;

    password_prepare(call->arena, &job, call->api->pepper, password, stored);
    problem = run(call, &job);
    *verdict = job.verdict;
    password_wipe(&job);
    return problem;
}
