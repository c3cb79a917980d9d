#include "ctl/csv.h"

#include <assert.h>
#include <csv.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { CHUNK_SIZE = 32 << 10, NOWHERE = -1 };

struct reader {
    struct arena *arena; /* the caller's: only `why` goes there */
    struct arena *cells; /* of one row */
    const struct csv_plan *plan;
    struct csv_place place;
    struct str row[CSV_COLUMNS_MAX];
    int wanted[CSV_COLUMNS_MAX]; /* which column of the plan stands there, or NOWHERE */
    size_t count, width, size;   /* cells of this row, of the header; bytes of this row */
    bool past_header;
    struct str why;
};

static void
take_cell(void *bytes, size_t size, void *who)
{
    struct reader *reader = who;

    if (reader->why.at != NULL)
        return;
    reader->size += size;
    if (reader->count == CSV_COLUMNS_MAX)
        reader->why = arena_print(reader->arena, "it has more than %d columns", CSV_COLUMNS_MAX);
    else if (reader->size > CSV_ROW_SIZE_MAX)
        reader->why = arena_print(reader->arena, "a row is larger than %d bytes", CSV_ROW_SIZE_MAX);
    else
        reader->row[reader->count++] =
            str_trim(arena_copy(reader->cells, (struct str){bytes, size}));
}

static int
wish_named(const struct csv_plan *plan, struct str name)
{
    for (size_t i = 0; i < plan->count; i++)
        if (str_same(str_of(plan->columns[i]), name))
            return (int)i;
    return NOWHERE;
}

static void
take_header(struct reader *reader)
{
    const struct csv_plan *plan = reader->plan;
    bool found[CSV_COLUMNS_MAX] = {false};

    for (size_t i = 0; i < reader->count; i++) {
        int wish = wish_named(plan, reader->row[i]);

        if (wish != NOWHERE && found[wish])
            wish = NOWHERE;
        else if (wish != NOWHERE)
            found[wish] = true;
        reader->wanted[i] = wish;
    }
    for (size_t i = 0; i < plan->needed && reader->why.at == NULL; i++)
        if (!found[i])
            reader->why =
                arena_print(reader->arena, "its header has no column %s", plan->columns[i]);
    reader->width = reader->count;
    reader->past_header = true;
}

static void
give_row(struct reader *reader)
{
    struct str cells[CSV_COLUMNS_MAX];

    reader->place.row++;
    if (reader->count > reader->width || (reader->count < reader->width && !reader->plan->ragged)) {
        reader->why =
            arena_print(reader->arena, "row %" PRId64 " has %zu cells, the header has %zu",
                        reader->place.row, reader->count, reader->width);
        return;
    }
    for (size_t i = 0; i < reader->plan->count; i++)
        cells[i] = STR("");
    for (size_t i = 0; i < reader->count; i++)
        if (reader->wanted[i] != NOWHERE)
            cells[reader->wanted[i]] = reader->row[i];
    if (!reader->plan->row(reader->plan->who, cells, &reader->place, &reader->why))
        assert(reader->why.at != NULL);
}

static void
end_row(int mark, void *who)
{
    struct reader *reader = who;

    (void)mark;
    if (reader->why.at == NULL && reader->past_header)
        give_row(reader);
    else if (reader->why.at == NULL)
        take_header(reader);
    arena_reset(reader->cells);
    reader->count = reader->size = 0;
}

/* The rows of one piece of the file, of which `parser` keeps what is not whole yet. */
static void
take_chunk(struct reader *reader, struct csv_parser *parser, struct str chunk)
{
    bool first = reader->place.at == 0;

    reader->place.at += (int64_t)chunk.size;
    if (first && str_starts(chunk, STR("\xEF\xBB\xBF")))
        chunk = str_from(chunk, 3);
    if (csv_parse(parser, chunk.at, chunk.size, take_cell, end_row, reader) != chunk.size &&
        reader->why.at == NULL)
        reader->why = arena_print(reader->arena, "the quotes are wrong after row %" PRId64,
                                  reader->place.row);
    else if (csv_get_buffer_size(parser) > 2 * (size_t)CSV_ROW_SIZE_MAX && reader->why.at == NULL)
        reader->why =
            arena_print(reader->arena, "row %" PRId64 " does not end: are quotes missing?",
                        reader->place.row + 1);
}

static void
read_file(struct reader *reader, FILE *file)
{
    struct csv_parser parser;
    char chunk[CHUNK_SIZE];
    size_t size;
    int begun = csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);

    assert(begun == 0);
    (void)begun;
    while (reader->why.at == NULL && (size = fread(chunk, 1, sizeof(chunk), file)) > 0)
        take_chunk(reader, &parser, (struct str){chunk, size});
    if (reader->why.at == NULL && ferror(file))
        reader->why = str_of(strerror(errno));
    if (reader->why.at == NULL && csv_fini(&parser, take_cell, end_row, reader) != 0)
        reader->why = STR("its last quote is not closed");
    if (reader->why.at == NULL && !reader->past_header)
        reader->why = STR("it is empty");
    csv_free(&parser);
}

bool
csv_read(struct arena *arena, const char *path, const struct csv_plan *plan, struct str *why)
{
    FILE *file = fopen(path, "re");
    struct reader reader = {.arena = arena, .plan = plan};
    struct stat about;

    assert(plan->count <= CSV_COLUMNS_MAX);
    if (file == NULL) {
        *why = arena_print(arena, "%s cannot be opened: %s.", path, strerror(errno));
        return false;
    }
    reader.place.size = fstat(fileno(file), &about) == 0 ? about.st_size : 0;
    reader.cells = arena_open(3 * (size_t)CSV_ROW_SIZE_MAX);
    read_file(&reader, file);
    arena_close(reader.cells);
    fclose(file);
    if (reader.why.at != NULL)
        *why = arena_print(arena, "%s cannot be read: " STR_FMT ".", path, STR_ARG(reader.why));
    return reader.why.at == NULL;
}
