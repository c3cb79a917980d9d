#include "ctl/csv.h"

#include "intake/cells.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { CHUNK_SIZE = 32 << 10, NOWHERE = -1 };

struct reader {
    struct arena *arena;
    const struct csv_plan *plan;
    struct csv_place place;
    int wanted[CELLS_COLUMNS_MAX]; /* which column of the plan stands there, or NOWHERE */
    size_t width;                  /* cells of the header */
};

static int
wish_named(const struct csv_plan *plan, struct str name)
{
    for (size_t i = 0; i < plan->count; i++)
        if (str_same(str_of(plan->columns[i]), name))
            return (int)i;
    return NOWHERE;
}

static bool
take_header(struct reader *reader, const struct str *names, size_t count, struct str *why)
{
    const struct csv_plan *plan = reader->plan;
    bool found[CELLS_COLUMNS_MAX] = {false};

    for (size_t i = 0; i < count; i++) {
        int wish = wish_named(plan, names[i]);

        if (wish != NOWHERE && found[wish])
            wish = NOWHERE;
        else if (wish != NOWHERE)
            found[wish] = true;
        reader->wanted[i] = wish;
    }
    reader->width = count;
    for (size_t i = 0; i < plan->needed; i++) {
        if (found[i])
            continue;
        *why = arena_print(reader->arena, "its header has no column %s", plan->columns[i]);
        return false;
    }
    return true;
}

static bool
take_row(void *who, const struct str *row, size_t count, const struct cells_place *place,
         struct str *why)
{
    struct reader *reader = who;
    const struct csv_plan *plan = reader->plan;
    struct str cells[CELLS_COLUMNS_MAX];

    reader->place.row = place->row;
    reader->place.at = place->at;
    if (place->row == 0)
        return take_header(reader, row, count, why);
    if (count > reader->width || (count < reader->width && !plan->ragged)) {
        *why = arena_print(reader->arena, "row %" PRId64 " has %zu cells, the header has %zu",
                           place->row, count, reader->width);
        return false;
    }
    for (size_t i = 0; i < plan->count; i++)
        cells[i] = STR("");
    for (size_t i = 0; i < count; i++)
        if (reader->wanted[i] != NOWHERE)
            cells[reader->wanted[i]] = row[i];
    return plan->row(plan->who, cells, &reader->place, why);
}

static bool
read_file(struct reader *reader, FILE *file, struct str *why)
{
    const struct cells_hearer hearer = {take_row, reader};
    struct cells *cells = cells_open(reader->arena, &hearer);
    char chunk[CHUNK_SIZE];
    size_t size;

    while ((size = fread(chunk, 1, sizeof(chunk), file)) > 0)
        if (!cells_take(cells, (struct str){chunk, size}, why))
            return false;
    if (ferror(file)) {
        *why = str_of(strerror(errno));
        return false;
    }
    return cells_end(cells, why);
}

bool
csv_read(struct arena *arena, const char *path, const struct csv_plan *plan, struct str *why)
{
    FILE *file = fopen(path, "re");
    struct reader reader = {.arena = arena, .plan = plan};
    struct stat about;
    bool is_read;

    assert(plan->count <= CELLS_COLUMNS_MAX);
    if (file == NULL) {
        *why = arena_print(arena, "%s cannot be opened: %s.", path, strerror(errno));
        return false;
    }
    reader.place.size = fstat(fileno(file), &about) == 0 ? about.st_size : 0;
    is_read = read_file(&reader, file, why);
    fclose(file);
    if (!is_read)
        *why = arena_print(arena, "%s cannot be read: " STR_FMT ".", path, STR_ARG(*why));
    return is_read;
}
