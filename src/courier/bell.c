#include "courier/bell.h"

#include <assert.h>

static void
ring(void *who)
{
    bell_ring(who);
}

void
bell_wait(struct bell *bell, int64_t delay_ms)
{
    assert(bell->waiting == NULL);
    bell->timer.fire = ring;
    bell->timer.who = bell;
    if (delay_ms != BELL_FOREVER)
        loop_timer_set(bell->loop, &bell->timer, delay_ms);
    bell->waiting = task_current();
    while (!bell->rung)
        task_park();
    bell->waiting = NULL;
    bell->rung = false;
    loop_timer_clear(bell->loop, &bell->timer);
}

void
bell_ring(struct bell *bell)
{
    if (!bell->rung && bell->waiting != NULL)
        task_wake(bell->waiting);
    bell->rung = true;
}
