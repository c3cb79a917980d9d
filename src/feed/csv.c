#include "feed/parts.h"

#include <csv.h>
#include <string.h>

/* Whether a spreadsheet program would take the text for a formula. */
static bool
is_formula(struct str text)
{
    return text.size > 0 && strchr("=+-@\t\r", text.at[0]) != NULL;
}

/* The items of a list with commas between; what is no plain value stands as JSON. */
static struct str
list_cell(struct arena *arena, struct str list)
{
    struct text out = text_new(arena);
    struct str *items;
    size_t count = json_cut_list(arena, list, &items);

    for (size_t i = 0; i < count; i++) {
        text_add(&out, i > 0 ? STR(", ") : STR(""));
        text_add(&out, json_meaning(arena, items[i]));
    }
    return text_str(&out);
}

struct str
feed_csv_cell(struct arena *arena, struct str value)
{
    bool is_list = str_starts(value, STR("["));
    bool is_text = is_list || str_starts(value, STR("\""));
    struct str cell = is_list ? list_cell(arena, value) : json_meaning(arena, value);

    if (!is_text || !is_formula(cell))
        return cell;
    return arena_print(arena, "'" STR_FMT, STR_ARG(cell));
}

void
feed_csv_row(struct text *out, const struct str *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t room = cells[i].size * 2 + 2;
        char *quoted = arena_take(out->arena, room, 1);

        text_add(out, i > 0 ? STR(",") : STR(""));
        if (cells[i].size > 0)
            text_add(out,
                     (struct str){quoted, csv_write(quoted, room, cells[i].at, cells[i].size)});
    }
    text_add(out, STR("\r\n"));
}
