#include "api/feed.h"

#include "api/reply.h"
#include "feed/feed.h"
#include "sql/feed.h"

static const struct shape_field query_fields[] = {LANG_FIELD};
const struct shape feed_query = SHAPE_OF(struct view, query_fields, .name = "FeedQuery");

struct calendar_query {
    struct view view;
    struct str category;
};

static const struct shape_field calendar_fields[] = {
    LANG_FIELD,
    SHAPE_SLUG(struct calendar_query, category, .optional = true,
               .about = "Only those under this heading of the city."),
};
const struct shape feed_calendar_query =
    SHAPE_OF(struct calendar_query, calendar_fields, .name = "FeedCalendarQuery");

struct place {
    struct view view;
    int64_t afterChangeNumber, limit;
};

static const struct shape_field place_fields[] = {
    LANG_FIELD,
    SHAPE_INT(struct place, afterChangeNumber, .optional = true, .max = 9007199254740991,
              .about = "Only what changed behind it; all there is when it is not said."),
    SHAPE_INT(struct place, limit, .optional = true, .min = 1, .max = FEED_LIMIT_MAX,
              .about = "How many at most; 500 when it is not said."),
};
const struct shape feed_place = SHAPE_OF(struct place, place_fields, .name = "FeedPlace");

static struct str
next_page(const struct call *call, struct str number)
{
    const struct place *want = call->input;
    struct text url = text_new(call->arena);

    text_print(&url, STR_FMT STR_FMT "?afterChangeNumber=" STR_FMT, STR_ARG(call->api->base_url),
               STR_ARG(call->request->path), STR_ARG(number));
    if (want->limit > 0)
        text_print(&url, "&limit=" STR_FMT, STR_ARG(pg_int(call->arena, want->limit)));
    if (want->view.lang.at != NULL)
        text_print(&url, "&lang=" STR_FMT, STR_ARG(want->view.lang));
    return text_str(&url);
}

static void
add_change(struct text *out, const struct pg_answer *found, size_t row)
{
    struct str body = pg_cell(found, row, FEED_CHANGES_BODY);

    text_print(
        out, "{\"state\":\"%s\",\"kind\":\"Activity\",\"id\":\"" STR_FMT "\",\"modified\":" STR_FMT,
        body.at == NULL ? "deleted" : "updated", STR_ARG(pg_cell(found, row, FEED_CHANGES_ID)),
        STR_ARG(pg_cell(found, row, FEED_CHANGES_CHANGE)));
    if (body.at != NULL) {
        text_add(out, STR(",\"data\":"));
        text_add(out, feed_linked(out->arena, body, false));
    }
    text_add(out, STR("}"));
}

/* Realtime Paged Data Exchange 1.0, ordered by change numbers; only the last page is empty. */
struct reply
feed_changes(struct call *call)
{
    const struct place *want = call->input;
    struct pg_answer found =
        sql_feed_changes(&call->door, want->afterChangeNumber,
                         want->limit > 0 ? want->limit : FEED_LIMIT_MAX, call->languages);
    struct text out = text_new(call->arena);
    struct str last = pg_int(call->arena, want->afterChangeNumber);
    size_t row = 0;

    if (found.problem)
        return reply_refusal(call, found.problem);
    text_add(&out, STR("{\"items\":["));
    for (; row < found.rows && out.size < PAGE_SIZE_MAX; row++) {
        text_add(&out, row > 0 ? STR(",") : STR(""));
        add_change(&out, &found, row);
        last = pg_cell(&found, row, FEED_CHANGES_CHANGE);
    }
    text_add(&out, STR("],\"next\":"));
    text_add_json(&out, next_page(call, last));
    text_add(&out, STR(",\"license\":\"https://creativecommons.org/licenses/by/4.0/\"}"));
    /* What changes later stands on later pages: one that holds anything may be kept for long. */
    call->keeping = row > 0 ? "public, max-age=3600" : "public, max-age=8";
    return reply_text(call, "application/json", text_str(&out));
}

/* The rows that have a body. */
static struct feed_entry *
entries_of(struct call *call, const struct pg_answer *found, size_t *count)
{
    struct feed_entry *entries = arena_list(call->arena, struct feed_entry, found->rows + 1);

    *count = 0;
    for (size_t row = 0; row < found->rows; row++) {
        struct feed_entry entry = {
            .document = pg_named(found, row, "body"),
            .version = pg_named(found, row, "version"),
            .category = pg_named(found, row, "category"),
        };

        if (entry.document.at != NULL)
            entries[(*count)++] = entry;
    }
    return entries;
}

static struct feed_head
head_of(struct call *call, const struct pg_answer *found)
{
    return (struct feed_head){
        .name = pg_named(found, 0, "name"),
        .self = arena_print(call->arena, STR_FMT STR_FMT, STR_ARG(call->api->base_url),
                            STR_ARG(call->request->path)),
        .zone = pg_named(found, 0, "zone"),
        .updated = pg_named(found, 0, "updated"),
    };
}

/* No row at all: there is nobody and nothing that the feed could be of. */
static struct reply
answer(struct call *call, struct pg_answer found, const char *type,
       struct str (*write)(struct arena *, const struct feed_head *, const struct feed_entry *,
                           size_t))
{
    struct feed_head head;
    struct feed_entry *entries;
    size_t count;

    if (found.problem || found.rows == 0)
        return reply_refusal(call, found.problem ? found.problem : PROBLEM_NOT_FOUND);
    head = head_of(call, &found);
    entries = entries_of(call, &found, &count);
    return reply_feed(call, type, write(call->arena, &head, entries, count),
                      pg_named(&found, 0, "modified"));
}

static struct reply
answer_calendar(struct call *call, struct pg_answer found)
{
    return answer(call, found, "text/calendar; charset=utf-8", feed_calendar);
}

struct reply
feed_of_city(struct call *call)
{
    const struct calendar_query *want = call->input;

    return answer_calendar(
        call, sql_calendar_of_city(&call->door, call->parts[0], want->category, call->languages));
}

struct reply
feed_of_organisation(struct call *call)
{
    return answer_calendar(
        call, sql_calendar_of_organisation(&call->door, call->parts[0], call->languages));
}

struct reply
feed_of_activity(struct call *call)
{
    return answer_calendar(call,
                           sql_calendar_of_activity(&call->door, call->parts[0], call->languages));
}

struct reply
feed_newest(struct call *call)
{
    return answer(call, sql_feed_newest(&call->door, call->parts[0], call->languages),
                  "application/atom+xml; charset=utf-8", feed_atom);
}
