/*
 * Badges that learners bring here and that are not there yet: fetched from their address, or taken
 * out of an archive, and kept as they came. Whether they count is judged afterwards.
 */
#include "courier/arrival.h"

#include "base/coding.h"
#include "base/log.h"
#include "pack/pack.h"
#include "sql/exchange.h"

enum { ARRIVALS_AT_ONCE = 2, ARRIVAL_MEMORY_MAX = 256 << 20 };

static void
fetch(struct arrival *arrival)
{
    struct judge_want want = {JUDGE_WANT_BADGE, arrival->source};
    struct judge_found found = {.url = arrival->source};

    verification_fetch(&arrival->at, &want, &found);
    if (found.status == 0)
        arrival_tell(arrival, STR_NONE, "refused", "not_fetched",
                     STR("Nobody answers there, or it is too much."), STR_NONE);
    else if (found.status != 200)
        arrival_tell(
            arrival, STR_NONE, "refused", "not_fetched",
            arena_print(arrival->at.arena, "The answer there is %d, and no badge.", found.status),
            STR_NONE);
    else
        arrival_take(arrival, STR_NONE, found.body);
}

/* What other programs put beside the files, and what tells of them. */
static bool
is_beside(struct str name)
{
    return str_same(name, STR("manifest.json")) || str_ends(name, STR("/manifest.json")) ||
           str_starts(name, STR("__MACOSX/")) || str_ends(name, STR(".DS_Store"));
}

static void
unpack(struct arrival *arrival)
{
    struct pack_file *files;
    size_t count;

    if (!pack_read(arrival->at.arena, arrival->archive, &files, &count)) {
        arrival_tell(arrival, STR_NONE, "refused", "no_badge",
                     STR("It is no whole archive, or there is too much in it."), STR_NONE);
        return;
    }
    for (size_t i = 0; i < count && !arrival->is_lost; i++) {
        if (arrival->at.courier->stopping)
            arrival->is_lost = true;
        else if (files[i].bytes.at != NULL && !is_beside(files[i].name))
            arrival_take(arrival, files[i].name, files[i].bytes);
        else if (!is_beside(files[i].name))
            arrival_tell(arrival, files[i].name, "refused", "no_badge",
                         STR("It is damaged, or too large, or not packed as it should be."),
                         STR_NONE);
    }
    if (arrival->items.size == 1 && !arrival->is_lost)
        arrival_tell(arrival, STR_NONE, "refused", "no_badge", STR("There is nothing in it."),
                     STR_NONE);
}

static void
end(struct arrival *arrival)
{
    struct courier *courier = arrival->at.courier;

    arena_close(arrival->at.asking);
    arena_close(arrival->at.arena);
    courier->arrivals--;
    courier->in_flight--;
    bell_ring(&courier->look_bell);
    courier_ended(courier);
}

static void
receive(void *who)
{
    struct arrival *arrival = who;
    struct verification *at = &arrival->at;

    arrival->items = text_new(at->arena);
    text_add(&arrival->items, STR("["));
    if (arrival->source.at != NULL)
        fetch(arrival);
    else
        unpack(arrival);
    text_add(&arrival->items, STR("]"));
    if (!arrival->is_lost) {
        struct pg_door door = verification_door(at);

        sql_held_import_settle(&door, at->id, at->courier->owner, at->attempt,
                               text_str(&arrival->items));
    }
    log_note("badges_brought", LOG_TEXT("import", at->id),
             LOG_NUMBER("done", arrival->is_lost ? 0 : 1));
    end(arrival);
}

static struct arrival *
open_arrival(struct courier *courier, const struct pg_answer *claim, size_t row)
{
    struct arena *arena = arena_open(ARRIVAL_MEMORY_MAX);
    struct arrival *arrival = arena_new(arena, struct arrival);
    struct str emails = pg_kept(arena, pg_cell(claim, row, HELD_IMPORT_CLAIM_EMAILS));

    arrival->at = (struct verification){
        .courier = courier,
        .arena = arena,
        .asking = arena_open(ARRIVAL_MEMORY_MAX),
        .id = pg_kept(arena, pg_cell(claim, row, HELD_IMPORT_CLAIM_ID)),
        .began_ms = loop_ms(courier->loop),
    };
    str_integer(pg_cell(claim, row, HELD_IMPORT_CLAIM_ATTEMPT), &arrival->at.attempt);
    arrival->source = pg_kept(arena, pg_cell(claim, row, HELD_IMPORT_CLAIM_SOURCE));
    arrival->archive = coding_from_hex(arena, pg_cell(claim, row, HELD_IMPORT_CLAIM_ARCHIVE));
    while (arrival->email_count < ARRIVAL_EMAILS_MAX &&
           str_cut(&emails, '\n', &arrival->emails[arrival->email_count]))
        arrival->email_count++;
    return arrival;
}

void
courier_receive(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    int most = ARRIVALS_AT_ONCE - courier->arrivals;
    struct pg_answer claim;

    if (most <= 0)
        return;
    claim = sql_held_import_claim(&door, courier->owner, most);
    for (size_t row = 0; !claim.problem && row < claim.rows; row++) {
        struct arrival *arrival = open_arrival(courier, &claim, row);

        courier->arrivals++;
        courier->in_flight++;
        if (!task_start(courier->loop, receive, arrival))
            end(arrival); /* its lease runs out */
    }
}
