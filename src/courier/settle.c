#include "courier/parts.h"

#include "base/coding.h"
#include "base/log.h"
#include "sql/event.h"

#include <inttypes.h>

enum {
    ASKING_MEMORY_MAX = 16 << 20,
    RETRY_MS = 1000,
    LEASE_MS = 60000, /* as delivery_claim says; later results are nobody's */
};

static void
add_number(struct text *text, const char *name, int64_t value)
{
    text_print(text, ",\"%s\":%" PRId64, name, value);
}

/* The status is null when nothing was answered, and the head when it was empty. */
static void
add_reply(struct text *text, struct arena *arena, const struct fetch_reply *reply)
{
    if (reply->status > 0)
        add_number(text, "status", reply->status);
    add_number(text, "dnsMs", reply->dns_ms);
    add_number(text, "connectMs", reply->connect_ms);
    add_number(text, "tlsMs", reply->tls_ms);
    add_number(text, "firstByteMs", reply->first_byte_ms);
    add_number(text, "totalMs", reply->total_ms);
    if (reply->body.size > 0)
        text_print(text, ",\"head\":\"" STR_FMT "\"", STR_ARG(coding_base64(arena, reply->body)));
}

void
courier_gather(struct courier *courier, const struct attempt *attempt)
{
    struct results *results = &courier->gathering;
    struct text *text = &results->members;

    if (results->count == 0) {
        *text = text_new(results->arena);
        results->since_ms = loop_ms(courier->loop);
    }
    text_print(text, "%s{\"event\":\"" STR_FMT "\",\"endpoint\":\"" STR_FMT "\"",
               results->count > 0 ? "," : "", STR_ARG(attempt->event), STR_ARG(attempt->endpoint));
    add_number(text, "attempt", attempt->number);
    text_print(text, ",\"state\":\"%s\",\"outcome\":\"%s\",\"gone\":%s",
               schedule_state_name(attempt->next.state), attempt->outcome,
               attempt->next.gone ? "true" : "false");
    text_print(text, ",\"delaySeconds\":%" PRId64 ".%03" PRId64, attempt->next.delay_ms / 1000,
               attempt->next.delay_ms % 1000);
    if (attempt->proof.at != NULL)
        text_print(text, ",\"proof\":\"" STR_FMT "\"", STR_ARG(attempt->proof));
    add_reply(text, results->arena, &attempt->reply);
    text_print(text, "}");
    results->count++;
    if (results->count == 1 || results->count == COURIER_SETTLE_MAX)
        bell_ring(&courier->settle_bell);
}

/*
 * A set that could not be written is tried again until its leases have run out:
 * to write it twice changes nothing.
 */
static void
write_set(struct courier *courier, struct arena *arena)
{
    struct results *set = &courier->writing;
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    struct str results = arena_print(set->arena, "[" STR_FMT "]", STR_ARG(text_str(&set->members)));
    struct pg_answer answer = sql_delivery_settle(&door, courier->owner, results);

    while (answer.problem && loop_ms(courier->loop) - set->since_ms < LEASE_MS) {
        task_sleep(courier->loop, RETRY_MS);
        arena_reset(arena);
        answer = sql_delivery_settle(&door, courier->owner, results);
    }
    if (answer.problem)
        log_fault("results_lost", LOG_NUMBER("count", set->count),
                  LOG_WORDS("problem", problem_slug(answer.problem)));
    arena_reset(arena);
    arena_reset(set->arena);
    set->count = 0;
}

/* How long the set that is gathered may still wait for company; 0: not at all. */
static int64_t
patience_ms(const struct courier *courier)
{
    int64_t waited_ms = loop_ms(courier->loop) - courier->gathering.since_ms;

    if (courier->gathering.count == 0)
        return BELL_FOREVER;
    if (courier->gathering.count >= COURIER_SETTLE_MAX || waited_ms >= COURIER_SETTLE_MS)
        return 0;
    return COURIER_SETTLE_MS - waited_ms;
}

static bool
has_more_to_come(const struct courier *courier)
{
    return !courier->stopping || courier->looking || courier->in_flight > 0 ||
           courier->gathering.count > 0;
}

void
courier_settle(void *who)
{
    struct courier *courier = who;
    struct arena *arena = arena_open(ASKING_MEMORY_MAX);

    while (has_more_to_come(courier)) {
        int64_t patience = patience_ms(courier);

        if (patience != 0) {
            bell_wait(&courier->settle_bell, patience);
            continue;
        }

        struct results set = courier->gathering;

        courier->gathering = courier->writing;
        courier->writing = set;
        write_set(courier, arena);
        bell_ring(&courier->look_bell); /* places at the endpoints are free again */
    }
    arena_close(arena);
    courier->settling = false;
    courier_ended(courier);
}
