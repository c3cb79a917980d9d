/*
 * Calendars of partners: read when they are due, if they changed; what one holds becomes an import.
 */
#include "courier/parts.h"

#include "base/clock.h"
#include "base/log.h"
#include "intake/calendar.h"
#include "sql/calendar.h"

enum { CALENDARS_AT_ONCE = 2, HEADERS_MAX = 3 };

struct reading {
    struct courier *courier;
    struct arena *arena;
    struct str id, address, etag, modified;
    struct calendar_reading how;
    struct str body, lines;
    const char *fault; /* in a word; NULL when all is well */
};

static struct fetch_reply
ask(const struct reading *reading)
{
    struct str headers[HEADERS_MAX] = {STR("accept: text/calendar")};
    struct fetch_request request = {
        .method = "GET",
        .url = reading->address,
        .headers = headers,
        .header_count = 1,
        .body = STR_NONE,
        .body_max = CALENDAR_SIZE_MAX,
    };

    if (reading->etag.at != NULL)
        headers[request.header_count++] =
            arena_print(reading->arena, "if-none-match: " STR_FMT, STR_ARG(reading->etag));
    if (reading->modified.at != NULL)
        headers[request.header_count++] =
            arena_print(reading->arena, "if-modified-since: " STR_FMT, STR_ARG(reading->modified));
    return fetch_send(reading->courier->fetch, reading->arena, &request);
}

/* On a thread of the pool: the arena is this reading's alone, and its task waits. */
static void
understand(void *who)
{
    struct reading *reading = who;

    reading->lines = calendar_lines(reading->arena, reading->body, &reading->how, &reading->fault);
    if (reading->lines.at != NULL)
        reading->fault = NULL;
}

static const char *
fault_of(const struct fetch_reply *reply)
{
    if (reply->outcome != FETCH_ANSWERED)
        return fetch_outcome_name(reply->outcome);
    if (reply->status != 200)
        return "bad_status";
    return reply->body.size >= CALENDAR_SIZE_MAX ? "too_large" : NULL;
}

static void
take(struct reading *reading, const struct pg_door *door, const struct fetch_reply *reply)
{
    struct pg_answer answer = sql_calendar_take(door, reading->id, reply->etag, reply->modified,
                                                pg_bytes(reading->arena, reading->lines));

    if (answer.problem)
        reading->fault = problem_slug(answer.problem);
}

/* A fault, the same as before, or rows; keeps what it came to. */
static void
settle(struct reading *reading, const struct fetch_reply *reply)
{
    struct pg_door door = {.pg = reading->courier->pg, .arena = reading->arena};

    if (reply->outcome == FETCH_ANSWERED && reply->status == 304) {
        sql_calendar_same(&door, reading->id);
        return;
    }
    reading->fault = fault_of(reply);
    reading->body = reply->body;
    if (reading->fault == NULL && !loop_work(reading->courier->loop, understand, reading))
        reading->fault = "busy";
    if (reading->fault == NULL)
        take(reading, &door, reply);
    if (reading->fault != NULL)
        sql_calendar_unread(&door, reading->id, str_of(reading->fault));
}

static void
read_calendar(void *who)
{
    struct reading *reading = who;
    struct courier *courier = reading->courier;
    struct fetch_reply reply = ask(reading);

    settle(reading, &reply);
    log_note("calendar", LOG_TEXT("calendar", reading->id), LOG_NUMBER("status", reply.status),
             LOG_WORDS("fault", reading->fault == NULL ? "" : reading->fault));
    arena_close(reading->arena);
    courier->calendars--;
    courier->in_flight--;
    courier_ended(courier);
}

static void
begin(struct courier *courier, const struct pg_answer *due, size_t row)
{
    struct arena *arena = arena_open(CALENDAR_MEMORY_MAX);
    struct reading *reading = arena_new(arena, struct reading);

    *reading = (struct reading){
        .courier = courier,
        .arena = arena,
        .id = pg_kept(arena, pg_cell(due, row, CALENDAR_DUE_ID)),
        .address = pg_kept(arena, pg_cell(due, row, CALENDAR_DUE_ADDRESS)),
        .etag = pg_kept(arena, pg_cell(due, row, CALENDAR_DUE_ETAG)),
        .modified = pg_kept(arena, pg_cell(due, row, CALENDAR_DUE_MODIFIED)),
        .how = {.zone = pg_kept(arena, pg_cell(due, row, CALENDAR_DUE_ZONE)),
                .rest = pg_kept(arena, pg_cell(due, row, CALENDAR_DUE_REST)),
                .place = pg_kept(arena, pg_cell(due, row, CALENDAR_DUE_PLACE)),
                .now = clock_now()},
    };
    courier->calendars++;
    courier->in_flight++;
    if (task_start(courier->loop, read_calendar, reading))
        return;
    courier->calendars--; /* it is due again in a minute */
    courier->in_flight--;
    arena_close(arena);
}

void
courier_read_calendars(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    int most = CALENDARS_AT_ONCE - courier->calendars;
    struct pg_answer due;

    if (most <= 0)
        return;
    due = sql_calendar_due(&door, most);
    for (size_t row = 0; !due.problem && row < due.rows; row++)
        begin(courier, &due, row);
}
