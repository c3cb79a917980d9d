/* Five hundred activities at once, each with an outcome of its own. */
#include "api/activity.h"

#include "api/reply.h"
#include "base/text.h"
#include "sql/activity.h"

/* "/items/12/title" is the item 12; -1 when the error is not of an item. */
static int64_t
item_of(const struct shape_error *error)
{
    struct str rest = error->where, step;
    int64_t item;

    str_cut(&rest, '/', &step);
    if (!str_cut(&rest, '/', &step) || !str_same(step, STR("items")) ||
        !str_cut(&rest, '/', &step) || !str_integer(step, &item))
        return -1;
    return item;
}

/* Marks the items that do not fit; false when something beside the items does not. */
static bool
find_unfit(const struct call *call, size_t count, bool *unfit)
{
    for (size_t i = 0; i < call->errors.count; i++) {
        int64_t item = item_of(&call->errors.list[i]);

        if (item < 0 || (size_t)item >= count)
            return false;
        unfit[item] = true;
    }
    return true;
}

/* The places of those that fit, as an int[] literal. */
static struct str
fitting_places(struct call *call, size_t count, const bool *unfit)
{
    struct text list = text_new(call->arena);

    text_add(&list, STR("{"));
    for (size_t i = 0; i < count; i++)
        if (!unfit[i])
            text_print(&list, "%s%zu", list.size > 1 ? "," : "", i);
    text_add(&list, STR("}"));
    return text_str(&list);
}

static void
add_errors_of(const struct call *call, struct text *list, size_t item)
{
    const char *comma = "";

    for (size_t i = 0; i < call->errors.count; i++) {
        const struct shape_error *error = &call->errors.list[i];

        if (item_of(error) != (int64_t)item)
            continue;
        text_print(list, "%s{\"pointer\":", comma);
        text_add_json(list, error->where);
        text_print(list, ",\"code\":\"%s\",\"detail\":", error->code);
        text_add_json(list, error->detail);
        text_add(list, STR("}"));
        comma = ",";
    }
}

/* [{"place", "errors": [{"pointer", "code", "detail"}]}] of the items that do not fit. */
static struct str
unfit_items(const struct call *call, size_t count, const bool *unfit)
{
    struct text list = text_new(call->arena);
    const char *comma = "";

    text_add(&list, STR("["));
    for (size_t i = 0; i < count; i++) {
        if (!unfit[i])
            continue;
        text_print(&list, "%s{\"place\":%zu,\"errors\":[", comma, i);
        add_errors_of(call, &list, i);
        text_add(&list, STR("]}"));
        comma = ",";
    }
    text_add(&list, STR("]"));
    return text_str(&list);
}

struct reply
activity_batch(struct call *call)
{
    const struct activity_batch_wish *want = call->input;
    size_t count = want->items.count;
    bool *unfit = arena_list(call->arena, bool, count + 1);
    struct str places, refused;

    if (call->errors.count > 0 &&
        (count == 0 || call->errors.count == SHAPE_ERRORS_MAX || !find_unfit(call, count, unfit)))
        return reply_refusal(call, PROBLEM_BAD_INPUT);
    places = fitting_places(call, count, unfit);
    refused = unfit_items(call, count, unfit);
    call->errors.count = 0; /* they are in the answer */
    return reply_done(call, sql_activity_batch(&call->door, call->parts[0], call->request->body,
                                               places, want->publish, refused, reply_titles(call)));
}
