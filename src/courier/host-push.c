/* Awards are brought to another host, each as it was signed. */
#include "courier/host.h"

#include "sql/badge-host.h"

enum { ANSWER_MAX = 4 << 10, PUSH_MEMORY_MAX = 32 << 20 };

struct push {
    struct host_visit *visit;
    struct arena *arena;
    struct str award, document, token;
    int64_t attempts;
    const char *fault;
    int64_t wait_s; /* -1: it is not tried again */
};

static struct fetch_reply
send_award(struct push *push, const char *type, struct str body)
{
    struct str headers[] = {
        arena_print(push->arena, "content-type: %s", type),
        STR("accept: application/json, application/vc+ld+json, text/plain"),
    };
    struct fetch_request request = {
        .method = "POST",
        .url = arena_print(push->arena, STR_FMT "/credentials", STR_ARG(push->visit->api_url)),
        .headers = headers,
        .header_count = 2,
        .body = body,
        .body_max = ANSWER_MAX,
    };

    return host_ask(push->visit, push->arena, &request);
}

/* As JSON, or as a JWS where JSON is of a kind that is not taken. 304: it is there. */
static void
bring(struct push *push)
{
    struct host_visit *visit = push->visit;
    struct fetch_reply reply = send_award(push, "application/vc+ld+json", push->document);

    if (reply.outcome == FETCH_ANSWERED && reply.status == 415)
        reply = send_award(push, "text/plain", push->token);
    push->fault =
        reply.outcome == FETCH_ANSWERED && reply.status == 304 ? NULL : host_fault(&reply);
    if (push->fault == NULL || visit->is_over)
        return;
    push->wait_s =
        push->attempts < HOST_PUSH_ATTEMPTS ? host_wait(visit, &reply, push->attempts - 1) : -1;
    if (reply.outcome == FETCH_ANSWERED && reply.status < 500 && reply.status != 429 &&
        reply.status != 408) {
        push->fault = reply.status == 403 ? push->fault : "not_taken";
        push->wait_s = -1;
    }
}

/* Whether there may be another one: not where nobody knows what came of this one, which would be
 * the next again. */
static bool
bring_next(struct push *push)
{
    struct host_visit *visit = push->visit;
    struct pg_door door = {.pg = visit->courier->pg, .arena = push->arena};
    struct pg_answer next =
        sql_badge_host_next(&door, visit->id, visit->courier->owner, visit->attempt);
    struct pg_answer kept;

    if (next.problem)
        return false;
    push->award = pg_kept(push->arena, pg_cell(&next, 0, BADGE_HOST_NEXT_AWARD));
    push->document = pg_kept(push->arena, pg_cell(&next, 0, BADGE_HOST_NEXT_DOCUMENT));
    push->token = pg_kept(push->arena, pg_cell(&next, 0, BADGE_HOST_NEXT_TOKEN));
    str_integer(pg_cell(&next, 0, BADGE_HOST_NEXT_ATTEMPTS), &push->attempts);
    bring(push);
    if (visit->is_over)
        push->fault = visit->trouble != NULL ? visit->trouble : "authorisation_ended";
    kept =
        sql_badge_host_pushed(&door, visit->id, visit->courier->owner, visit->attempt, push->award,
                              push->fault == NULL ? STR_NONE : str_of(push->fault), push->wait_s);
    if (push->fault != NULL && push->wait_s > 0)
        visit->rest_s =
            push->wait_s; /* the host is not well: so it is for every award, and for a list */
    return !kept.problem && (push->fault == NULL || push->wait_s < 0);
}

void
host_push(struct host_visit *visit)
{
    bool goes_on = true;

    for (int i = 0; i < HOST_PUSHES_MAX && goes_on && !visit->is_over && !host_is_late(visit);
         i++) {
        struct push push = {.visit = visit, .arena = arena_open(PUSH_MEMORY_MAX)};

        goes_on = bring_next(&push);
        arena_close(push.arena);
    }
}
