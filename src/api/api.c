#include "api/api.h"

#include "api/figures.h"
#include "api/limits.h"
#include "api/reply.h"
#include "api/steps.h"
#include "base/clock.h"
#include "base/log.h"

#include <string.h>

/* Every request goes down these steps, and the first problem is its reply. */
static enum problem (*const steps[])(struct call *call) = {
    step_find_route, step_know_caller, step_limit_rate, step_allow_caller, step_read_input,
    step_guard_form, step_negotiate,   step_read_match, step_read_key,     step_open_door,
};

static struct reply
walk(struct call *call)
{
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        enum problem problem = steps[i](call);

        if (problem)
            return reply_refusal(call, problem);
    }
    return call->route->answer(call);
}

/* The answer to a browser that asks whether it may ask (CORS preflight), and to OPTIONS. */
static struct reply
reply_options(struct call *call)
{
    enum problem problem = step_find_route(call);
    struct reply reply = {.status = 204};
    struct str methods = STR("GET, HEAD, POST, PUT, PATCH, DELETE");

    if (problem != PROBLEM_WRONG_METHOD)
        return reply_refusal(call, problem ? problem : PROBLEM_NOT_FOUND);
    reply_header(&reply, "Access-Control-Allow-Methods", methods);
    reply_header(&reply, "Access-Control-Allow-Headers",
                 STR("Authorization, Content-Type, Accept-Language, If-Match, If-None-Match, "
                     "Idempotency-Key, traceparent"));
    reply_header(&reply, "Access-Control-Max-Age", STR("86400"));
    return reply;
}

static struct str
keeping_of(const struct call *call, const struct reply *reply)
{
    static const char *const usual[] = {
        [PRIVATE] = "no-store",
        [PUBLIC] = "public, max-age=60, stale-while-revalidate=300",
        [FOR_LONG] = "public, max-age=300, stale-while-revalidate=3600",
    };
    bool is_nobody = call->me.person.at == NULL && call->me.client.at == NULL;
    bool is_open = is_nobody && call->route != NULL && reply->status < 400;

    if (is_open && call->keeping != NULL)
        return str_of(call->keeping);
    return str_of(usual[is_open ? call->route->keeping : PRIVATE]);
}

/* What a page of any site may read: what is public, and what apps in a browser sign in by. */
static bool
is_for_any_site(const struct route *route)
{
    return route == NULL || route->who == ANYONE || route->who == CLIENT ||
           route->who == REGISTRANT || route->who == WALLET ||
           strcmp(route->path, "/oauth2/userinfo") == 0;
}

/* What every reply has, problems too. */
static void
add_headers(const struct call *call, struct reply *reply)
{
    reply_header(reply, "API-Version", STR(API_VERSION));
    reply_header(reply, "X-Request-Id", call->request->id);
    reply_header(reply, "Cache-Control", keeping_of(call, reply));
    reply_header(reply, "Vary", STR("Accept, Accept-Language, Authorization"));
    if (is_for_any_site(call->route)) {
        reply_header(reply, "Access-Control-Allow-Origin", STR("*"));
        reply_header(
            reply, "Access-Control-Expose-Headers",
            STR("API-Version, Content-Language, ETag, Idempotency-Replayed, Last-Modified, Link, "
                "Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, "
                "Retry-After, X-Request-Id"));
    }
    if (call->rate_left.at != NULL) {
        reply_header(reply, "RateLimit-Limit", STR(LIMITS_REQUESTS_TEXT));
        reply_header(reply, "RateLimit-Remaining", call->rate_left);
        reply_header(reply, "RateLimit-Reset", call->rate_reset);
    }
}

/* RFC 3986 knows nothing else in an address; links and problems repeat it, between "<" and ">". */
static bool
is_plain(struct str address)
{
    for (size_t i = 0; i < address.size; i++)
        if (address.at[i] <= ' ' || address.at[i] >= 0x7f || strchr("\"<>", address.at[i]) != NULL)
            return false;
    return true;
}

/* One line for the operator, and the figures. People are not named: the client and the id will do.
 */
static void
note(const struct call *call, const struct reply *reply, int64_t us)
{
    const char *path = call->route == NULL ? "" : call->route->path;
    enum method method = call->request->method;

    figures_add(call->api->figures, call->route, reply->status, us);
    if (call->route != NULL && call->route->who == OPERATIONS)
        return;
    log_note("request", LOG_TEXT("request", call->request->id),
             LOG_WORDS("method", method == METHOD_COUNT ? "" : method_name(method)),
             LOG_WORDS("route", path), LOG_NUMBER("status", reply->status), LOG_NUMBER("us", us),
             LOG_TEXT("client", call->me.client.at == NULL ? STR("") : call->me.client),
             LOG_TEXT("trace", call->request->traceparent.at == NULL ? STR("")
                                                                     : call->request->traceparent));
}

struct reply
api_answer(void *who, struct arena *arena, const struct request *request)
{
    struct call *call = arena_new(arena, struct call);
    struct request *nowhere = arena_new(arena, struct request);
    int64_t start_us = clock_us();
    struct reply reply;

    call->api = who;
    call->request = request;
    call->arena = arena;
    if (!is_plain(request->path) || !is_plain(request->query)) {
        *nowhere = *request;
        nowhere->path = STR("/");
        call->request = nowhere;
        reply = reply_refusal(call, PROBLEM_MALFORMED_REQUEST);
    } else if (request->method == OPTIONS) {
        reply = reply_options(call);
    } else {
        reply = walk(call);
    }
    add_headers(call, &reply);
    note(call, &reply, clock_us() - start_us);
    return reply;
}
