#include "api/api.h"

#include "api/figures.h"
#include "api/limits.h"
#include "api/reply.h"
#include "base/clock.h"
#include "base/log.h"
#include "sql/idempotency.h"
#include "sql/person.h"

#include <string.h>

/* A path of another listener is as absent as one that is not there. */
static bool
is_here(const struct route *route, const struct request *request)
{
    return (route->who == OPERATIONS) == request->operations;
}

/* {name} stands for an id; {name*} for anything. */
static bool
parts_fit(const char *pattern, const struct str *parts)
{
    size_t part = 0;

    for (const char *mark = strchr(pattern, '{'); mark != NULL; mark = strchr(mark + 1, '{')) {
        const char *end = strchr(mark, '}');

        if (end[-1] != '*' && !str_is_uuid(parts[part]))
            return false;
        part++;
    }
    return true;
}

static enum problem
find_route(struct call *call)
{
    const struct request *request = call->request;
    enum method method = request->method == HEAD ? GET : request->method;
    struct str parts[PATH_PARTS];

    if (method == METHOD_COUNT)
        return PROBLEM_NOT_IMPLEMENTED;
    for (size_t i = 0; i < routes_count; i++) {
        if (!is_here(&routes[i], request) ||
            !path_fits(call->arena, routes[i].path, request->path, parts) ||
            !parts_fit(routes[i].path, parts))
            continue;
        call->allowed[call->allowed_count++] = routes[i].method;
        if (routes[i].method == method) {
            call->route = &routes[i];
            memcpy(call->parts, parts, sizeof(parts));
        }
    }
    if (call->route != NULL)
        return PROBLEM_NONE;
    return call->allowed_count > 0 ? PROBLEM_WRONG_METHOD : PROBLEM_NOT_FOUND;
}

static enum problem
read_token(struct call *call, struct str token)
{
    struct token_want want = {call->api->base_url, call->api->base_url, clock_now()};
    struct token_claims claims;
    bool unknown_key;
    enum problem problem =
        token_check(call->arena, call->api->keys, &want, token, &claims, &unknown_key);

    if (problem)
        return problem;
    call->me.scope = claims.scope;
    call->me.organisation = claims.organisation;
    *(claims.organisation.size > 0 ? &call->me.client : &call->me.person) = claims.subject;
    return PROBLEM_NONE;
}

static enum problem
know_caller(struct call *call)
{
    struct str authorization = call->request->authorization, kind;
    enum who who = call->route->who;

    if (who == CLIENT || who == OPERATIONS)
        return PROBLEM_NONE;
    if (authorization.at == NULL)
        return who == ANYONE ? PROBLEM_NONE : PROBLEM_UNAUTHENTICATED;
    str_cut(&authorization, ' ', &kind);
    if (!str_same_any_case(kind, STR("Bearer")) || authorization.at == NULL)
        return PROBLEM_UNAUTHENTICATED;
    return read_token(call, str_trim(authorization));
}

static enum problem
limit_rate(struct call *call)
{
    struct str who = call->me.person.at != NULL ? call->me.person : call->me.client;
    struct limits_state state;

    /* Callers without a token are limited by nginx, for each address. */
    if (who.at == NULL)
        return PROBLEM_NONE;
    state = limits_take(call->api->limits, who, clock_now());
    call->rate_left = arena_print(call->arena, "%d", state.left);
    call->rate_reset = arena_print(call->arena, "%d", state.reset_s);
    if (!state.is_over)
        return PROBLEM_NONE;
    call->retry_after = call->rate_reset;
    return PROBLEM_RATE_LIMITED;
}

static enum problem
allow_caller(struct call *call)
{
    const struct route *route = call->route;

    if (route->who == PERSON && call->me.person.at == NULL)
        return PROBLEM_NOT_ALLOWED;
    if (route->scope == NULL || (route->who == ANYONE && call->me.scope.at == NULL) ||
        token_scope_holds(call->me.scope, route->scope))
        return PROBLEM_NONE;
    call->missing_scope = str_of(route->scope);
    return PROBLEM_INSUFFICIENT_SCOPE;
}

static bool
takes_query(const struct route *route)
{
    return route->method == GET || route->method == DELETE;
}

static enum problem
read_query(struct call *call)
{
    const struct shape *shape = call->route->takes == NULL ? &no_query : call->route->takes;
    void *input = arena_take(call->arena, shape->size, alignof(max_align_t));

    call->input = input;
    if (call->route->method == GET && shape != &no_query)
        call->view = input;
    return shape_read_form(call->arena, shape, call->request->query, false, input, &call->errors);
}

static enum problem
read_body(struct call *call)
{
    const struct shape *shape = call->route->takes;
    const struct request *request = call->request;
    enum problem problem = shape_read_form(call->arena, &no_query, request->query, false,
                                           (char[1]){0}, &call->errors);

    if (problem || shape == NULL)
        return problem;
    if (request->content_encoding.size > 0 || !(call->route->who == CLIENT
                                                    ? is_form(request->content_type)
                                                    : is_json(request->content_type)))
        return PROBLEM_UNSUPPORTED_MEDIA_TYPE;

    void *input = arena_take(call->arena, shape->size, alignof(max_align_t));

    call->input = input;
    return call->route->who == CLIENT
               ? shape_read_form(call->arena, shape, request->body, true, input, &call->errors)
               : shape_read_json(call->arena, shape, request->body, input, &call->errors);
}

static enum problem
read_input(struct call *call)
{
    enum problem problem = takes_query(call->route) ? read_query(call) : read_body(call);

    /* A batch is judged item by item: its handler looks at the errors. */
    if (problem == PROBLEM_BAD_INPUT && call->route->answers == OTHER && !call->errors.whole &&
        call->route->method == POST)
        return PROBLEM_NONE;
    if (problem || call->route->answers != PAGE)
        return problem;
    return page_find(call);
}

static enum problem
negotiate(struct call *call)
{
    struct str wanted[LANGUAGES_MAX];
    struct str lang = call->view == NULL ? STR_NONE : call->view->lang;
    size_t count = languages_wanted(call->arena, lang, call->request->accept_language, wanted);

    call->languages = pg_texts(call->arena, wanted, count);
    if (call->route->gives == NULL || accepts(call->request->accept, "application/json"))
        return PROBLEM_NONE;
    return PROBLEM_NOT_ACCEPTABLE;
}

/* "12-89ab..." names version 12; anything else that is no "*" cannot be up to date. */
static enum problem
read_match(struct call *call)
{
    struct str match = call->request->if_match, version;

    if (match.at == NULL)
        return call->route->demand == NEEDS_MATCH ? PROBLEM_PRECONDITION_REQUIRED : PROBLEM_NONE;
    match = str_trim(match);
    if (str_same(match, STR("*")))
        return PROBLEM_NONE;
    if (str_starts(match, STR("W/")))
        match = str_from(match, 2);
    if (!str_starts(match, STR("\"")))
        return PROBLEM_PRECONDITION_FAILED;
    match = str_from(match, 1);
    str_cut(&match, '-', &version);
    return str_integer(version, &call->version) && call->version > 0 ? PROBLEM_NONE
                                                                     : PROBLEM_PRECONDITION_FAILED;
}

static bool
is_key(struct str key)
{
    if (key.size < 16 || key.size > 64)
        return false;
    for (size_t i = 0; i < key.size; i++)
        if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", key.at[i]) ==
            NULL)
            return false;
    return true;
}

/* The key may stand in quotes, as a structured field, or bare. */
static struct str
bare(struct str key)
{
    key = str_trim(key);
    if (key.size >= 2 && key.at[0] == '"' && key.at[key.size - 1] == '"')
        return (struct str){key.at + 1, key.size - 2};
    return key;
}

static enum problem
read_key(struct call *call)
{
    const struct request *request = call->request;
    struct str key = bare(request->idempotency_key);
    struct str who = call->me.person.at != NULL ? call->me.person : call->me.client;

    if (call->route->demand != NEEDS_KEY && call->route->demand != MAY_KEY)
        return PROBLEM_NONE;
    if (request->idempotency_key.at == NULL)
        return call->route->demand == NEEDS_KEY ? PROBLEM_BAD_IDEMPOTENCY_KEY : PROBLEM_NONE;
    if (!is_key(key))
        return PROBLEM_BAD_IDEMPOTENCY_KEY;

    struct str whole = arena_print(call->arena, "%s " STR_FMT "\n" STR_FMT,
                                   method_name(request->method), STR_ARG(request->path),
                                   STR_ARG(request->body));
    struct str hash = pg_bytes(call->arena, keys_sha256(call->arena, whole));

    sql_idempotency_claim_step(call->arena, who, key, hash, &call->door.claim);
    sql_idempotency_keep_step(call->arena, who, key, hash, &call->door.keep);
    return PROBLEM_NONE;
}

static enum problem
open_door(struct call *call)
{
    const char *role = call->route->role == NULL ? "viewer" : call->route->role;

    call->door.pg = call->api->pg;
    call->door.arena = call->arena;
    sql_caller_enter_step(call->arena, call->me.person, call->me.client, call->me.organisation,
                          str_of(role), call->request->id, &call->door.caller);
    return PROBLEM_NONE;
}

/* Every request goes down these steps, and the first problem is its reply. */
static enum problem (*const steps[])(struct call *call) = {
    find_route, know_caller, limit_rate, allow_caller, read_input,
    negotiate,  read_match,  read_key,   open_door,
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
    enum problem problem = find_route(call);
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
    bool is_open = call->me.scope.at == NULL && call->route != NULL && reply->status < 400;

    return str_of(usual[is_open ? call->route->keeping : PRIVATE]);
}

/* What every reply has, problems too. */
static void
add_headers(const struct call *call, struct reply *reply)
{
    reply_header(reply, "API-Version", STR(API_VERSION));
    reply_header(reply, "X-Request-Id", call->request->id);
    reply_header(reply, "Cache-Control", keeping_of(call, reply));
    reply_header(reply, "Vary", STR("Accept, Accept-Language, Authorization"));
    if (call->route == NULL || call->route->who == ANYONE) {
        reply_header(reply, "Access-Control-Allow-Origin", STR("*"));
        reply_header(reply, "Access-Control-Expose-Headers",
                     STR("API-Version, Content-Language, ETag, Idempotency-Replayed, Link, "
                         "Location, Retry-After, X-Request-Id"));
    }
    if (call->rate_left.at != NULL) {
        reply_header(reply, "RateLimit-Limit", STR(LIMITS_REQUESTS_TEXT));
        reply_header(reply, "RateLimit-Remaining", call->rate_left);
        reply_header(reply, "RateLimit-Reset", call->rate_reset);
    }
}

/* RFC 3986 knows nothing else in an address; links and problems repeat it. */
static bool
is_plain(struct str address)
{
    for (size_t i = 0; i < address.size; i++)
        if (address.at[i] <= ' ' || address.at[i] >= 0x7f)
            return false;
    return true;
}

/* One line for the operator, and the figures. People are not named: the client and the id will do. */
static void
note(const struct call *call, const struct reply *reply, int64_t us)
{
    const char *path = call->route == NULL ? "" : call->route->path;

    figures_add(call->api->figures, call->route, reply->status, us);
    if (call->route != NULL && call->route->who == OPERATIONS)
        return;
    log_note("request", LOG_TEXT("request", call->request->id),
             LOG_WORDS("method", method_name(call->request->method)), LOG_WORDS("route", path),
             LOG_NUMBER("status", reply->status), LOG_NUMBER("us", us),
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
