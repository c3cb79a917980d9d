/* What is asked of another host of badges: where, by a learner's token, and what its faults mean.
 */
#include "courier/host.h"

#include "sql/badge-host.h"

#include <assert.h>

enum { HEADERS_MAX = 4, WAIT_S_MIN = 60, WAIT_S_MAX = 86400 };

const char *
host_fault(const struct fetch_reply *reply)
{
    if (reply->outcome != FETCH_ANSWERED)
        return fetch_outcome_name(reply->outcome);
    if (reply->status >= 200 && reply->status <= 299)
        return NULL;
    return reply->status == 403   ? "forbidden"
           : reply->status == 429 ? "too_many_requests"
                                  : "bad_status";
}

bool
host_owns(const struct host_reading *reading, struct str url)
{
    struct str own = fetch_host(reading->base, false), other;

    if (url.size == 0 || !fetch_lets_url(reading->courier->fetch, url))
        return false;
    other = fetch_host(url, false);
    if (str_same_any_case(own, other))
        return true;
    return other.size > own.size + 1 && other.at[other.size - own.size - 1] == '.' &&
           str_same_any_case(str_from(other, other.size - own.size), own);
}

int64_t
host_scaled(const struct host_visit *visit, int64_t seconds)
{
    int64_t wait = seconds < WAIT_S_MAX ? seconds : WAIT_S_MAX;

    wait /= visit->courier->options.retry_scale;
    return wait > 0 ? wait : 1;
}

int64_t
host_rest(const struct host_visit *visit, const struct fetch_reply *reply)
{
    return reply->outcome == FETCH_ANSWERED && reply->retry_after_s > 0
               ? host_scaled(visit, reply->retry_after_s)
               : 0;
}

int64_t
host_wait(const struct host_visit *visit, const struct fetch_reply *reply, int64_t failures)
{
    int64_t seconds = WAIT_S_MIN, rest = reply == NULL ? 0 : host_rest(visit, reply);

    for (int64_t i = 0; i < failures && seconds < WAIT_S_MAX; i++)
        seconds *= 4;
    seconds = host_scaled(visit, seconds);
    return rest > seconds ? rest : seconds;
}

struct fetch_reply
host_post(const struct host_visit *visit, struct str url, const struct text *form)
{
    return oauth_post(visit->courier, visit->arena, url,
                      oauth_basic(visit->arena, visit->client, visit->secret), text_str(form));
}

bool
host_is_late(const struct host_visit *visit)
{
    return visit->courier->stopping ||
           loop_ms(visit->courier->loop) - visit->began_ms > HOST_VISIT_MS_MAX;
}

static struct fetch_reply
send_as_learner(const struct host_visit *visit, struct arena *arena,
                const struct fetch_request *request)
{
    struct str headers[HEADERS_MAX] = {
        arena_print(arena, "authorization: Bearer " STR_FMT, STR_ARG(visit->access))};
    struct fetch_request whole = *request;

    assert(request->header_count < HEADERS_MAX);
    for (size_t i = 0; i < request->header_count; i++)
        headers[i + 1] = request->headers[i];
    whole.headers = headers;
    whole.header_count++;
    return fetch_send(visit->courier->fetch, arena, &whole);
}

struct fetch_reply
host_ask(struct host_visit *visit, struct arena *arena, struct fetch_request *request)
{
    struct pg_door door = {.pg = visit->courier->pg, .arena = visit->arena};
    struct fetch_reply reply = send_as_learner(visit, arena, request);

    if (reply.outcome != FETCH_ANSWERED || reply.status != 401)
        return reply;
    if (!visit->was_refreshed && visit->refresh.at != NULL) {
        host_refresh(visit);
        if (visit->is_over)
            return reply;
        reply = send_as_learner(visit, arena, request);
    }
    if (reply.outcome == FETCH_ANSWERED && reply.status == 401) {
        sql_badge_host_ended(&door, visit->id, visit->courier->owner, visit->attempt);
        visit->is_over = true;
    }
    return reply;
}
