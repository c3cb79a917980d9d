/* Lists: where they go on, and how they are written. */
#include "api/format.h"
#include "api/reply.h"

#include "base/text.h"
#include "http/cursor.h"

static const struct page *
page_of(const struct call *call)
{
    return (const struct page *)(const void *)call->view;
}

static int64_t
page_limit(const struct call *call)
{
    int64_t usual = call->format == AS_CSV ? TABLE_LIMIT_USUAL : PAGE_LIMIT_USUAL;

    return page_of(call)->limit == 0 ? usual : page_of(call)->limit;
}

int64_t
page_count(const struct call *call)
{
    return page_limit(call) + 1;
}

/* Parameters that say which part of a list, not which list. */
static bool
moves_only(struct str name)
{
    static const char *const names[] = {"cursor", "limit", "lang", "expand", "fields", "count"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (str_same(name, str_of(names[i])))
            return true;
    return false;
}

/* What a cursor is bound to: the path, the filters, and whose view of the list it is. */
static struct str
list_name(const struct call *call)
{
    struct text name = text_new(call->arena);
    struct str rest = call->request->query, pair;

    text_add(&name, call->request->path);
    while (str_cut(&rest, '&', &pair)) {
        struct str value = pair, key;

        str_cut(&value, '=', &key);
        if (pair.size > 0 && !moves_only(key))
            text_print(&name, "&" STR_FMT, STR_ARG(pair));
    }
    text_print(&name, " " STR_FMT STR_FMT, STR_ARG(call->me.person), STR_ARG(call->me.client));
    return text_str(&name);
}

enum problem
page_find(struct call *call)
{
    struct str cursor = page_of(call)->cursor;

    if (cursor.at == NULL)
        return PROBLEM_NONE;
    call->after = cursor_read(call->arena, call->api->cursor_key, list_name(call), cursor);
    return call->after.at == NULL ? PROBLEM_BAD_CURSOR : PROBLEM_NONE;
}

/* The address of this list at another place; `cursor` STR_NONE is where it is now, "" the start. */
static struct str
page_address(const struct call *call, struct str cursor)
{
    struct text url = text_new(call->arena);
    struct str rest = call->request->query, pair;
    const char *mark = "?";

    text_print(&url, STR_FMT STR_FMT, STR_ARG(call->api->base_url), STR_ARG(call->request->path));
    while (str_cut(&rest, '&', &pair)) {
        if (pair.size == 0 || (cursor.at != NULL && str_starts(pair, STR("cursor="))))
            continue;
        text_print(&url, "%s" STR_FMT, mark, STR_ARG(pair));
        mark = "&";
    }
    if (cursor.size > 0)
        text_print(&url, "%scursor=" STR_FMT, mark, STR_ARG(cursor));
    return text_str(&url);
}

/* How many of the first `count` rows stay within PAGE_SIZE_MAX; one always does. */
static size_t
fitting(const struct pg_answer *answer, size_t count)
{
    size_t size = 0, fit = 0;

    while (fit < count && (size += pg_named(answer, fit, "body").size) <= PAGE_SIZE_MAX)
        fit++;
    return fit == 0 && count > 0 ? 1 : fit;
}

static bool
add_items(struct call *call, struct text *body, const struct pg_answer *answer, size_t count)
{
    text_add(body, STR("{\"items\":["));
    for (size_t i = 0; i < count; i++) {
        struct str item = pg_named(answer, i, "body");

        if (!view_pick(call, &item))
            return false;
        text_add(body, i > 0 ? STR(",") : STR(""));
        text_add(body, item);
    }
    text_add(body, STR("],\"self\":"));
    return true;
}

/* `count` is that of the rows; up to COUNT_ESTIMATED_MAX it is exact. */
static void
add_total(struct text *body, const struct pg_answer *total)
{
    struct str number = pg_named(total, 0, "total");
    int64_t value = 0;
    bool is_more = str_integer(number, &value) && value > COUNT_ESTIMATED_MAX;

    text_print(body, ",\"total\":" STR_FMT ",\"totalKind\":\"%s\"", STR_ARG(number),
               is_more ? "at_least" : "exact");
}

static struct str
next_cursor(const struct call *call, const struct pg_answer *answer, size_t count)
{
    if (count == 0 || answer->rows <= count)
        return STR_NONE;
    return cursor_write(call->arena, call->api->cursor_key, list_name(call),
                        pg_named(answer, count - 1, "cursor"));
}

static struct reply
write_json(struct call *call, const struct pg_answer *answer, size_t count, struct str next,
           const struct pg_answer *total)
{
    struct text body = text_new(call->arena);

    if (!add_items(call, &body, answer, count))
        return reply_refusal(call, PROBLEM_BAD_INPUT);
    text_add_json(&body, page_address(call, STR_NONE));
    if (next.at != NULL) {
        text_add(&body, STR(",\"next\":"));
        text_add_json(&body, next);
    }
    if (total != NULL)
        add_total(&body, total);
    text_add(&body, STR("}"));
    return reply_json(call, text_str(&body));
}

/* In the format that is accepted; `cursor` leads on, or is STR_NONE. */
static struct reply
write_page(struct call *call, const struct pg_answer *answer, size_t count, struct str cursor,
           const struct pg_answer *total)
{
    struct str next = cursor.at == NULL ? STR_NONE : page_address(call, cursor);
    struct reply reply = call->format == AS_JSON ? write_json(call, answer, count, next, total)
                                                 : format_list(call, answer, count);

    if (next.at != NULL && reply.status < 400)
        reply_header(&reply, "Link",
                     arena_print(call->arena, "<" STR_FMT ">; rel=\"next\"", STR_ARG(next)));
    return reply;
}

size_t
page_shown(const struct call *call, const struct pg_answer *answer)
{
    size_t limit = (size_t)page_limit(call);

    return fitting(answer, answer->rows < limit ? answer->rows : limit);
}

struct reply
reply_page(struct call *call, struct pg_answer answer, const struct pg_answer *total)
{
    if (answer.problem)
        return reply_with(call, answer);
    if (total != NULL && total->problem)
        return reply_with(call, *total);

    size_t count = page_shown(call, &answer);

    return write_page(call, &answer, count, next_cursor(call, &answer, count), total);
}

struct reply
reply_changes(struct call *call, struct pg_answer answer)
{
    if (answer.problem)
        return reply_with(call, answer);

    size_t count = page_shown(call, &answer);
    struct str place = count > 0                ? pg_named(&answer, count - 1, "cursor")
                       : call->after.at != NULL ? call->after
                                                : STR("0");

    return write_page(call, &answer, count,
                      cursor_write(call->arena, call->api->cursor_key, list_name(call), place),
                      NULL);
}

struct reply
reply_list(struct call *call, struct pg_answer answer)
{
    if (answer.problem)
        return reply_with(call, answer);
    return write_page(call, &answer, answer.rows, STR_NONE, NULL);
}

struct str
page_onward(const struct call *call, const struct pg_answer *answer)
{
    struct str cursor = next_cursor(call, answer, page_shown(call, answer));

    return cursor.at == NULL ? STR_NONE : page_address(call, cursor);
}

struct str
page_first(const struct call *call)
{
    return page_address(call, STR(""));
}
