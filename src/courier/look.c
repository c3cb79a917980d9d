#include "courier/parts.h"

#include "base/log.h"
#include "sql/account.h"
#include "sql/badge-host.h"
#include "sql/badge.h"
#include "sql/client.h"
#include "sql/event.h"
#include "sql/exchange.h"
#include "sql/federation.h"
#include "sql/feed.h"
#include "sql/guardian.h"
#include "sql/idempotency.h"
#include "sql/import.h"
#include "sql/job.h"
#include "sql/mail.h"
#include "sql/oauth.h"
#include "sql/verification.h"
#include "sql/wallet.h"

enum { LOOKING_MEMORY_MAX = 16 << 20, FORGET_MAX = 1000, EXPIRE_MAX = 1000 };

/* Whether there is more of the same. */
static bool
fan_out(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    struct pg_answer answer = sql_event_fan_out(&door, COURIER_FAN_OUT_MAX);
    int64_t events = 0;

    return !answer.problem && str_integer(pg_named(&answer, 0, "events"), &events) &&
           events == COURIER_FAN_OUT_MAX;
}

static bool
claim(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    size_t unwritten = courier->gathering.count + courier->writing.count;
    int most = FETCH_AT_ONCE_MAX - courier->in_flight - (int)unwritten;
    struct pg_answer answer;

    if (most > COURIER_CLAIM_MAX)
        most = COURIER_CLAIM_MAX;
    if (most <= 0)
        return false;
    answer = sql_delivery_claim(&door, courier->owner, most);
    if (answer.problem)
        return false;
    for (size_t row = 0; row < answer.rows; row++)
        courier_deliver(courier, &answer, row);
    return answer.rows == (size_t)most;
}

/* What has to be done now and then, by any courier. */
static void
reap(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    struct pg_answer answer = sql_delivery_reap(&door), mails = sql_mail_reap(&door);
    int64_t freed = 0, freed_mails = 0;

    poke_open(&courier->poke);
    if (!answer.problem && str_integer(pg_named(&answer, 0, "freed"), &freed) && freed > 0)
        log_warning("leases_ran_out", LOG_NUMBER("deliveries", freed));
    sql_activities_come_due(&door);
    sql_verification_give_up(&door);
    sql_held_imports_give_up(&door);
    sql_fetched_forget(&door);
    if (!mails.problem && str_integer(pg_named(&mails, 0, "freed"), &freed_mails) &&
        freed_mails > 0)
        log_warning("leases_ran_out", LOG_NUMBER("mails", freed_mails));
}

static void
forget_events(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    int64_t gone = FORGET_MAX;

    while (gone == FORGET_MAX && !courier->stopping) {
        struct pg_answer answer = sql_events_forget(&door, FORGET_MAX);

        if (answer.problem || !str_integer(pg_named(&answer, 0, "gone"), &gone))
            return;
        arena_reset(arena);
    }
}

static void
sweep(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};

    sql_idempotency_forget(&door);
    sql_revocation_forget(&door);
    sql_account_forget(&door);
    sql_federation_forget(&door);
    sql_mail_forget(&door);
    sql_awards_come_of_age(&door);
    sql_oauth_forget(&door);
    sql_award_offers_forget(&door);
    sql_badge_pictures_forget(&door);
    sql_client_forget(&door);
    sql_job_forget(&door);
    sql_import_forget(&door);
    sql_verification_forget(&door);
    sql_held_imports_forget(&door);
    sql_badge_host_forget(&door);
    forget_events(courier, arena);
}

/* Secrets that expire soon, endpoints that take nothing, awards that are over: somebody hears of
 * it. */
static void
warn_of_ends(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};

    sql_client_warn(&door);
    sql_endpoints_watch(&door);
    sql_awards_expire(&door, EXPIRE_MAX);
}

static const struct {
    void (*run)(struct courier *courier, struct arena *arena);
    int64_t every_ms;
} chores[] = {
    {reap,                   COURIER_REAP_MS     },
    {sweep,                  COURIER_SWEEP_MS    },
    {warn_of_ends,           COURIER_WARN_MS     },
    {courier_read_calendars, COURIER_CALENDARS_MS},
};

enum { CHORES = sizeof(chores) / sizeof(chores[0]) };

static void
do_chores(struct courier *courier, struct arena *arena, int64_t *due_ms)
{
    for (size_t i = 0; i < CHORES; i++) {
        if (loop_ms(courier->loop) < due_ms[i])
            continue;
        chores[i].run(courier, arena);
        arena_reset(arena);
        due_ms[i] = loop_ms(courier->loop) + chores[i].every_ms;
    }
}

void
courier_look(void *who)
{
    struct courier *courier = who;
    struct arena *arena = arena_open(LOOKING_MEMORY_MAX);
    int64_t due_ms[CHORES] = {0};

    while (!courier->stopping) {
        bool more = fan_out(courier, arena);

        arena_reset(arena);
        if (!courier->stopping)
            more = claim(courier, arena) || more;
        arena_reset(arena);
        if (!courier->stopping)
            more = courier_post(courier, arena) || more;
        arena_reset(arena);
        if (!courier->stopping)
            courier_federate(courier, arena);
        arena_reset(arena);
        if (!courier->stopping)
            more = courier_sign(courier) || more;
        if (!courier->stopping)
            courier_receive(courier, arena);
        arena_reset(arena);
        if (!courier->stopping)
            courier_verify(courier, arena);
        arena_reset(arena);
        if (!courier->stopping)
            courier_visit(courier, arena);
        arena_reset(arena);
        if (!courier->stopping)
            courier_work(courier, arena);
        arena_reset(arena);
        do_chores(courier, arena, due_ms);
        if (!more && !courier->stopping)
            bell_wait(&courier->look_bell, COURIER_LOOK_MS);
    }
    arena_close(arena);
    courier->looking = false;
    courier_ended(courier);
}
