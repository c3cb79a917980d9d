#include "api/format.h"

#include "api/reply.h"
#include "feed/feed.h"
#include "json/cut.h"
#include "sql/feed.h"

#include <string.h>

/* JSON is what who accepts anything gets. */
static const char *const types[FORMATS] = {
    [AS_JSON] = "application/json",
    [AS_CSV] = "text/csv",
    [AS_LINKED] = "application/ld+json",
};

const char *
format_type(enum format format)
{
    return types[format];
}

bool
format_fits(const struct route *route, enum format format)
{
    if (format == AS_CSV)
        return route->answers == PAGE || route->answers == LIST;
    if (format == AS_LINKED)
        return route->method == GET && route->who == ANYONE && route->gives != NULL &&
               strcmp(route->gives, "activity") == 0;
    return true;
}

bool
format_choose(struct call *call)
{
    int most = 0;

    if (call->route->gives == NULL)
        return true;
    for (enum format format = AS_JSON; format < FORMATS; format++) {
        int weight =
            format_fits(call->route, format) ? weight_for(call->request->accept, types[format]) : 0;

        if (weight > most) {
            most = weight;
            call->format = format;
        }
    }
    return most > 0;
}

/* Whether fields= asks for the column, by the member at the top that it stands in. */
static bool
is_wanted(const struct call *call, struct str path)
{
    const struct shape_list *fields = &call->view->fields;
    struct str top = path;

    str_cut(&path, '.', &top);
    for (size_t i = 0; i < fields->count; i++)
        if (str_same(((const struct str *)fields->items)[i], top))
            return true;
    return fields->count == 0;
}

/* What stands at "place.name" of an object. */
static struct str
value_at(struct arena *arena, const struct json_member *members, size_t count, struct str path)
{
    struct str step = STR(""), value = STR_NONE;
    struct json_member *inner;

    while (str_cut(&path, '.', &step)) {
        value = json_named(members, count, arena_copy(arena, step).at);
        count = json_cut_object(arena, value, &inner);
        members = inner;
    }
    return value;
}

/* The columns are those of the type, whatever the rows hold. */
static struct reply
table(struct call *call, const struct pg_answer *answer, size_t count)
{
    struct pg_answer paths = sql_doc_paths(&call->door, str_of(call->route->gives));
    struct str *columns = arena_list(call->arena, struct str, paths.rows + 1);
    struct str *cells = arena_list(call->arena, struct str, paths.rows + 1);
    struct text out = text_new(call->arena);
    size_t width = 0;

    if (paths.problem)
        return reply_refusal(call, paths.problem);
    for (size_t i = 0; i < paths.rows; i++)
        if (is_wanted(call, pg_cell(&paths, i, DOC_PATHS_PATH)))
            columns[width++] = pg_cell(&paths, i, DOC_PATHS_PATH);
    text_add(&out, STR("\xEF\xBB\xBF")); /* by which spreadsheets know UTF-8 */
    feed_csv_row(&out, columns, width);
    for (size_t row = 0; row < count; row++) {
        struct str item = pg_named(answer, row, "body");
        struct json_member *members;
        size_t there;

        if (!view_pick(call, &item))
            return reply_refusal(call, PROBLEM_BAD_INPUT);
        there = json_cut_object(call->arena, item, &members);
        for (size_t i = 0; i < width; i++)
            cells[i] =
                feed_csv_cell(call->arena, value_at(call->arena, members, there, columns[i]));
        feed_csv_row(&out, cells, width);
    }
    return reply_text(call, "text/csv; charset=utf-8", text_str(&out));
}

static struct reply
item_list(struct call *call, const struct pg_answer *answer, size_t count)
{
    struct text out = text_new(call->arena);

    text_add(&out, STR("{\"@context\":\"https://schema.org\",\"@type\":\"ItemList\","
                       "\"itemListElement\":["));
    for (size_t row = 0; row < count; row++) {
        text_print(&out, "%s{\"@type\":\"ListItem\",\"position\":%zu,\"item\":", row > 0 ? "," : "",
                   row + 1);
        text_add(&out, feed_linked(call->arena, pg_named(answer, row, "body"), true));
        text_add(&out, STR("}"));
    }
    text_add(&out, STR("]}"));
    return reply_text(call, format_type(AS_LINKED), text_str(&out));
}

struct reply
format_list(struct call *call, const struct pg_answer *answer, size_t count)
{
    return call->format == AS_CSV ? table(call, answer, count) : item_list(call, answer, count);
}
