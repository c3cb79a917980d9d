/*
 * Badges of others, judged for whoever asked: what a judgement wants is fetched through the wall,
 * or was fetched a moment ago, until it wants nothing more. All of it is the stranger's choice, so
 * it has an end in documents, in bytes and in time.
 */
#include "courier/verification.h"

#include "base/clock.h"
#include "base/coding.h"
#include "base/log.h"
#include "keys/keys.h"
#include "sql/verification.h"

enum {
    VERIFICATIONS_AT_ONCE = 4,
    VERIFICATION_MS_MAX = 20000, /* then what was not had stays so */
    READING_MEMORY_MAX = 96 << 20,
};

/* On a thread of the pool: the arena is this judgement's alone, and its task waits. */
static void
open_it(void *who)
{
    struct verification *verification = who;
    struct judge_options options = {.now = clock_now(), .email = verification->email};

    verification->judge = judge_open(verification->arena, verification->content, &options);
}

static void
step_it(void *who)
{
    struct verification *verification = who;

    judge_step(verification->judge, verification->found, verification->count);
}

/* All that is wanted now, one after the other; false when the pool has too much to do. */
static bool
step(struct verification *verification, const struct judge_want *wants, size_t count)
{
    struct courier *courier = verification->courier;

    verification->count = 0;
    for (size_t i = 0; i < count && i < JUDGE_WANTS_MAX; i++) {
        bool is_late = loop_ms(courier->loop) - verification->began_ms > VERIFICATION_MS_MAX;
        struct judge_found found = {.url = wants[i].url};

        if (is_late || courier->stopping || verification->fetched == JUDGE_WANTS_MAX)
            break;
        verification->fetched++;
        verification_fetch(verification, &wants[i], &found);
        found.url = wants[i].url;
        verification->found[verification->count++] = found;
    }
    return loop_work(courier->loop, step_it, verification);
}

/* NULL when it could not be judged now: its lease runs out, and it is taken up again. */
static const struct judge_outcome *
judge(struct verification *verification)
{
    const struct judge_want *wants;
    size_t count;

    if (!loop_work(verification->courier->loop, open_it, verification))
        return NULL;
    while ((wants = judge_wants(verification->judge, &count)) != NULL)
        if (verification->courier->stopping || !step(verification, wants, count))
            return NULL;
    return judge_outcome(verification->judge);
}

static void
end(struct verification *verification)
{
    struct courier *courier = verification->courier;

    arena_close(verification->asking);
    arena_close(verification->arena);
    courier->verifications--;
    courier->in_flight--;
    bell_ring(&courier->look_bell);
    courier_ended(courier);
}

static void
verify(void *who)
{
    struct verification *verification = who;
    const struct judge_outcome *outcome = judge(verification);
    struct pg_door door = verification_door(verification);

    if (outcome != NULL)
        sql_verification_settle(&door, verification->id, verification->courier->owner,
                                verification->attempt, verdict_json(verification->arena, outcome),
                                verdict_matches(outcome));
    log_note("verification", LOG_TEXT("verification", verification->id),
             LOG_WORDS("verdict", outcome == NULL ? "" : judge_verdict_name(outcome->verdict)),
             LOG_NUMBER("documents", verification->fetched));
    end(verification);
}

static void
begin(struct courier *courier, const struct pg_answer *claim, size_t row)
{
    struct arena *arena = arena_open(JUDGE_MEMORY_MAX);
    struct verification *verification = arena_new(arena, struct verification);
    struct str question = coding_from_hex(arena, pg_cell(claim, row, VERIFICATION_CLAIM_QUESTION));
    struct str sealed = pg_cell(claim, row, VERIFICATION_CLAIM_RECIPIENT);

    *verification = (struct verification){
        .courier = courier,
        .arena = arena,
        .asking = arena_open(READING_MEMORY_MAX),
        .id = pg_kept(arena, pg_cell(claim, row, VERIFICATION_CLAIM_ID)),
        .content = coding_from_hex(arena, pg_cell(claim, row, VERIFICATION_CLAIM_CONTENT)),
        .email = sealed.at == NULL ? STR_NONE
                                   : keys_unseal(arena, courier->options.seal_key, question,
                                                 coding_from_hex(arena, sealed)),
        .began_ms = loop_ms(courier->loop),
    };
    str_integer(pg_cell(claim, row, VERIFICATION_CLAIM_ATTEMPT), &verification->attempt);
    courier->verifications++;
    courier->in_flight++;
    if (task_start(courier->loop, verify, verification))
        return;
    arena_close(verification->asking); /* its lease runs out */
    arena_close(arena);
    courier->verifications--;
    courier->in_flight--;
}

void
courier_verify(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    int most = VERIFICATIONS_AT_ONCE - courier->verifications;
    struct pg_answer claim;

    if (most <= 0)
        return;
    claim = sql_verification_claim(&door, courier->owner, most);
    for (size_t row = 0; !claim.problem && row < claim.rows; row++)
        begin(courier, &claim, row);
}
