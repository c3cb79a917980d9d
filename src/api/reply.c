#include "api/reply.h"

#include "base/text.h"
#include "http/cursor.h"
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

static struct str
retry_after(const struct call *call, enum problem problem)
{
    if (call->retry_after.at != NULL)
        return call->retry_after;
    return problem_status(problem) == 503 || problem == PROBLEM_IDEMPOTENCY_IN_PROGRESS ? STR("1")
                                                                                        : STR_NONE;
}

/* RFC 6750 section 3. */
static void
add_challenge(struct call *call, enum problem problem, struct reply *reply)
{
    if (call->route != NULL && call->route->who == CLIENT)
        reply_header(reply, "WWW-Authenticate", STR("Basic realm=\"citylearn\""));
    else if (problem == PROBLEM_UNAUTHENTICATED)
        reply_header(reply, "WWW-Authenticate", STR("Bearer"));
    else if (problem_status(problem) == 401)
        reply_header(reply, "WWW-Authenticate", STR("Bearer error=\"invalid_token\""));
    else if (problem == PROBLEM_INSUFFICIENT_SCOPE)
        reply_header(reply, "WWW-Authenticate",
                     arena_print(call->arena,
                                 "Bearer error=\"insufficient_scope\", scope=\"" STR_FMT "\"",
                                 STR_ARG(call->missing_scope)));
}

static void
add_allow(struct call *call, struct reply *reply)
{
    struct text list = text_new(call->arena);

    for (size_t i = 0; i < call->allowed_count; i++)
        text_print(&list, "%s%s%s", i > 0 ? ", " : "", method_name(call->allowed[i]),
                   call->allowed[i] == GET ? ", HEAD" : "");
    reply_header(reply, "Allow", text_str(&list));
}

/* RFC 5789 section 3.1 and Linked Data Platform section 7.1: which type would have been taken. */
static void
add_taken_type(const struct call *call, struct reply *reply)
{
    if (call->route->who == CLIENT)
        reply_header(reply, "Accept-Post", STR("application/x-www-form-urlencoded"));
    else if (call->route->method == PATCH)
        reply_header(reply, "Accept-Patch", STR("application/merge-patch+json"));
    else if (call->route->method == POST)
        reply_header(reply, "Accept-Post", STR("application/json"));
}

static struct reply
refusal(struct call *call, enum problem problem, struct str detail, struct str extra)
{
    struct reply reply = reply_problem(call->arena, call->request, problem, detail,
                                       call->errors.count > 0 ? &call->errors : NULL, extra);
    struct str wait = retry_after(call, problem);

    add_challenge(call, problem, &reply);
    if (problem == PROBLEM_WRONG_METHOD)
        add_allow(call, &reply);
    if (problem == PROBLEM_UNSUPPORTED_MEDIA_TYPE)
        add_taken_type(call, &reply);
    if (wait.at != NULL)
        reply_header(&reply, "Retry-After", wait);
    return reply;
}

struct reply
reply_refusal(struct call *call, enum problem problem)
{
    return refusal(call, problem, STR_NONE, STR_NONE);
}

struct reply
reply_detailed(struct call *call, enum problem problem, struct str detail)
{
    return refusal(call, problem, detail, STR_NONE);
}

/*
 * What a rule of the database says beside its name: members for the reply (of
 * wrong_state), the JSON pointer of the field that broke it, or a sentence.
 */
static struct reply
reply_broken_rule(struct call *call, struct pg_answer answer)
{
    struct str more = answer.detail;

    if (more.size == 0)
        return reply_refusal(call, answer.problem);
    if (more.at[0] == '"')
        return refusal(call, answer.problem, STR_NONE, more);
    if (more.at[0] != '/')
        return refusal(call, answer.problem, more, STR_NONE);
    call->errors.list[0] = (struct shape_error){
        .where = more,
        .code = problem_slug(answer.problem),
        .detail = str_of(problem_title(answer.problem)),
    };
    call->errors.count = 1;
    return refusal(call, answer.problem, STR_NONE, STR_NONE);
}

struct reply
reply_json(struct call *call, struct str body)
{
    struct reply reply = {.status = 200, .type = "application/json", .body = body};

    if (call->request->method == GET || call->request->method == HEAD) {
        struct str tag = entity_tag(call->arena, STR("0"), body);

        reply_header(&reply, "ETag", tag);
        if (tags_name(call->request->if_none_match, tag))
            return (struct reply){304, NULL, STR_NONE, reply.header_count, {reply.headers[0]}};
    }
    return reply;
}

static struct reply
reply_document(struct call *call, struct str body, struct str version, struct str language)
{
    if (!view_pick(call, &body))
        return reply_refusal(call, PROBLEM_BAD_INPUT);

    struct str tag = entity_tag(call->arena, version.at == NULL ? STR("0") : version, body);
    bool is_read = call->request->method == GET || call->request->method == HEAD;
    bool is_known = is_read && tags_name(call->request->if_none_match, tag);
    struct reply reply = {.status = is_known ? 304 : 200};

    if (!is_known) {
        reply.type = "application/json";
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

/* Tells the courier that there is something to do; it looks by itself if this is lost. */
static void
poke_courier(const struct call *call)
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
        poke_courier(call);
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
reply_nothing(struct call *call, struct pg_answer answer)
{
    if (answer.problem)
        return reply_broken_rule(call, answer);
    poke_courier(call);
    return (struct reply){.status = 204};
}
