/* What the API answers, as values of a page: both ask the same questions. */
#include "api/account-parts.h"

#include "json/cut.h"

static void
add_list(struct call *call, struct page_data *data, const char *name, struct str list)
{
    struct str *items;
    size_t count = json_cut_list(call->arena, list, &items);

    for (size_t i = 0; i < count; i++) {
        struct page_data *row = page_row(data, name);

        if (str_starts(items[i], STR("{")))
            account_document(call, row, items[i]);
        else
            page_set(row, "item", json_meaning(call->arena, items[i]));
    }
}

void
account_document(struct call *call, struct page_data *data, struct str json)
{
    struct json_member *members;
    size_t count = json_cut_object(call->arena, json, &members);

    for (size_t i = 0; i < count; i++) {
        struct str value = members[i].value;
        const char *name = arena_print(call->arena, STR_FMT, STR_ARG(members[i].name)).at;

        if (str_starts(value, STR("[")))
            add_list(call, data, name, value);
        else if (str_same(value, STR("null")))
            page_set(data, name, STR_NONE);
        else if (str_same(value, STR("true")) || str_same(value, STR("false")))
            page_flag(data, name, value.at[0] == 't');
        else
            page_set(data, name, json_meaning(call->arena, value));
    }
}

struct str
account_member(struct call *call, struct str json, const char *name)
{
    struct json_object object = json_object_open(call->arena, json);

    return json_object_meaning(&object, name);
}
