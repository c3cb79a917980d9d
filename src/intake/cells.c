#include "intake/cells.h"

#include <assert.h>
#include <csv.h>
#include <inttypes.h>
#include <string.h>

struct cells {
    struct arena *arena; /* the caller's: only `why` goes there */
    struct arena *kept;  /* the cells of one row */
    struct cells_hearer hearer;
    struct csv_parser parser;
    struct cells_place place;
    struct str row[CELLS_COLUMNS_MAX];
    size_t count, size; /* cells and bytes of this row */
    int64_t line;       /* that is being read */
    bool in_row;        /* a quote is open over the end of a line */
    struct str why;
};

static void
take_cell(void *bytes, size_t size, void *who)
{
    struct cells *cells = who;

    if (cells->why.at != NULL)
        return;
    cells->size += size;
    if (cells->count == CELLS_COLUMNS_MAX)
        cells->why = arena_print(cells->arena, "it has more than %d columns", CELLS_COLUMNS_MAX);
    else if (cells->size > CELLS_ROW_SIZE_MAX)
        cells->why = arena_print(cells->arena, "a row is larger than %d bytes", CELLS_ROW_SIZE_MAX);
    else
        cells->row[cells->count++] = str_trim(arena_copy(cells->kept, (struct str){bytes, size}));
}

static void
end_row(int mark, void *who)
{
    struct cells *cells = who;
    const struct cells_hearer *hearer = &cells->hearer;

    (void)mark;
    if (cells->why.at == NULL &&
        !hearer->row(hearer->who, cells->row, cells->count, &cells->place, &cells->why))
        assert(cells->why.at != NULL);
    cells->place.row++;
    cells->in_row = false;
    arena_reset(cells->kept);
    cells->count = cells->size = 0;
}

static size_t
count_of(struct str text, char mark)
{
    size_t count = 0;

    for (size_t i = 0; i < text.size; i++)
        count += text.at[i] == mark;
    return count;
}

/* Of the marks that may stand between cells the one that the first line has most of. */
static char
delimiter_of(struct str line)
{
    static const char marks[] = {',', ';', '\t'};
    size_t most = 0;

    for (size_t i = 1; i < sizeof(marks); i++)
        if (count_of(line, marks[i]) > count_of(line, marks[most]))
            most = i;
    return marks[most];
}

static bool
is_blank(struct str line)
{
    for (size_t i = 0; i < line.size; i++)
        if (strchr(" \t\r\n", line.at[i]) == NULL || line.at[i] == '\0')
            return false;
    return true;
}

/* A line, or what is there of it; a row that is begun begins where it stands. */
static void
take_line(struct cells *cells, struct str line)
{
    if (!cells->in_row && !is_blank(line)) {
        cells->place.line = cells->line;
        cells->in_row = true;
    }
    if (csv_parse(&cells->parser, line.at, line.size, take_cell, end_row, cells) != line.size &&
        cells->why.at == NULL)
        cells->why =
            arena_print(cells->arena, "the quotes are wrong in line %" PRId64, cells->line);
    else if (csv_get_buffer_size(&cells->parser) > 2 * (size_t)CELLS_ROW_SIZE_MAX &&
             cells->why.at == NULL)
        cells->why = arena_print(cells->arena,
                                 "the row of line %" PRId64 " does not end: are quotes missing?",
                                 cells->place.line);
    if (str_ends(line, STR("\n")))
        cells->line++;
}

static struct str
first_line(struct str rest)
{
    const char *end = memchr(rest.at, '\n', rest.size);

    return (struct str){rest.at, end == NULL ? rest.size : (size_t)(end - rest.at) + 1};
}

static struct str
begin(struct cells *cells, struct str piece)
{
    if (str_starts(piece, STR("\xEF\xBB\xBF")))
        piece = str_from(piece, 3);
    csv_set_delim(&cells->parser, (unsigned char)delimiter_of(first_line(piece)));
    return piece;
}

bool
cells_take(struct cells *cells, struct str piece, struct str *why)
{
    bool is_first = cells->place.at == 0;

    cells->place.at += (int64_t)piece.size;
    if (is_first)
        piece = begin(cells, piece);
    while (piece.size > 0 && cells->why.at == NULL) {
        struct str line = first_line(piece);

        take_line(cells, line);
        piece = str_from(piece, line.size);
    }
    *why = cells->why;
    return cells->why.at == NULL;
}

bool
cells_end(struct cells *cells, struct str *why)
{
    if (cells->why.at == NULL && csv_fini(&cells->parser, take_cell, end_row, cells) != 0)
        cells->why = STR("its last quote is not closed");
    if (cells->why.at == NULL && cells->place.row == 0)
        cells->why = STR("it is empty");
    *why = cells->why;
    return cells->why.at == NULL;
}

const struct cells_place *
cells_place(const struct cells *cells)
{
    return &cells->place;
}

static void
close_cells(void *who)
{
    struct cells *cells = who;

    csv_free(&cells->parser);
    arena_close(cells->kept);
}

struct cells *
cells_open(struct arena *arena, const struct cells_hearer *hearer)
{
    struct cells *cells = arena_new(arena, struct cells);
    int begun;

    *cells = (struct cells){.arena = arena, .hearer = *hearer, .line = 1};
    begun = csv_init(&cells->parser, CSV_STRICT | CSV_STRICT_FINI);
    assert(begun == 0);
    (void)begun;
    cells->kept = arena_open(3 * (size_t)CELLS_ROW_SIZE_MAX);
    arena_keep(arena, cells, close_cells);
    return cells;
}
