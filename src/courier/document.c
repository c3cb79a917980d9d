/* Documents of strangers, as a judgement wants them: through the wall, and kept for a moment. */
#include "courier/verification.h"

#include "base/coding.h"
#include "sql/verification.h"

enum {
    HEADERS_MAX = 2,
    BADGE_MAX = 2 << 20
}; /* bytes of what stands at an address: as of a file */

/* Seconds that a document counts: what tells of revocations and keys less than what stays. */
static int64_t
seconds_of(enum judge_want_kind kind)
{
    switch (kind) {
    case JUDGE_WANT_STATUS_LIST:
    case JUDGE_WANT_REVOCATIONS:
        return 15;
    case JUDGE_WANT_CLASS_2:
        return 300;
    default:
        return 60;
    }
}

struct pg_door
verification_door(struct verification *verification)
{
    arena_reset(verification->asking);
    return (struct pg_door){.pg = verification->courier->pg, .arena = verification->asking};
}

/* What is kept of an address; `tag` is what it may be asked about again by. */
static bool
recall(struct verification *verification, const struct judge_want *want, struct judge_found *found,
       struct str *tag)
{
    struct pg_door door = verification_door(verification);
    struct pg_answer kept = sql_fetched_find(&door, want->url, seconds_of(want->kind));
    int64_t status = 0;

    *tag = STR_NONE;
    if (kept.problem || kept.rows == 0 ||
        !str_integer(pg_cell(&kept, 0, FETCHED_FIND_STATUS), &status))
        return false;
    found->status = (int)status;
    found->type = pg_kept(verification->arena, pg_cell(&kept, 0, FETCHED_FIND_TYPE));
    found->body = coding_from_hex(verification->arena, pg_cell(&kept, 0, FETCHED_FIND_BODY));
    if (status == 200)
        *tag = pg_kept(verification->arena, pg_cell(&kept, 0, FETCHED_FIND_ETAG));
    return str_same(pg_cell(&kept, 0, FETCHED_FIND_FRESH), STR("t"));
}

static size_t
size_max(enum judge_want_kind kind)
{
    return kind == JUDGE_WANT_BADGE ? BADGE_MAX : JUDGE_DOCUMENT_MAX;
}

static struct fetch_reply
ask(struct verification *verification, const struct judge_want *want, struct str tag)
{
    struct str headers[HEADERS_MAX] = {
        arena_print(verification->arena, "accept: %s", judge_want_accept(want->kind))};
    struct fetch_request request = {
        .method = "GET",
        .url = want->url,
        .headers = headers,
        .header_count = 1,
        .body = STR_NONE,
        .body_max = size_max(want->kind) + 1,
    };

    if (tag.size > 0)
        headers[request.header_count++] =
            arena_print(verification->arena, "if-none-match: " STR_FMT, STR_ARG(tag));
    return fetch_send(verification->courier->fetch, verification->arena, &request);
}

/* Badges say whose they are, some of them in plain words: of these no more than that nobody
 * answers. */
static bool
is_kept(enum judge_want_kind kind, const struct judge_found *found)
{
    bool is_badge =
        kind == JUDGE_WANT_BADGE || kind == JUDGE_WANT_ASSERTION_2 || kind == JUDGE_WANT_REFRESH;

    return !is_badge || found->status == 0;
}

static void
keep(struct verification *verification, const struct judge_found *found, struct str tag)
{
    struct pg_door door = verification_door(verification);

    sql_fetched_keep(&door, found->url, found->status, tag, found->type,
                     pg_bytes(verification->asking, found->body));
}

/* What is too large is as if nobody answered; a redirect is an answer, and is not followed. */
void
verification_fetch(struct verification *verification, const struct judge_want *want,
                   struct judge_found *found)
{
    struct str tag;
    struct fetch_reply reply;

    if (recall(verification, want, found, &tag))
        return;
    if (!fetch_lets_url(verification->courier->fetch, want->url)) {
        *found = (struct judge_found){.url = want->url};
        return;
    }
    reply = ask(verification, want, tag);
    if (tag.size > 0 && reply.outcome == FETCH_ANSWERED && reply.status == 304) {
        struct pg_door door = verification_door(verification);

        sql_fetched_same(&door, want->url);
        return;
    }
    *found = (struct judge_found){.url = want->url};
    if (reply.outcome == FETCH_ANSWERED && reply.body.size <= size_max(want->kind)) {
        found->status = reply.status;
        found->type = reply.type;
        found->body = reply.body;
    }
    if (is_kept(want->kind, found))
        keep(verification, found, reply.etag);
}
