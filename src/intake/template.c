/* A CSV file to begin with: the names of all columns, and one row. */
#include "intake/parts.h"

#include <string.h>

static void
add_cell(struct text *out, const char *cell, bool is_first)
{
    text_add(out, is_first ? STR("") : STR(","));
    if (strpbrk(cell, ",\";\n") == NULL)
        text_add(out, str_of(cell));
    else
        text_print(out, "\"%s\"", cell); /* no example holds a quote */
}

struct str
intake_template(struct arena *arena, const struct intake_noun *noun)
{
    struct text out = text_new(arena);

    for (size_t i = 0; i < noun->count; i++)
        add_cell(&out, noun->columns[i].name, i == 0);
    text_add(&out, STR("\r\n"));
    for (size_t i = 0; i < noun->count; i++)
        add_cell(&out, noun->columns[i].example, i == 0);
    text_add(&out, STR("\r\n"));
    return text_str(&out);
}
