#include "courier/parts.h"

#include "base/log.h"

bool
courier_idle(const struct courier *courier)
{
    return !courier->looking && !courier->settling && courier->in_flight == 0;
}

static void
tell_stopped(struct courier *courier)
{
    void (*stopped)(void *who) = courier->stopped;

    courier->stopped = NULL;
    loop_timer_clear(courier->loop, &courier->drain);
    if (stopped != NULL)
        stopped(courier->stopped_who);
}

void
courier_ended(struct courier *courier)
{
    if (!courier->stopping)
        return;
    bell_ring(&courier->settle_bell);
    if (courier_idle(courier))
        tell_stopped(courier);
}

static void
drained(void *who)
{
    struct courier *courier = who;

    log_warning("deliveries_cut_short", LOG_NUMBER("in_flight", courier->in_flight));
    tell_stopped(courier);
}

void
courier_stop(struct courier *courier, void (*stopped)(void *who), void *who)
{
    courier->stopping = true;
    courier->stopped = stopped;
    courier->stopped_who = who;
    courier->drain = (struct loop_timer){.fire = drained, .who = courier};
    loop_timer_set(courier->loop, &courier->drain, courier->options.drain_seconds * 1000);
    poke_close(&courier->poke);
    bell_ring(&courier->look_bell);
    bell_ring(&courier->settle_bell);
}
