#include "courier/errand.h"

#include "base/clock.h"
#include "base/coding.h"
#include "base/log.h"
#include "courier/signature.h"
#include "keys/keys.h"
#include "token/jwt.h"

#include <assert.h>
#include <string.h>

/* A payload of 20 KiB is here a few times over: as a row, as what is signed, as what is sent. */
enum { DELIVERY_MEMORY_MAX = 1 << 20, HEADERS_MAX = 9 };

/* One delivery with all it needs, in an arena of its own. */
struct delivery {
    struct courier *courier;
    struct arena *arena;
    struct str event, endpoint, url, payload, type, seq, request;
    struct str sealed;    /* the endpoint's keys, and those before; in hexadecimal, with blanks */
    struct str challenge; /* that it has to echo, or STR_NONE */
    int64_t number;       /* of the attempt */
};

struct headers {
    struct arena *arena;
    struct str list[HEADERS_MAX];
    size_t count;
};

static void
add(struct headers *headers, const char *name, struct str value)
{
    assert(headers->count < HEADERS_MAX);
    headers->list[headers->count++] =
        arena_print(headers->arena, "%s: " STR_FMT, name, STR_ARG(value));
}

/* "msg_" and the event's id without its hyphens: the same at every attempt. */
static struct str
message_id(struct arena *arena, struct str event)
{
    struct text id = text_new(arena);
    struct str rest = event, part;

    text_add(&id, STR("msg_"));
    while (str_cut(&rest, '-', &part))
        text_add(&id, part);
    return text_str(&id);
}

/* Keys are bound to their endpoint: sealed about the endpoint's id. */
static struct str
sign(const struct delivery *delivery, struct str id, int64_t now)
{
    struct arena *arena = delivery->arena;
    struct text keys = text_new(arena);
    struct str rest = delivery->sealed, sealed;

    while (str_cut(&rest, ' ', &sealed)) {
        struct str own = keys_unseal(arena, delivery->courier->options.seal_key, delivery->endpoint,
                                     coding_from_hex(arena, sealed));

        if (own.at == NULL)
            return STR_NONE;
        text_print(&keys, "%s" STR_FMT, keys.size > 0 ? " " : "", STR_ARG(own));
    }
    return signature_of(arena, text_str(&keys), id, now, delivery->payload);
}

static bool
is_trace(struct str text)
{
    return str_looks(text, "ff-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff");
}

/* False when the message cannot be signed. */
static bool
fill_headers(const struct delivery *delivery, struct headers *headers)
{
    struct str id = message_id(delivery->arena, delivery->event);
    int64_t now = clock_now();
    struct str signature = sign(delivery, id, now);

    headers->arena = delivery->arena;
    add(headers, "content-type", STR("application/json"));
    add(headers, "webhook-id", id);
    add(headers, "webhook-timestamp", pg_int(delivery->arena, now));
    add(headers, "webhook-signature", signature);
    add(headers, "x-webhook-attempt", pg_int(delivery->arena, delivery->number));
    add(headers, "x-webhook-event", delivery->type);
    add(headers, "x-webhook-seq", delivery->seq);
    if (is_trace(delivery->request))
        add(headers, "traceparent", delivery->request);
    return signature.at != NULL;
}

/* What may be logged of an address: a path can be as secret as a query. */
static struct str
origin_of(struct str url)
{
    size_t slashes = 0, size = 0;

    while (size < url.size && url.at[size] != '?' && (slashes += url.at[size] == '/') < 3)
        size++;
    return (struct str){url.at, size};
}

static void
note(const struct delivery *delivery, const struct attempt *attempt)
{
    log_note(
        "delivery", LOG_TEXT("message", delivery->event), LOG_TEXT("endpoint", delivery->endpoint),
        LOG_TEXT("to", origin_of(delivery->url)), LOG_NUMBER("attempt", attempt->number),
        LOG_WORDS("outcome", attempt->outcome), LOG_NUMBER("status", attempt->reply.status),
        LOG_WORDS("state", schedule_state_name(attempt->next.state)),
        LOG_NUMBER("again_ms", attempt->next.delay_ms), LOG_NUMBER("ms", attempt->reply.total_ms));
}

static uint32_t
chance(struct arena *arena)
{
    uint32_t value;

    memcpy(&value, keys_chance(arena, sizeof(value)).at, sizeof(value));
    return value;
}

static void
send_signed(const struct delivery *delivery, struct attempt *attempt)
{
    struct headers headers = {.count = 0};
    bool is_signed = fill_headers(delivery, &headers);
    struct fetch_request request = {
        .method = "POST",
        .url = delivery->url,
        .headers = headers.list,
        .header_count = headers.count,
        .body = delivery->payload,
    };

    if (!is_signed) {
        log_fault("secret_unreadable", LOG_TEXT("endpoint", delivery->endpoint));
        attempt->reply = (struct fetch_reply){.outcome = FETCH_REFUSED, .retry_after_s = -1};
        attempt->outcome = "aborted";
        return;
    }
    attempt->reply = fetch_send(delivery->courier->fetch, delivery->arena, &request);
    attempt->outcome = fetch_outcome_name(attempt->reply.outcome);
}

/* {"challenge": "..."}, or the challenge and nothing else: what an echo of all we send is not. */
static bool
is_echoed(const struct delivery *delivery, const struct fetch_reply *reply)
{
    struct str body = str_trim(reply->body);

    if (reply->outcome != FETCH_ANSWERED || reply->status < 200 || reply->status > 299)
        return false;
    return str_same(body, delivery->challenge) ||
           (errand_is_json(body) &&
            str_same(jwt_claim(delivery->arena, body, "challenge"), delivery->challenge));
}

/* A challenge that was not echoed is a failure like any other. */
static void
judge(const struct delivery *delivery, struct attempt *attempt)
{
    struct fetch_reply reply = attempt->reply;

    if (delivery->challenge.at != NULL) {
        if (is_echoed(delivery, &reply))
            attempt->proof = delivery->challenge;
        else if (reply.outcome == FETCH_ANSWERED && reply.status < 300) {
            attempt->outcome = "unproven";
            reply.status = 0;
        }
    }
    attempt->next = schedule_after((int)attempt->number, &reply, chance(delivery->arena),
                                   delivery->courier->options.retry_scale);
}

static void
deliver(void *who)
{
    struct delivery *delivery = who;
    struct courier *courier = delivery->courier;
    struct attempt attempt = {
        .event = delivery->event,
        .endpoint = delivery->endpoint,
        .number = delivery->number,
    };

    send_signed(delivery, &attempt);
    judge(delivery, &attempt);
    note(delivery, &attempt);
    courier_gather(courier, &attempt);
    arena_close(delivery->arena);
    courier->in_flight--;
    courier_ended(courier);
}

void
courier_deliver(struct courier *courier, const struct pg_answer *claim, size_t row)
{
    struct arena *arena = arena_open(DELIVERY_MEMORY_MAX);
    struct delivery *delivery = arena_new(arena, struct delivery);

    *delivery = (struct delivery){
        .courier = courier,
        .arena = arena,
        .event = pg_kept(arena, pg_named(claim, row, "event")),
        .endpoint = pg_kept(arena, pg_named(claim, row, "endpoint")),
        .url = pg_kept(arena, pg_named(claim, row, "url")),
        .payload = pg_kept(arena, pg_named(claim, row, "payload")),
        .type = pg_kept(arena, pg_named(claim, row, "type")),
        .seq = pg_kept(arena, pg_named(claim, row, "seq")),
        .request = pg_kept(arena, pg_named(claim, row, "request")),
        .sealed = pg_kept(arena, pg_named(claim, row, "sealed")),
        .challenge = pg_kept(arena, pg_named(claim, row, "challenge")),
    };
    courier->in_flight++;
    if (str_integer(pg_named(claim, row, "attempt"), &delivery->number) &&
        task_start(courier->loop, deliver, delivery))
        return;
    courier->in_flight--; /* the lease runs out, and it is due again */
    arena_close(arena);
}
