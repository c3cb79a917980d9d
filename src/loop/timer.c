#include "loop/parts.h"

#include "base/clock.h"
#include "base/must.h"

enum { TIMERS_FIRST = 64 };

int64_t
loop_ms(const struct loop *loop)
{
    return loop->running ? loop->now_ms : clock_ms();
}

static void
put(struct loop *loop, struct loop_timer *timer, size_t place)
{
    loop->timers[place] = timer;
    timer->place = place;
}

static void
sift_up(struct loop *loop, struct loop_timer *timer, size_t place)
{
    for (; place > 1 && loop->timers[place / 2]->due_ms > timer->due_ms; place /= 2)
        put(loop, loop->timers[place / 2], place);
    put(loop, timer, place);
}

static void
sift_down(struct loop *loop, struct loop_timer *timer, size_t place)
{
    for (size_t child; (child = 2 * place) <= loop->timer_count; place = child) {
        if (child < loop->timer_count &&
            loop->timers[child + 1]->due_ms < loop->timers[child]->due_ms)
            child++;
        if (loop->timers[child]->due_ms >= timer->due_ms)
            break;
        put(loop, loop->timers[child], place);
    }
    put(loop, timer, place);
}

static void
make_room(struct loop *loop)
{
    if (loop->timer_count + 1 < loop->timer_room)
        return;
    loop->timer_room = loop->timer_room == 0 ? TIMERS_FIRST : 2 * loop->timer_room;
    loop->timers = must(realloc(loop->timers, loop->timer_room * sizeof(struct loop_timer *)));
}

void
loop_timer_set(struct loop *loop, struct loop_timer *timer, int64_t delay_ms)
{
    /* One that sets itself again, at once, must not keep the others from their turn. */
    int64_t least = loop->firing ? 1 : 0;

    loop_timer_clear(loop, timer);
    make_room(loop);
    timer->due_ms = loop_ms(loop) + (delay_ms > least ? delay_ms : least);
    sift_up(loop, timer, ++loop->timer_count);
}

void
loop_timer_clear(struct loop *loop, struct loop_timer *timer)
{
    size_t place = timer->place;

    if (place == 0)
        return;

    struct loop_timer *last = loop->timers[loop->timer_count--];

    timer->place = 0;
    if (last == timer)
        return;
    if (place > 1 && loop->timers[place / 2]->due_ms > last->due_ms)
        sift_up(loop, last, place);
    else
        sift_down(loop, last, place);
}

void
timers_fire(struct loop *loop)
{
    loop->firing = true;
    while (loop->timer_count > 0 && loop->timers[1]->due_ms <= loop->now_ms) {
        struct loop_timer *timer = loop->timers[1];

        loop_timer_clear(loop, timer);
        timer->fire(timer->who);
    }
    loop->firing = false;
}

int64_t
timers_next_ms(const struct loop *loop)
{
    return loop->timer_count == 0 ? -1 : loop->timers[1]->due_ms;
}

void
timers_close(struct loop *loop)
{
    free(loop->timers);
}
