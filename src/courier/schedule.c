#include "courier/schedule.h"

#include <assert.h>

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

/* The wait after the first attempt, after the second, and so on. */
static const int64_t waits_ms[SCHEDULE_ATTEMPTS - 1] = {
    5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 2 * HOUR,
    5 * HOUR,   10 * HOUR,   14 * HOUR,  20 * HOUR,   24 * HOUR,
};

static const char *const state_names[] = {
    [SCHEDULE_DELIVERED] = "delivered",
    [SCHEDULE_DUE] = "due",
    [SCHEDULE_EXHAUSTED] = "exhausted",
    [SCHEDULE_HELD] = "held",
};

const char *
schedule_state_name(enum schedule_state state)
{
    assert(state < sizeof(state_names) / sizeof(state_names[0]));
    return state_names[state];
}

/* From 80 % to 120 %, in steps of a thousandth. */
static int64_t
spread(int64_t ms, uint32_t chance)
{
    return ms * (800 + chance % 401) / 1000;
}

static bool
is_throttling(int status)
{
    return status == 429 || status == 502 || status == 503 || status == 504;
}

/* The least wait that the receiver asks for: a Retry-After counts where HTTP gives it a meaning. */
static int64_t
asked_ms(const struct fetch_reply *reply)
{
    if (!is_throttling(reply->status))
        return 0;
    if (reply->retry_after_s < 0 || (reply->status != 429 && reply->status != 503))
        return SCHEDULE_THROTTLED_MS;
    if (reply->retry_after_s > SCHEDULE_ASKED_S_MAX)
        return (int64_t)SCHEDULE_ASKED_S_MAX * SECOND;
    return reply->retry_after_s * SECOND;
}

struct schedule_next
schedule_after(int attempt, const struct fetch_reply *reply, uint32_t chance, int64_t scale)
{
    bool answered = reply->outcome == FETCH_ANSWERED;
    int64_t wait_ms, least_ms = answered ? asked_ms(reply) : 0;

    assert(attempt >= 1 && scale >= 1);
    if (answered && reply->status >= 200 && reply->status <= 299)
        return (struct schedule_next){.state = SCHEDULE_DELIVERED};
    if (answered && reply->status == 410)
        return (struct schedule_next){.state = SCHEDULE_HELD, .gone = true};
    if (attempt >= SCHEDULE_ATTEMPTS)
        return (struct schedule_next){.state = SCHEDULE_EXHAUSTED};
    wait_ms = spread(waits_ms[attempt - 1], chance);
    return (struct schedule_next){
        .state = SCHEDULE_DUE,
        .delay_ms = (wait_ms > least_ms ? wait_ms : least_ms) / scale,
    };
}
