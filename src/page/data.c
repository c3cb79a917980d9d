/* The values of a page. */
#include "page/parts.h"

#include <inttypes.h>

struct page_data {
    struct arena *arena;
    const struct page_data *around; /* NULL: the page itself */
    struct page_data *next;         /* of the rows of a list */
    struct page_item *items;
};

struct page_data *
page_data_new(struct arena *arena)
{
    struct page_data *data = arena_new(arena, struct page_data);

    data->arena = arena;
    return data;
}

struct page_data *
page_data_around(struct arena *arena, const struct page_data *data)
{
    struct page_data *own = page_data_new(arena);

    own->around = data;
    return own;
}

/* What is set again is another value of the same name. */
static struct page_item *
item_of(struct page_data *data, const char *name)
{
    struct page_item *item = data->items;

    while (item != NULL && !str_same(str_of(item->name), str_of(name)))
        item = item->next;
    if (item == NULL) {
        item = arena_new(data->arena, struct page_item);
        *item = (struct page_item){.name = name, .next = data->items};
        data->items = item;
    }
    return item;
}

void
page_set(struct page_data *data, const char *name, struct str value)
{
    item_of(data, name)->text = value;
}

void
page_number(struct page_data *data, const char *name, int64_t value)
{
    page_set(data, name, arena_print(data->arena, "%" PRId64, value));
}

void
page_flag(struct page_data *data, const char *name, bool is_set)
{
    struct page_item *item = item_of(data, name);

    item->is_flag = true;
    item->is_set = is_set;
}

struct page_data *
page_row(struct page_data *data, const char *name)
{
    struct page_item *item = item_of(data, name);
    struct page_data *row = page_data_new(data->arena);

    row->around = data;
    item->is_list = true;
    if (item->rows == NULL)
        item->rows = row;
    else
        item->last->next = row;
    item->last = row;
    return row;
}

const struct page_item *
page_item_named(const struct page_data *data, struct str name)
{
    for (; data != NULL; data = data->around)
        for (const struct page_item *item = data->items; item != NULL; item = item->next)
            if (str_same(str_of(item->name), name))
                return item;
    return NULL;
}

const struct page_data *
page_next(const struct page_data *row)
{
    return row->next;
}

bool
page_is_there(const struct page_item *item)
{
    if (item == NULL)
        return false;
    if (item->is_list)
        return item->rows != NULL;
    return item->is_flag ? item->is_set : item->text.size > 0;
}
