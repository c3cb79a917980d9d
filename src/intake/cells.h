/*
 * cells: the rows of a CSV text (RFC 4180), as it comes in pieces of any size.
 *
 * Cells come without blanks at their ends. A byte order mark is skipped, and a line without
 * anything as well. Between cells stands a comma, a semicolon or a tab: whichever is most
 * often in the first line, since spreadsheets write what their country has.
 */
#pragma once

#include "base/arena.h"

enum {
    CELLS_COLUMNS_MAX = 128,     /* of a row */
    CELLS_ROW_SIZE_MAX = 1 << 20 /* bytes of a row */
};

struct cells_place {
    int64_t row;  /* 0 for the header, 1 for the first row after it */
    int64_t line; /* that the row begins on, from 1 */
    int64_t at;   /* bytes that were read */
};

struct cells_hearer {
    /* `cells` until the call ends; false stops, with `why` set. */
    bool (*row)(void *who, const struct str *cells, size_t count, const struct cells_place *place,
                struct str *why);
    void *who;
};

struct cells;

/* `why` of the functions below lives in `arena`, which also ends what was opened. */
struct cells *cells_open(struct arena *arena, const struct cells_hearer *hearer);

/*
 * The next piece, and the end. False when this is no such CSV, or when the hearer has stopped:
 * `why` is then half a sentence, as "its last quote is not closed", and nothing more is taken.
 */
bool cells_take(struct cells *cells, struct str piece, struct str *why);
bool cells_end(struct cells *cells, struct str *why);
const struct cells_place *cells_place(const struct cells *cells);
