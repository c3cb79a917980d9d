/*
 * Badges are fetched from another host, page by page, until a page is empty. What a host sends is
 * bounded in bytes, pages and time; what lies beyond is asked for in a later visit.
 */
#include "courier/host.h"

#include "base/coding.h"
#include "courier/errand.h"
#include "keys/keys.h"
#include "sql/badge-host.h"

#include <inttypes.h>

enum { PAGE_MEMORY_MAX = 256 << 20, LATER_S = 600, REST_S = 3600, MISSES_MAX = 4 };

struct pull {
    struct host_visit *visit;
    struct arena *arena;  /* of the page */
    struct str last_hash; /* of the page before */
    int64_t items, added, known, refused;
    int limit, pages, misses; /* badges in a row that could not be read; not counted yet */
    size_t bytes;
    const char *fault;
    int64_t wait_s;
};

static struct str
address(const struct pull *pull)
{
    const struct host_visit *visit = pull->visit;
    const char *noun = visit->is_older ? "assertions" : "credentials";

    return arena_print(
        pull->arena, STR_FMT "/%s?limit=%d&offset=%" PRId64 "%s" STR_FMT, STR_ARG(visit->api_url),
        noun, pull->limit, visit->place, visit->since.at == NULL ? "" : "&since=",
        STR_ARG(visit->since.at == NULL ? STR("") : coding_percent(pull->arena, visit->since)));
}

static struct fetch_reply
ask(struct pull *pull)
{
    struct str headers[] = {STR("accept: application/json")};
    struct fetch_request request = {
        .method = "GET",
        .url = address(pull),
        .headers = headers,
        .header_count = 1,
        .body = STR_NONE,
        .body_max = HOST_PAGE_MAX,
    };

    return host_ask(pull->visit, pull->arena, &request);
}

static void
fail(struct pull *pull, const char *fault, int64_t wait_s)
{
    pull->fault = fault;
    pull->wait_s = wait_s;
}

/* Whether the next one is taken, too. */
static bool
take(struct pull *pull, struct str bytes)
{
    struct str outcome = host_take(pull->visit, pull->arena, bytes);

    pull->items++;
    if (str_same(outcome, STR("new")))
        pull->added++;
    else if (str_same(outcome, STR("known")) || str_same(outcome, STR("award_is_here")))
        pull->known++;
    else if (str_same(outcome, STR("busy")))
        fail(pull, "busy", host_scaled(pull->visit, LATER_S));
    else if (str_same(outcome, STR("too_many_held")))
        fail(pull, "too_many_held", host_wait(pull->visit, NULL, INT64_MAX));
    else if (str_same(outcome, STR("gone")))
        pull->visit->is_over = true;
    else
        pull->refused++;
    return pull->fault == NULL && !pull->visit->is_over;
}

/* Documents as they stand in the page, byte for byte; a JWS as the text that it is. */
static bool
take_list(struct pull *pull, const struct json_object *page, const char *name)
{
    struct str *items = NULL;
    size_t count = json_cut_list(pull->arena, json_object_raw(page, name), &items);

    for (size_t i = 0; i < count && i < HOST_ITEMS_MAX; i++)
        if (!take(pull, json_meaning(pull->arena, items[i])))
            return false;
    return true;
}

static const char *const *
names_of(const struct pull *pull)
{
    static const char *const newer[] = {"credential", "compactJwsString", "compactJwsStrings",
                                        NULL};
    static const char *const older[] = {"assertions", "signedAssertions", NULL};

    return pull->visit->is_older ? older : newer;
}

static void
take_page(struct pull *pull, struct str body)
{
    struct json_object page = json_object_open(pull->arena, body);

    for (const char *const *names = names_of(pull); *names != NULL; names++)
        if (!take_list(pull, &page, *names))
            return;
}

/* Of a list that is empty, some say nothing at all. */
static bool
is_page_of(const struct pull *pull, struct str body)
{
    const char *const *names = names_of(pull);
    struct json_object page = json_object_open(pull->arena, body);

    for (; *names != NULL; names++)
        if (json_object_raw(&page, *names).at != NULL)
            return true;
    return page.count == 0 && str_starts(str_trim(body), STR("{"));
}

/* A page that cannot be read whole is asked for again, smaller. A badge alone that cannot be read
 * is passed by, but not one after the other: then it is the host that cannot be read. */
static bool
is_readable(struct pull *pull, const struct fetch_reply *reply)
{
    if (reply->body.size < HOST_PAGE_MAX && errand_is_json(reply->body) &&
        is_page_of(pull, reply->body))
        return true;
    if (pull->limit == 1) {
        pull->visit->place++;
        if (++pull->misses == MISSES_MAX)
            fail(pull, "unreadable", host_wait(pull->visit, NULL, pull->visit->failures));
    }
    pull->limit = pull->limit / 4 > 0 ? pull->limit / 4 : 1;
    return false;
}

/* Writes down how far it is, and what came of it; whether anybody still wants the rest. */
static bool
tell(struct pull *pull)
{
    struct host_visit *visit = pull->visit;
    struct pg_door door = {.pg = visit->courier->pg, .arena = visit->arena};
    struct pg_answer kept =
        sql_badge_host_paged(&door, visit->id, visit->courier->owner, visit->attempt, visit->place,
                             pull->added, pull->known, pull->refused + pull->misses);

    pull->items = pull->added = pull->known = pull->refused = pull->misses = 0;
    visit->is_over =
        kept.problem || !str_same(pg_cell(&kept, 0, BADGE_HOST_PAGED_GOES_ON), STR("t"));
    return !visit->is_over;
}

/* Whether there may be more: a host that sends the same page again does not count as one that has.
 */
static bool
keep_page(struct pull *pull, struct str body)
{
    struct host_visit *visit = pull->visit;
    struct str hash = keys_sha256(visit->arena, body);

    if (pull->last_hash.at != NULL && str_same(hash, pull->last_hash))
        return false;
    pull->last_hash = hash;
    pull->items = pull->added = pull->known = pull->refused = 0;
    take_page(pull, body);
    if (visit->is_over || pull->items == 0)
        return false;
    if (pull->fault != NULL) { /* all that is known and refused is met again */
        pull->known = pull->refused = 0;
        tell(pull);
        return false;
    }
    visit->place += pull->items;
    if (pull->misses > 0)
        pull->limit = HOST_ITEMS;
    return tell(pull);
}

/* How some answer to what lies beyond the end of a list. */
static bool
is_beyond(const struct pull *pull, const struct fetch_reply *reply)
{
    return pull->visit->place > 0 && reply->outcome == FETCH_ANSWERED &&
           (reply->status == 400 || reply->status == 404 || reply->status == 416 ||
            reply->status == 422);
}

static bool
page(struct pull *pull)
{
    struct host_visit *visit = pull->visit;
    struct fetch_reply reply = ask(pull);

    if (visit->is_over)
        return false;
    pull->bytes += reply.body.size;
    if (is_beyond(pull, &reply))
        return false;
    if (host_fault(&reply) != NULL) {
        fail(pull, host_fault(&reply), host_wait(visit, &reply, visit->failures));
        visit->rest_s = host_rest(visit, &reply);
        return false;
    }
    if (!is_readable(pull, &reply))
        return pull->fault == NULL;
    return keep_page(pull, reply.body);
}

void
host_pull(struct host_visit *visit)
{
    struct pg_door door = {.pg = visit->courier->pg, .arena = visit->arena};
    struct pull pull = {.visit = visit, .limit = HOST_ITEMS, .last_hash = STR_NONE};
    bool goes_on = true;

    if (host_is_late(visit))
        return; /* it was not begun, and nothing is told of it */
    while (goes_on && pull.pages < HOST_PAGES_MAX && pull.bytes < HOST_PULL_MAX &&
           !host_is_late(visit)) {
        pull.arena = arena_open(PAGE_MEMORY_MAX);
        goes_on = page(&pull);
        pull.pages++;
        arena_close(pull.arena);
    }
    if (pull.misses > 0 && pull.fault == NULL && !visit->is_over)
        tell(&pull); /* those at the end */
    if (visit->is_over || visit->courier->stopping)
        return;
    if (goes_on)
        fail(&pull, "too_much", host_scaled(visit, REST_S));
    sql_badge_host_pulled(&door, visit->id, visit->courier->owner, visit->attempt,
                          pull.fault == NULL ? STR_NONE : str_of(pull.fault), pull.wait_s);
}
