#include "courier/errand.h"
#include "courier/oauth.h"

#include "json/scan.h"

enum { ERRAND_MEMORY_MAX = 8 << 20 };

void
errand_end(struct errand *errand)
{
    struct courier *courier = errand->courier;

    arena_close(errand->arena);
    courier->errands--;
    courier->in_flight--;
    courier_ended(courier);
}

bool
errand_is_json(struct str text)
{
    struct scan_fault fault;

    return text.size > 0 && scan_json(text, &fault) == PROBLEM_NONE;
}

struct str
errand_get(const struct errand *errand, struct str url)
{
    struct fetch_reply reply = oauth_get(errand->courier, errand->arena, url, ERRAND_DOCUMENT_MAX);
    bool is_whole = reply.outcome == FETCH_ANSWERED && reply.status == 200 &&
                    reply.body.size < ERRAND_DOCUMENT_MAX && errand_is_json(reply.body);

    return is_whole ? reply.body : STR_NONE;
}

void
errand_begin(struct courier *courier, const struct pg_answer *rows, size_t row,
             void (*run)(void *errand))
{
    struct arena *arena = arena_open(ERRAND_MEMORY_MAX);
    struct errand *errand = arena_new(arena, struct errand);

    *errand = (struct errand){
        .courier = courier,
        .arena = arena,
        .id = pg_kept(arena, pg_named(rows, row, "id")),
        .city = pg_kept(arena, pg_named(rows, row, "city")),
        .issuer = pg_kept(arena, pg_named(rows, row, "issuer")),
        .client = pg_kept(arena, pg_named(rows, row, "client_id")),
        .sealed = pg_kept(arena, pg_named(rows, row, "sealed")),
        .claims = pg_kept(arena, pg_named(rows, row, "claims")),
        .token_url = pg_kept(arena, pg_named(rows, row, "token_url")),
        .jwks_url = pg_kept(arena, pg_named(rows, row, "jwks_url")),
        .jwks = pg_kept(arena, pg_named(rows, row, "jwks")),
        .nonce = pg_kept(arena, pg_named(rows, row, "nonce")),
        .verifier = pg_kept(arena, pg_named(rows, row, "verifier")),
        .code = pg_kept(arena, pg_named(rows, row, "code")),
    };
    courier->errands++;
    courier->in_flight++;
    if (!task_start(courier->loop, run, errand)) { /* its lease runs out */
        courier->errands--;
        courier->in_flight--;
        arena_close(arena);
    }
}
