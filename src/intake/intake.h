/*
 * intake: many of one noun at once, out of CSV or NDJSON, each as the JSON that the API takes.
 *
 * What a column of a CSV file is in the JSON stands in a table, so that a noun more is a table
 * more. Rows are judged by the noun's own shape, and what does not fit is told with the line and
 * the column that it stands in. A file may be of any size: it comes in pieces, and one row at a
 * time is held. What only the database can judge, it judges later.
 */
#pragma once

#include "base/arena.h"
#include "json/shape.h"

enum { INTAKE_LINE_MAX = 1 << 20 }; /* bytes of a row */

struct intake_column {
    const char *name; /* in the header; one by language also as "title.uk" */
    enum {
        INTAKE_TEXT,
        INTAKE_NUMBER, /* a comma may stand for the point */
        INTAKE_MONEY,  /* "15" and "15,00" are "15.00" */
        INTAKE_TIME,   /* RFC 3339, or "2027-03-01 17:00" in the row's time zone */
        INTAKE_LIST,   /* with ";", "|" or a line's end between */
    } kind;
    enum {
        INTAKE_ALONE,       /* a member of the row, or of `object` */
        INTAKE_EACH,        /* a list, spread over the objects of the list `object` */
        INTAKE_BY_LANGUAGE, /* at the top; with a language, in `object` of it */
    } how;
    const char *object, *member; /* `object` is NULL at the top */
    const char *about, *example;
};

struct intake_noun {
    const struct intake_column *columns;
    size_t count;
    const struct shape *shape;
    const char *zone; /* the column with the time zone of a row, IANA */
};
extern const struct intake_noun intake_activities; /* activity-columns.c */

enum intake_format { INTAKE_CSV, INTAKE_NDJSON };

struct intake_fault {
    struct str column; /* of CSV its name, of NDJSON a JSON pointer; empty: the row as a whole */
    const char *code;
    struct str detail; /* one sentence */
};

struct intake_row {
    int64_t number, line; /* both from 1; a header is a line but no row */
    struct str json;      /* of one that fits */
    size_t fault_count;
    const struct intake_fault *faults;
};

struct intake_hearer {
    bool (*row)(void *who, const struct intake_row *row); /* until it ends; false stops */
    void *who;
};

/* `zone`, IANA, is that of times in CSV whose row names none. It lives as long as `arena`. */
struct intake;
struct intake *intake_open(struct arena *arena, const struct intake_noun *noun,
                           enum intake_format format, struct str zone,
                           const struct intake_hearer *hearer);

/*
 * False when the file as a whole cannot be read: `why` is then a sentence, in `arena`; it is
 * STR_NONE when it was the hearer that stopped.
 */
bool intake_take(struct intake *intake, struct str piece, struct str *why);
bool intake_end(struct intake *intake, struct str *why);

/* The name of the column that a JSON pointer of this noun stands in. */
struct str intake_column_of(struct arena *arena, const struct intake_noun *noun,
                            struct str pointer);

/* {"/place": "placeName", "/place/lat": "lat"}: the same of all places that it can be asked of. */
struct str intake_columns_json(struct arena *arena, const struct intake_noun *noun);

/* A CSV file with the names of all columns and one example. */
struct str intake_template(struct arena *arena, const struct intake_noun *noun);
