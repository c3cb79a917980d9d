#include "courier/errand.h"

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
    struct str headers[] = {STR("accept: application/json")};
    struct fetch_request request = {
        .method = "GET",
        .url = url,
        .headers = headers,
        .header_count = 1,
        .body = STR_NONE,
        .body_max = ERRAND_DOCUMENT_MAX,
    };
    struct fetch_reply reply = fetch_send(errand->courier->fetch, errand->arena, &request);
    bool is_whole = reply.outcome == FETCH_ANSWERED && reply.status == 200 &&
                    reply.body.size < ERRAND_DOCUMENT_MAX && errand_is_json(reply.body);

    return is_whole ? reply.body : STR_NONE;
}

static struct str
cell(struct arena *arena, const struct pg_answer *rows, size_t row, const char *column)
{
    struct str value = pg_named(rows, row, column);

    return value.at == NULL ? STR_NONE : arena_copy(arena, value);
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
        .id = cell(arena, rows, row, "id"),
        .city = cell(arena, rows, row, "city"),
        .issuer = cell(arena, rows, row, "issuer"),
        .client = cell(arena, rows, row, "client_id"),
        .sealed = cell(arena, rows, row, "sealed"),
        .claims = cell(arena, rows, row, "claims"),
        .token_url = cell(arena, rows, row, "token_url"),
        .jwks_url = cell(arena, rows, row, "jwks_url"),
        .jwks = cell(arena, rows, row, "jwks"),
        .nonce = cell(arena, rows, row, "nonce"),
        .verifier = cell(arena, rows, row, "verifier"),
        .code = cell(arena, rows, row, "code"),
    };
    courier->errands++;
    courier->in_flight++;
    if (!task_start(courier->loop, run, errand)) { /* its lease runs out */
        courier->errands--;
        courier->in_flight--;
        arena_close(arena);
    }
}
