#include "pg/pg.h"

#include "base/coding.h"
#include "base/text.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <string.h>

struct str
pg_cell(const struct pg_answer *answer, size_t row, size_t column)
{
    const PGresult *result = answer->result;
    int r = (int)(answer->first + row), c = (int)column;

    if (row >= answer->rows || column >= (size_t)PQnfields(result) || PQgetisnull(result, r, c))
        return STR_NONE;
    return (struct str){PQgetvalue(result, r, c), (size_t)PQgetlength(result, r, c)};
}

struct str
pg_named(const struct pg_answer *answer, size_t row, const char *column)
{
    const PGresult *result = answer->result;
    int columns = result == NULL ? 0 : PQnfields(result);

    /* PQfnumber would fold the letters of a name such as "startsAt". */
    for (int i = 0; i < columns; i++)
        if (strcmp(PQfname(result, i), column) == 0)
            return pg_cell(answer, row, (size_t)i);
    return STR_NONE;
}

struct pg_answer
pg_row(const struct pg_answer *answer, size_t row)
{
    struct pg_answer one = *answer;

    one.rows = row < answer->rows;
    one.first += row;
    return one;
}

struct str
pg_kept(struct arena *arena, struct str cell)
{
    return cell.at == NULL ? STR_NONE : arena_copy(arena, cell);
}

struct str
pg_int(struct arena *arena, int64_t value)
{
    return arena_print(arena, "%" PRId64, value);
}

struct str
pg_number(struct arena *arena, double value)
{
    return arena_print(arena, "%.17g", value);
}

struct str
pg_bool(bool value)
{
    return value ? STR("t") : STR("f");
}

/* An element in quotes, with a backslash before each quote and backslash in it. */
static void
add_element(struct text *text, struct str element)
{
    size_t start = 0;

    text_add(text, STR("\""));
    for (size_t i = 0; i < element.size; i++)
        if (element.at[i] == '"' || element.at[i] == '\\') {
            text_add(text, (struct str){element.at + start, i - start});
            text_add(text, STR("\\"));
            start = i;
        }
    text_add(text, str_from(element, start));
    text_add(text, STR("\""));
}

struct str
pg_texts(struct arena *arena, const struct str *list, size_t count)
{
    struct text text = text_new(arena);

    text_add(&text, STR("{"));
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text_add(&text, STR(","));
        if (list[i].at == NULL)
            text_add(&text, STR("NULL"));
        else
            add_element(&text, list[i]);
    }
    text_add(&text, STR("}"));
    return text_str(&text);
}

struct str
pg_bytes(struct arena *arena, struct str bytes)
{
    return bytes.at == NULL ? STR_NONE : coding_hex_after(arena, STR("\\x"), bytes);
}
