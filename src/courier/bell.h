/*
 * bell: one task waits until it is rung for, or until time has passed. For
 * the files of this room only.
 */
#pragma once

#include "loop/loop.h"

enum { BELL_FOREVER = -1 };

struct bell {
    struct loop *loop;
    struct loop_timer timer;
    struct task *waiting;
    bool rung;
};

/* A ring that came before is not lost; at most one task waits. */
void bell_wait(struct bell *bell, int64_t delay_ms);
void bell_ring(struct bell *bell);
