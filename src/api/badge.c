#include "api/badge.h"

#include "api/reply.h"
#include "sql/badge.h"

struct filter {
    struct page page;
    struct str organisation, city, q;
};

static const struct shape_field filter_fields[] = {
    PAGE_FIELDS,
    SHAPE_UUID(struct filter, organisation, .optional = true, .about = "Only those of this one."),
    SHAPE_SLUG(struct filter, city, .optional = true,
               .about = "Only those of organisations at home in this city."),
    SHAPE_TEXT(struct filter, q, .optional = true, .min = 2, .max = 100,
               .about = "Only those whose texts have these words."),
};
const struct shape badge_filter = SHAPE_OF(struct filter, filter_fields, .name = "BadgeFilter");

struct reply
badge_list(struct call *call)
{
    const struct filter *want = call->input;

    return reply_page(call,
                      sql_badge_list(&call->door, want->organisation, want->city, want->q,
                                     call->after, page_count(call), call->languages,
                                     view_whole(call)),
                      NULL);
}

struct reply
badge_show(struct call *call)
{
    return reply_with(
        call, sql_badge_show(&call->door, call->parts[0], call->languages, view_whole(call)));
}

struct reply
badge_make(struct call *call)
{
    return reply_made(
        call, sql_badge_make(&call->door, call->parts[0], call->request->body, call->languages),
        "/v1/badges/");
}

struct reply
badge_patch(struct call *call)
{
    return reply_done(call, sql_badge_patch(&call->door, call->parts[0], call->request->body,
                                            call->version, call->languages));
}

struct reply
badge_delete(struct call *call)
{
    return reply_nothing(call, sql_badge_delete(&call->door, call->parts[0], call->version));
}

int64_t
badge_number(struct str text)
{
    int64_t number;

    return str_integer(text, &number) && number > 0 && number <= INT32_MAX ? number : 0;
}

struct reply
badge_versions(struct call *call)
{
    struct pg_answer found = sql_badge_versions(&call->door, call->parts[0], call->languages);

    if (!found.problem && found.rows == 0)
        return reply_refusal(call, PROBLEM_NOT_FOUND);
    return reply_list(call, found);
}

struct reply
badge_version(struct call *call)
{
    return reply_with(call,
                      sql_badge_version(&call->door, call->parts[0], badge_number(call->parts[1]),
                                        call->languages, view_whole(call)));
}

struct reply
badge_activate(struct call *call)
{
    return reply_done(
        call, sql_badge_move(&call->door, call->parts[0], STR("activate"), call->languages));
}

struct reply
badge_archive(struct call *call)
{
    return reply_done(call,
                      sql_badge_move(&call->door, call->parts[0], STR("archive"), call->languages));
}
