#include "api/steps.h"

#include "api/browser.h"
#include "api/limits.h"
#include "api/reply.h"
#include "base/clock.h"
#include "http/browser.h"
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

enum problem
step_find_route(struct call *call)
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
    bool unknown_key, is_client;
    enum problem problem =
        token_check(call->arena, call->api->keys, &want, token, &claims, &unknown_key);

    /* A worker that could not read the keys yet cannot judge. */
    if (problem && unknown_key && !call->api->knows_keys)
        return PROBLEM_UNAVAILABLE;
    if (problem)
        return problem;
    call->me.scope = claims.scope;
    call->me.organisation = claims.organisation;
    /* A client of the platform's own acts for no organisation, and is no person either. */
    is_client = claims.organisation.size > 0 || str_same(claims.subject, claims.client);
    *(is_client ? &call->me.client : &call->me.person) = claims.subject;
    return PROBLEM_NONE;
}

enum problem
step_know_caller(struct call *call)
{
    struct str authorization = call->request->authorization, kind;
    enum who who = call->route->who;

    if (who == CLIENT || who == REGISTRANT || who == WALLET || who == OPERATIONS)
        return PROBLEM_NONE;
    if (is_page(call->route))
        return browser_know(call);
    if (authorization.at == NULL)
        return who == ANYONE ? PROBLEM_NONE : PROBLEM_UNAUTHENTICATED;
    str_cut(&authorization, ' ', &kind);
    if (!str_same_any_case(kind, STR("Bearer")) || authorization.at == NULL)
        return PROBLEM_UNAUTHENTICATED;
    return read_token(call, str_trim(authorization));
}

enum problem
step_limit_rate(struct call *call)
{
    struct str who = call->me.person.at != NULL ? call->me.person : call->me.client;
    struct limits_state state;

    /* Callers without a token are limited by nginx, for each address. */
    if (who.at == NULL)
        return PROBLEM_NONE;
    state = limits_take(call->api->limits, OF_CALLER, who, clock_now());
    call->rate_left = arena_print(call->arena, "%d", state.left);
    call->rate_reset = arena_print(call->arena, "%d", state.reset_s);
    if (!state.is_over)
        return PROBLEM_NONE;
    call->retry_after = call->rate_reset;
    return PROBLEM_RATE_LIMITED;
}

enum problem
step_allow_caller(struct call *call)
{
    const struct route *route = call->route;

    if (route->who == PERSON && call->me.person.at == NULL)
        return PROBLEM_NOT_ALLOWED;
    if (route->scope == NULL || route->who == ANYONE ||
        token_scope_holds(call->me.scope, route->scope))
        return PROBLEM_NONE;
    call->missing_scope = str_of(route->scope);
    return PROBLEM_INSUFFICIENT_SCOPE;
}

/*
 * What anyone may read shows more to those whom it belongs to, if their token is
 * for that: "badge:read", or "badge:write", which is of little use without it.
 */
static bool
sees_own(const struct call *call)
{
    const char *scope = call->route->scope;
    struct str rest = str_of(scope), noun;

    if (scope == NULL || call->route->who != ANYONE || token_scope_holds(call->me.scope, scope))
        return true;
    str_cut(&rest, ':', &noun);
    return token_scope_holds(call->me.scope,
                             arena_print(call->arena, STR_FMT ":write", STR_ARG(noun)).at);
}

/* The caller's trace (W3C Trace Context, version 00), which webhooks carry on; else nothing. */
static struct str
trace_of(const struct request *request)
{
    return str_looks(request->traceparent,
                     "00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff")
               ? request->traceparent
               : STR("");
}

enum problem
step_open_door(struct call *call)
{
    const char *least = call->route->role;
    /* The roles of a city are asked of the database by name, where they count. */
    const char *role = least == NULL                             ? "viewer"
                       : str_starts(str_of(least), STR("city_")) ? "manager"
                                                                 : least;
    struct caller nobody = {.person = STR_NONE};
    const struct caller *me = sees_own(call) ? &call->me : &nobody;

    call->door.pg = call->api->pg;
    call->door.arena = call->arena;
    sql_caller_enter_step(call->arena, me->person, me->client, me->organisation, str_of(role),
                          call->request->id, trace_of(call->request),
                          network_of(call->arena, call->request->remote), &call->door.caller);
    return PROBLEM_NONE;
}
