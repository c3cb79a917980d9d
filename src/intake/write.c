/* A row of cells as one JSON object, by the table of the noun. */
#include "intake/parts.h"

#include <string.h>

enum { TURNS_MAX = 250 }; /* of a list of objects: more than any shape takes */

struct writing {
    struct intake *intake;
    const struct str *cells;
    void *home; /* the zone of the row */
    struct text out;
};

bool
intake_next(struct str *list, struct str *item)
{
    while (list->size > 0) {
        size_t size = 0;

        while (size < list->size && strchr(";|\n\r", list->at[size]) == NULL)
            size++;
        *item = str_trim((struct str){list->at, size});
        *list = str_from(*list, size < list->size ? size + 1 : size);
        if (item->size > 0)
            return true;
    }
    return false;
}

static void
begin_member(struct text *out, const char *name)
{
    if (out->at[out->size - 1] != '{')
        text_add(out, STR(","));
    text_print(out, "\"%s\":", name);
}

/* Digits with one point or comma among them, as JSON has them; else it stays a text. */
static void
add_number(struct text *out, struct str cell, bool is_money)
{
    size_t marks = 0, digits = 0, after = 0;

    for (size_t i = 0; i < cell.size; i++) {
        bool is_mark = cell.at[i] == '.' || cell.at[i] == ',',
             is_digit = cell.at[i] >= '0' && cell.at[i] <= '9';

        if (!is_mark && !is_digit && !(i == 0 && cell.at[i] == '-')) {
            text_add_json(out, cell);
            return;
        }
        marks += is_mark;
        digits += is_digit;
        after += is_digit && marks > 0;
    }
    /* "1.", ".5" and "007" are no numbers for JSON; money is a text anyway. */
    bool is_odd = marks > 1 || digits == 0 || (marks == 1 && after == 0) || after == digits ||
                  (!is_money && digits - after > 1 && cell.at[cell.at[0] == '-'] == '0');

    if (is_odd) {
        text_add_json(out, cell);
        return;
    }
    text_add(out, is_money ? STR("\"") : STR(""));
    for (size_t i = 0; i < cell.size; i++)
        text_add(out, cell.at[i] == ',' ? STR(".") : (struct str){cell.at + i, 1});
    if (is_money)
        text_add(out, marks == 0 ? STR(".00\"") : after == 1 ? STR("0\"") : STR("\""));
}

static void
add_list(struct text *out, struct str cell)
{
    const char *comma = "";
    struct str item;

    text_add(out, STR("["));
    for (; intake_next(&cell, &item); comma = ",") {
        text_add(out, str_of(comma));
        text_add_json(out, item);
    }
    text_add(out, STR("]"));
}

static void
add_value(struct writing *writing, const struct intake_wish *wish, struct str cell)
{
    struct text *out = &writing->out;

    switch (wish->column->kind) {
    case INTAKE_TEXT:
        text_add_json(out, cell);
        break;
    case INTAKE_TIME:
        text_add_json(out, intake_time(writing->intake, wish->name, cell, writing->home));
        break;
    case INTAKE_LIST:
        add_list(out, cell);
        break;
    case INTAKE_NUMBER:
    case INTAKE_MONEY:
        add_number(out, cell, wish->column->kind == INTAKE_MONEY);
        break;
    }
}

/* What stands in this cell, or STR_NONE where it is empty or not of the `object`. */
static const struct intake_column *
column_at(const struct writing *writing, size_t cell, const char *object, struct str *value)
{
    const struct intake_wish *wish = &writing->intake->wishes[cell];
    const char *own = wish->column->object;

    if (wish->column->how == INTAKE_BY_LANGUAGE && wish->language.at == NULL)
        own = NULL;
    *value = writing->cells[cell];
    if (value->size == 0 || (own == NULL) != (object == NULL) ||
        (own != NULL && strcmp(own, object) != 0))
        return NULL;
    return wish->column;
}

/* The members of one object; of a map only those of `language`; of a list only the `turn`th. */
static size_t
add_members(struct writing *writing, const char *object, struct str language, size_t turn)
{
    size_t count = 0;

    for (size_t i = 0; i < writing->intake->width; i++) {
        struct str cell, item;
        const struct intake_column *column = column_at(writing, i, object, &cell);

        if (column == NULL ||
            (language.at != NULL && !str_same(writing->intake->wishes[i].language, language)))
            continue;
        if (column->how == INTAKE_EACH) {
            bool is_there = false;

            for (size_t n = 0; n <= turn && (is_there = intake_next(&cell, &item)); n++)
                ;
            if (!is_there)
                continue;
            cell = item;
        }
        begin_member(&writing->out, column->member);
        add_value(writing, &writing->intake->wishes[i], cell);
        count++;
    }
    return count;
}

/* A list of objects: as many as the longest of its columns has items. */
static void
add_objects(struct writing *writing, const char *object)
{
    text_add(&writing->out, STR("["));
    for (size_t turn = 0; turn < TURNS_MAX; turn++) {
        size_t before = writing->out.size;

        text_add(&writing->out, turn > 0 ? STR(",{") : STR("{"));
        if (add_members(writing, object, STR_NONE, turn) == 0) {
            writing->out.size = before;
            break;
        }
        text_add(&writing->out, STR("}"));
    }
    text_add(&writing->out, STR("]"));
}

/* Whether an earlier cell was of the same object already, and in a map of the same language. */
static bool
was_before(const struct writing *writing, size_t cell, const char *object, struct str language)
{
    struct str value;

    for (size_t i = 0; i < cell; i++)
        if (column_at(writing, i, object, &value) != NULL &&
            (language.at == NULL || str_same(writing->intake->wishes[i].language, language)))
            return true;
    return false;
}

static void
add_map(struct writing *writing, size_t from, const char *object)
{
    text_add(&writing->out, STR("{"));
    for (size_t i = from; i < writing->intake->width; i++) {
        struct str value, language = writing->intake->wishes[i].language;

        if (column_at(writing, i, object, &value) == NULL ||
            was_before(writing, i, object, language))
            continue;
        begin_member(&writing->out, language.at);
        text_add(&writing->out, STR("{"));
        add_members(writing, object, language, 0);
        text_add(&writing->out, STR("}"));
    }
    text_add(&writing->out, STR("}"));
}

static void
add_object(struct writing *writing, size_t cell, const char *object)
{
    const struct intake_column *column = writing->intake->wishes[cell].column;

    begin_member(&writing->out, object);
    if (column->how == INTAKE_EACH) {
        add_objects(writing, object);
    } else if (column->how == INTAKE_BY_LANGUAGE) {
        add_map(writing, cell, object);
    } else {
        text_add(&writing->out, STR("{"));
        add_members(writing, object, STR_NONE, 0);
        text_add(&writing->out, STR("}"));
    }
}

static struct str
zone_of(const struct intake *intake, const struct str *cells)
{
    for (size_t i = 0; i < intake->width; i++)
        if (strcmp(intake->wishes[i].column->name, intake->noun->zone) == 0 && cells[i].size > 0)
            return cells[i];
    return intake->zone;
}

struct str
intake_write(struct intake *intake, const struct str *cells)
{
    struct writing writing = {intake, cells, intake_zone(intake->spare, zone_of(intake, cells)),
                              text_new(intake->spare)};

    text_add(&writing.out, STR("{"));
    add_members(&writing, NULL, STR_NONE, 0);
    for (size_t i = 0; i < intake->width; i++) {
        const char *object = intake->wishes[i].column->object;
        struct str value;

        if (object != NULL && column_at(&writing, i, object, &value) != NULL &&
            !was_before(&writing, i, object, STR_NONE))
            add_object(&writing, i, object);
    }
    text_add(&writing.out, STR("}"));
    return text_str(&writing.out);
}
