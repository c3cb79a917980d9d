#include "api/reply.h"

#include "api/format.h"
#include "feed/feed.h"
#include "sql/idempotency.h"

#include <inttypes.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

/* "VERSION-FINGERPRINT": If-Match goes by the version, If-None-Match by the whole. */
static struct str
entity_tag(struct arena *arena, struct str version, struct str body)
{
    return arena_print(arena, "\"" STR_FMT "-%" PRIx64 "\"", STR_ARG(version), str_hash(body));
}

struct reply
reply_text(struct call *call, const char *type, struct str body)
{
    struct reply reply = {.status = 200, .type = type, .body = body};

    if (call->request->method == GET || call->request->method == HEAD) {
        struct str tag = entity_tag(call->arena, STR("0"), body);

        reply_header(&reply, "ETag", tag);
        if (tags_name(call->request->if_none_match, tag))
            return (struct reply){304, NULL, STR_NONE, reply.header_count, {reply.headers[0]}};
    }
    return reply;
}

struct reply
reply_json(struct call *call, struct str body)
{
    return reply_text(call, "application/json", body);
}

/* RFC 9110 section 13.1.3, to the letter: what a client sends back is what it was sent. */
struct reply
reply_feed(struct call *call, const char *type, struct str body, struct str modified)
{
    struct reply reply = reply_text(call, type, body);

    reply_header(&reply, "Last-Modified", modified);
    if (call->request->if_none_match.at == NULL &&
        str_same(call->request->if_modified_since, modified)) {
        reply.status = 304;
        reply.type = NULL;
        reply.body = STR_NONE;
    }
    return reply;
}

static struct reply
reply_document(struct call *call, struct str body, struct str version, struct str language)
{
    if (!view_pick(call, &body))
        return reply_refusal(call, PROBLEM_BAD_INPUT);
    if (call->format == AS_LINKED)
        body = feed_linked(call->arena, body, false);

    struct str tag = entity_tag(call->arena, version.at == NULL ? STR("0") : version, body);
    bool is_read = call->request->method == GET || call->request->method == HEAD;
    bool is_known = is_read && tags_name(call->request->if_none_match, tag);
    struct reply reply = {.status = is_known ? 304 : 200};

    if (!is_known) {
        reply.type = format_type(call->format);
        reply.body = body;
    }
    if (is_read || version.at != NULL)
        reply_header(&reply, "ETag", tag);
    if (language.at != NULL)
        reply_header(&reply, "Content-Language", language);
    return reply;
}

struct reply
reply_with(struct call *call, struct pg_answer answer)
{
    if (answer.problem)
        return reply_broken_rule(call, answer);
    return reply_document(call, pg_named(&answer, 0, "body"), pg_named(&answer, 0, "version"),
                          pg_named(&answer, 0, "language"));
}

/* What was kept for an Idempotency-Key: version, id and body, a line each (db: answered). */
struct kept {
    struct str version, id, body;
};

static struct kept
kept_answer(struct str answer)
{
    struct kept kept = {STR_NONE, STR_NONE, STR_NONE};

    str_cut(&answer, '\n', &kept.version);
    str_cut(&answer, '\n', &kept.id);
    kept.body = answer;
    if (kept.version.size == 0)
        kept.version = STR_NONE;
    return kept;
}

/* The claim has ended the transaction, so this is asked in one of its own. */
static struct pg_answer
ask_kept(const struct call *call)
{
    struct pg_door door = {.pg = call->door.pg, .arena = call->arena};
    const struct str *claim = call->door.claim.inputs; /* principal, key, request */

    return sql_idempotency_answer(&door, claim[0], claim[1]);
}

void
reply_poke_courier(const struct call *call)
{
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    struct str path = str_of(call->api->courier);

    if (call->api->poke < 0 || path.size >= sizeof(where.sun_path))
        return;
    memcpy(where.sun_path, path.at, path.size);
    sendto(call->api->poke, "", 1, MSG_DONTWAIT | MSG_NOSIGNAL, (const struct sockaddr *)&where,
           sizeof(where));
}

static struct reply
reply_written(struct call *call, struct pg_answer answer, struct kept *kept)
{
    bool replayed = answer.problem == PROBLEM_REPLAYED;

    if (replayed)
        answer = ask_kept(call);
    if (answer.problem)
        return reply_broken_rule(call, answer);
    *kept = replayed ? kept_answer(pg_cell(&answer, 0, IDEMPOTENCY_ANSWER_ANSWER))
                     : (struct kept){pg_named(&answer, 0, "version"), pg_named(&answer, 0, "id"),
                                     pg_named(&answer, 0, "body")};

    struct reply reply = reply_document(call, kept->body, kept->version, STR_NONE);

    if (replayed)
        reply_header(&reply, "Idempotency-Replayed", STR("true"));
    else
        reply_poke_courier(call);
    return reply;
}

struct reply
reply_done(struct call *call, struct pg_answer answer)
{
    struct kept kept;

    return reply_written(call, answer, &kept);
}

struct reply
reply_made(struct call *call, struct pg_answer answer, const char *path)
{
    struct kept kept = {STR_NONE, STR_NONE, STR_NONE};
    struct reply reply = reply_written(call, answer, &kept);

    if (reply.status != 200)
        return reply;
    reply.status = 201;
    if (path != NULL)
        reply_header(&reply, "Location",
                     arena_print(call->arena, STR_FMT "%s" STR_FMT, STR_ARG(call->api->base_url),
                                 path, STR_ARG(kept.id)));
    return reply;
}

struct reply
reply_begun(struct call *call, struct pg_answer answer)
{
    struct reply reply = reply_made(call, answer, "/v1/jobs/");

    if (reply.status == 201)
        reply.status = 202;
    return reply;
}

struct reply
reply_nothing(struct call *call, struct pg_answer answer)
{
    if (answer.problem)
        return reply_broken_rule(call, answer);
    reply_poke_courier(call);
    return (struct reply){.status = 204};
}
