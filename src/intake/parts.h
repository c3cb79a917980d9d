/*
 * parts: what an intake is put together from; for intake/ alone.
 */
#pragma once

#include "base/text.h"
#include "base/utf8.h"
#include "intake/cells.h"
#include "intake/intake.h"

enum { INTAKE_FAULTS_MAX = 16 }; /* of one row; what is beyond is not listed */

/* What a header says of one cell. */
struct intake_wish {
    const struct intake_column *column; /* NULL until the header is read */
    struct str name, language;          /* as it was written; of "title.uk" the "uk", or STR_NONE */
};

struct intake {
    struct arena *arena; /* the caller's */
    struct arena *spare; /* of one row */
    const struct intake_noun *noun;
    enum intake_format format;
    struct str zone; /* of rows that name none */
    struct intake_hearer hearer;
    struct cells *cells; /* of CSV */
    struct intake_wish wishes[CELLS_COLUMNS_MAX];
    size_t width;
    struct lines {
        char *held; /* of a line whose end has not come */
        size_t size;
        int64_t at, line;
    } lines; /* of NDJSON */
    int64_t number;
    bool is_stopped;
    struct str why;
    struct intake_fault faults[INTAKE_FAULTS_MAX];
    size_t fault_count;
};

void intake_misfit(struct intake *intake, struct str column, const char *code, struct str detail);

/* Judges what a row became and gives it to the hearer; false when that stops. */
bool intake_give(struct intake *intake, struct str json, int64_t line);

/* header.c: finds what the names of a header wish; false with intake->why. */
bool intake_read_header(struct intake *intake, const struct str *names, size_t count);

/* write.c: the cells of a row as one JSON object. */
struct str intake_write(struct intake *intake, const struct str *cells);

/*
 * local-time.c: the zone of a row, libical's, or NULL when its name is not known; and a time
 * without an offset as RFC 3339, in UTC, when it is one of that zone, `home`. Of an hour that comes
 * twice it is the second, as in PostgreSQL. What looks otherwise stays as it is. A fault is kept.
 */
void *intake_zone(struct arena *arena, struct str name);
struct str intake_time(struct intake *intake, struct str column, struct str cell, void *home);

/* Takes the next of a list off its front; false when there are no more. */
bool intake_next(struct str *list, struct str *item);

/* lines.c: a piece of NDJSON. */
bool lines_take(struct intake *intake, struct str piece);
bool lines_end(struct intake *intake);
