/*
 * turn: work that burns a core for long, without holding anybody else up.
 *
 * Of each kind a worker does one at a time, in a thread that gives way to all others, and lets
 * a few wait; there are as many workers as cores. Who comes beyond that is told so at
 * once, so that a flood cannot slow down who reads. The threads begin with the first work, which
 * is in a worker and never in the process that forks them. Nothing is open in the database
 * meanwhile.
 */
#pragma once

#include "base/arena.h"
#include "loop/loop.h"

/* How many wait: of work that takes some ms, and of such as may take eight seconds each, whose last
 * is to be done before nginx waits no longer. */
enum { TURN_QUEUE_MAX = 8, TURN_LONG_QUEUE_MAX = 2 };

struct turns;
struct turns *turns_open(struct arena *arena,
                         int queue_max); /* of one kind of work, for a worker's life */

/* Parks the task until work(who) is done, see loop_work; false when there is too much to do. */
bool turn_work(struct loop *loop, struct turns *turns, void (*work)(void *who), void *who);
