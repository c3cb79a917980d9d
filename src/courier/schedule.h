/*
 * schedule: what comes of an attempt, and when the next one is due. Pure.
 *
 * A receiver that answers 2xx has it. One that answers 410 wants no more. Any
 * other end is a failure, also 3xx, since nothing is followed, and 4xx, since
 * receivers are deployed wrongly often. After the last attempt a delivery is
 * exhausted, and waits for somebody to ask for it again.
 *
 * How an endpoint that keeps failing is left alone is said where its failures
 * are counted: delivery_settle in db/migrations.
 */
#pragma once

#include "fetch/fetch.h"

enum {
    SCHEDULE_ATTEMPTS = 12,           /* over three days and a bit */
    SCHEDULE_THROTTLED_MS = 60000,    /* the least wait after 429, 502, 503 and 504 */
    SCHEDULE_ASKED_S_MAX = 24 * 3600, /* the longest Retry-After that is kept to */
};

enum schedule_state { SCHEDULE_DELIVERED, SCHEDULE_DUE, SCHEDULE_EXHAUSTED, SCHEDULE_HELD };
const char *schedule_state_name(enum schedule_state state); /* as the database knows it */

struct schedule_next {
    enum schedule_state state;
    int64_t delay_ms; /* until it is due */
    bool gone;        /* the endpoint wants no more events at all */
};

/*
 * `attempt` counts from 1. `chance` is any number, and spreads the wait by a
 * fifth to both sides; `scale` divides it at last.
 */
struct schedule_next schedule_after(int attempt, const struct fetch_reply *reply, uint32_t chance,
                                    int64_t scale);
