#include "api/exchange.h"

#include "api/credential.h"
#include "api/held.h"
#include "api/reply.h"
#include "base/coding.h"
#include "base/text.h"
#include "http/negotiate.h"
#include "issue/issue.h"
#include "sql/exchange.h"

#include <inttypes.h>

enum { LIMIT_USUAL = 50, LIMIT_MAX = 100 };

struct query {
    int64_t limit, offset;
    struct str since;
};

static const struct shape_field query_fields[] = {
    SHAPE_INT(struct query, limit, .optional = true, .min = 1, .max = 2147483647,
              .about =
                  "How many at most; 50 when it is not said, and never more than 100, nor than "
                  "what fits into 4 MiB."),
    SHAPE_INT(struct query, offset, .optional = true, .min = 0, .max = 2147483647,
              .about = "How many of the list are passed over."),
    SHAPE_TIME(struct query, since, .optional = true,
               .about = "Only what came to this host after that: when it was awarded here, or "
                        "brought here."),
};
const struct shape exchange_query = SHAPE_OF(struct query, query_fields, .name = "ExchangeQuery");

static void
add_link(struct call *call, struct text *out, const char *relation, int64_t limit, int64_t offset)
{
    const struct query *want = call->input;

    text_print(out,
               "%s<" STR_FMT EXCHANGE_BASE "/credentials?limit=%" PRId64 "&offset=%" PRId64
               "%s" STR_FMT ">; rel=\"%s\"",
               out->size > 0 ? ", " : "", STR_ARG(call->api->base_url), limit, offset,
               want->since.at != NULL ? "&since=" : "",
               STR_ARG(want->since.at != NULL ? coding_percent(call->arena, want->since) : STR("")),
               relation);
}

/* First and last always, next and prev where there is something. A page may show fewer than
 * `limit`. */
static struct str
links(struct call *call, int64_t limit, int64_t shown, int64_t total)
{
    int64_t offset = ((const struct query *)call->input)->offset;
    struct text out = text_new(call->arena);

    if (offset + shown < total)
        add_link(call, &out, "next", limit, offset + shown);
    if (offset > 0)
        add_link(call, &out, "prev", limit, offset > limit ? offset - limit : 0);
    add_link(call, &out, "first", limit, 0);
    add_link(call, &out, "last", limit, total > 0 ? (total - 1) / limit * limit : 0);
    return text_str(&out);
}

/* An award is signed at the latest now; STR_NONE where there is neither award nor badge. */
static enum problem
credential_of(struct call *call, const struct pg_answer *rows, size_t row, struct str *credential)
{
    struct issue_house house = credential_house(call);
    struct str award = pg_cell(rows, row, EXCHANGE_PAGE_AWARD);

    *credential = pg_cell(rows, row, EXCHANGE_PAGE_CREDENTIAL);
    if (credential->at != NULL || award.at == NULL)
        return PROBLEM_NONE;
    return issue_document(&house, award, credential);
}

/* Documents and JWS stand in lists of their own, and are pages of one list all the same. */
static enum problem
write_page(struct call *call, const struct pg_answer *rows, struct str *body)
{
    struct text documents = text_new(call->arena), tokens = text_new(call->arena);

    for (size_t row = 0; row < rows->rows; row++) {
        struct str one = STR_NONE;
        enum problem problem = credential_of(call, rows, row, &one);
        struct text *list = str_starts(one, STR("{")) ? &documents : &tokens;

        if (problem)
            return problem;
        if (one.at == NULL)
            continue; /* the row of an empty page has the total alone */
        text_add(list, list->size > 0 ? STR(",") : STR(""));
        if (list == &documents)
            text_add(list, one);
        else
            text_add_json(list, one);
    }
    *body = arena_print(call->arena,
                        "{\"credential\":[" STR_FMT "],\"compactJwsString\":[" STR_FMT "]}",
                        STR_ARG(text_str(&documents)), STR_ARG(text_str(&tokens)));
    return PROBLEM_NONE;
}

struct reply
exchange_credentials(struct call *call)
{
    const struct query *want = call->input;
    int64_t limit = want->limit == 0          ? LIMIT_USUAL
                    : want->limit > LIMIT_MAX ? LIMIT_MAX
                                              : want->limit;
    struct pg_answer rows = sql_exchange_page(&call->door, want->since, limit, want->offset);
    int64_t total = 0;
    struct str body = STR_NONE;
    struct reply reply;
    enum problem problem = rows.problem ? rows.problem : write_page(call, &rows, &body);

    if (problem)
        return reply_refusal(call, problem);
    str_integer(pg_cell(&rows, 0, EXCHANGE_PAGE_TOTAL), &total);
    reply = reply_json(call, body);
    reply_header(&reply, "X-Total-Count", pg_cell(&rows, 0, EXCHANGE_PAGE_TOTAL));
    reply_header(&reply, "Link", links(call, limit, (int64_t)rows.rows, total));
    return reply;
}

static const char *const types[] = {"application/json", "application/vc+ld+json",
                                    "application/ld+json", "text/plain"};

/* What is sent is sent back, in its own form. */
struct reply
exchange_upsert(struct call *call)
{
    struct str body = call->request->body;
    const char *type =
        type_among(call->request->content_type, types, sizeof(types) / sizeof(types[0]));
    struct held_taken taken;
    struct reply reply = {.status = 200, .type = type, .body = body};

    if (type == NULL || call->request->content_encoding.size > 0 ||
        str_same(str_of(type), STR("text/plain")) == str_starts(str_trim(body), STR("{")))
        return reply_refusal(call, PROBLEM_UNSUPPORTED_MEDIA_TYPE);
    taken = held_take(call, body);
    if (taken.problem == PROBLEM_AWARD_IS_HERE)
        return reply;
    if (taken.problem)
        return reply_detailed(call, taken.problem, taken.why);
    reply_poke_courier(call);
    if (str_same(pg_named(&taken.answer, 0, "is_new"), STR("t")))
        reply.status = 201;
    return reply;
}

struct reply
exchange_profile(struct call *call)
{
    return reply_with(call, sql_exchange_profile(&call->door, call->me.person));
}

/* Of a whole Profile, the name is what a learner has here. */
struct profile {
    struct str id, name;
};

static const struct shape_field profile_fields[] = {
    SHAPE_TEXT(struct profile, id, .min = 1, .max = 2048, .about = "As the other host calls them."),
    SHAPE_TEXT(struct profile, name, .optional = true, .min = 1, .max = 100,
               .about = "What they are called; all else is passed over."),
};
const struct shape exchange_profile_input =
    SHAPE_OF(struct profile, profile_fields, .name = "ExchangeProfile", .ignores = true);

struct reply
exchange_profile_put(struct call *call)
{
    const struct profile *want = call->input;

    return reply_done(call, sql_exchange_profile_put(&call->door, want->name));
}
