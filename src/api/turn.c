#include "api/turn.h"

#include <sys/resource.h>
#include <unistd.h>

enum { GIVES_WAY = 10 }; /* of nice(2) */

struct waiter {
    struct task *task;
    struct waiter *next;
    bool may_go;
};

struct turns {
    bool is_busy;
    int waiting, queue_max;
    struct waiter *first, *last;
};

struct turns *
turns_open(struct arena *arena, int queue_max)
{
    struct turns *turns = arena_new(arena, struct turns);

    turns->queue_max = queue_max;
    return turns;
}

/* False when too many wait already. */
static bool
take_turn(struct turns *turns)
{
    struct waiter waiter = {.task = task_current()};

    if (!turns->is_busy) {
        turns->is_busy = true;
        return true;
    }
    if (turns->waiting == turns->queue_max)
        return false;
    turns->waiting++;
    if (turns->first == NULL)
        turns->first = &waiter;
    else
        turns->last->next = &waiter;
    turns->last = &waiter;
    while (!waiter.may_go)
        task_park();
    return true;
}

/* The turn goes over to the next in line without being free in between. */
static void
end_turn(struct turns *turns)
{
    struct waiter *next = turns->first;

    if (next == NULL) {
        turns->is_busy = false;
        return;
    }
    turns->first = next->next;
    turns->waiting--;
    next->may_go = true;
    task_wake(next->task);
}

struct job {
    void (*work)(void *who);
    void *who;
};

/* In a thread of the pool, which does nothing else. */
static void
give_way(void *who)
{
    const struct job *job = who;

    setpriority(PRIO_PROCESS, (id_t)gettid(), GIVES_WAY);
    job->work(job->who);
}

bool
turn_work(struct loop *loop, struct turns *turns, void (*work)(void *who), void *who)
{
    struct job job = {work, who};
    bool was_done;

    if (!take_turn(turns))
        return false;
    was_done = loop_work(loop, give_way, &job);
    end_turn(turns);
    return was_done;
}
