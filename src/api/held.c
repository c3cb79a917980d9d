#include "api/held.h"

#include "api/reply.h"
#include "api/verification.h"
#include "base/coding.h"
#include "http/negotiate.h"
#include "sql/exchange.h"

struct wish {
    struct str url;
};

static const struct shape_field wish_fields[] = {
    SHAPE_URL(struct wish, url,
              .about = "Where the badge is hosted, as JSON, as a JWS or in a picture. It has to "
                       "say that it was given to one of the learner's addresses."),
};
const struct shape held_wish = SHAPE_OF(struct wish, wish_fields, .name = "ImportWish");

/* 202 when the courier has to do it; else 201 when it is new, and 200 when it was there, or takes
 * the place of an older copy. */
static struct reply
answer(struct call *call, struct held_taken taken)
{
    struct reply reply;

    if (taken.problem == PROBLEM_BAD_INPUT)
        return reply_detailed(call, taken.problem, taken.why);
    if (taken.problem)
        return reply_refusal(call, taken.problem);
    reply =
        reply_made(call, taken.answer, taken.is_later ? "/v1/me/imports/" : "/v1/me/credentials/");
    if (reply.status == 201 && taken.is_later)
        reply.status = 202;
    if (reply.status == 201 && !str_same(pg_named(&taken.answer, 0, "is_new"), STR("t")))
        reply.status = 200;
    return reply;
}

struct reply
held_import(struct call *call)
{
    const struct wish *want = call->input;
    struct str type = call->file.type;

    if (want != NULL)
        return answer(call, held_take_url(call, want->url));
    if (type_among(type, &(const char *){TYPE_ARCHIVE}, 1) != NULL)
        return answer(call, held_take_archive(call, call->file.bytes));
    if (!verification_takes(type))
        return reply_refusal(call, PROBLEM_UNSUPPORTED_MEDIA_TYPE);
    return answer(call, held_take(call, call->file.bytes));
}

struct reply
held_import_list(struct call *call)
{
    return reply_page(
        call, sql_held_import_list(&call->door, call->me.person, call->after, page_count(call)),
        NULL);
}

struct reply
held_import_show(struct call *call)
{
    return reply_with(call, sql_held_import_show(&call->door, call->me.person, call->parts[0]));
}

struct reply
held_list(struct call *call)
{
    return reply_page(
        call, sql_held_list(&call->door, call->me.person, call->after, page_count(call)), NULL);
}

struct reply
held_show(struct call *call)
{
    return reply_with(call, sql_held_show(&call->door, call->me.person, call->parts[0]));
}

/* Of Open Badges 2.0 JSON is no verifiable credential. */
const char *
held_type(struct str form, struct str kind)
{
    static const char *const types[][2] = {
        {"png", "image/png"    },
        {"svg", "image/svg+xml"},
        {"jws", "text/plain"   },
    };

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (str_same(form, str_of(types[i][0])))
            return types[i][1];
    return str_ends(kind, STR("2")) ? "application/ld+json" : "application/vc+ld+json";
}

/* A picture of a stranger's is never shown as a page of ours. */
struct reply
held_file(struct call *call)
{
    struct pg_answer found = sql_held_file(&call->door, call->me.person, call->parts[0]);
    struct str form;
    struct reply reply;

    if (found.problem)
        return reply_refusal(call, found.problem);
    form = pg_cell(&found, 0, HELD_FILE_FORM);
    reply = reply_text(call, held_type(form, pg_cell(&found, 0, HELD_FILE_KIND)),
                       coding_from_hex(call->arena, pg_cell(&found, 0, HELD_FILE_CONTENT)));
    reply_header(&reply, "Content-Disposition",
                 arena_print(call->arena, "attachment; filename=\"" STR_FMT "." STR_FMT "\"",
                             STR_ARG(call->parts[0]), STR_ARG(form)));
    return reply;
}

struct reply
held_verify(struct call *call)
{
    if (verification_is_over(call, call->me.person))
        return reply_refusal(call, PROBLEM_RATE_LIMITED);
    return reply_done(call, sql_held_ask(&call->door, call->parts[0]));
}

struct reply
held_delete(struct call *call)
{
    return reply_nothing(call, sql_held_delete(&call->door, call->me.person, call->parts[0]));
}
