/*
 * csv: rows of a CSV file, by the names of its header; intake/cells.h says what a row is.
 *
 * The columns that are wanted are named; where they stand, and what else the
 * file holds, is of no matter. Cells come without blanks at their ends, and
 * are the empty text where a column is missing. A byte order mark is skipped.
 */
#pragma once

#include "base/arena.h"

struct csv_place {
    int64_t row;  /* 1 for the first after the header */
    int64_t at;   /* bytes of the file that were read */
    int64_t size; /* bytes of the file */
};

struct csv_plan {
    const char *const *columns;
    size_t count, needed; /* the first `needed` columns have to be there */
    bool ragged;          /* rows may end before the header does */
    /* `cells` are in the order of `columns`, until the call ends; false stops, with `why` set. */
    bool (*row)(void *who, const struct str *cells, const struct csv_place *place, struct str *why);
    void *who;
};

/* False when the file is no such CSV or `row` stopped; `why` is then one sentence. */
bool csv_read(struct arena *arena, const char *path, const struct csv_plan *plan, struct str *why);
