/*
 * shape: what a caller may send, as a table.
 *
 * A shape describes a struct field by field. The same shape reads a JSON
 * object and a query string, and tells the OpenAPI document what it takes, so
 * one table is the parser, the validator and the documentation of an input.
 * Handlers see only the struct it filled.
 *
 *     struct course_filter { struct str district; int64_t count; };
 *
 *     static const struct shape_field course_filter_fields[] = {
 *         SHAPE_TEXT(struct course_filter, district, .optional = true, .max = 60,
 *                    .about = "Only courses of this district."),
 *         SHAPE_INT(struct course_filter, count, .optional = true, .min = 1, .max = 100,
 *                   .about = "How many at most."),
 *     };
 *
 * A field whose C type does not suit its kind does not compile. All that does
 * not fit is reported at once, each with a JSON pointer (RFC 6901).
 */
#pragma once

#include "base/arena.h"
#include "base/problem.h"

enum shape_kind {
    SHAPE_IS_TEXT,     /* struct str; min and max count characters; no controls but \n \t \r */
    SHAPE_IS_ENUM,     /* struct str; one of `words` */
    SHAPE_IS_SLUG,     /* struct str; a-z, 0-9 and "-", 2 to 60 */
    SHAPE_IS_LANGUAGE, /* struct str; BCP 47, as "lt" or "pt-BR", 2 to 12 */
    SHAPE_IS_DATE,     /* struct str; "2027-09-01" */
    SHAPE_IS_TIME,     /* struct str; RFC 3339 with any offset */
    SHAPE_IS_UUID,     /* struct str */
    SHAPE_IS_URL,      /* struct str; absolute http or https, no user, at most 2048 bytes */
    SHAPE_IS_EMAIL,    /* struct str; at most 254 bytes, lower-cased */
    SHAPE_IS_MONEY,    /* struct str; "15.00": digits, a point, two digits */
    SHAPE_IS_INT,      /* int64_t */
    SHAPE_IS_NUMBER,   /* double */
    SHAPE_IS_BOOL,     /* bool */
    SHAPE_IS_OBJECT,   /* a struct, by `shape` */
    SHAPE_IS_LIST,     /* struct shape_list, each item by `item` */
    SHAPE_IS_MAP,      /* struct shape_list of `shape` structs keyed by language, see shape_entry */
    SHAPE_IS_ANY, /* bool: that it was sent; an object or a text, which the handler reads itself */
    SHAPE_KINDS
};

enum {
    SHAPE_TEXT_MAX = 10000,    /* characters of a text whose field names no max */
    SHAPE_ITEMS_MAX = 1000,    /* of a list or map whose field names no max */
    SHAPE_ITEM_TEXT_MAX = 200, /* characters of a text in a list */
};

struct shape_list {
    size_t count;
    void *items;             /* array of struct str, int64_t, or of the nested struct */
    const struct str *names; /* of a SHAPE_MAP: the keys, in the order of items */
};

struct shape;

struct shape_field {
    const char *name;
    enum shape_kind kind;
    size_t offset;
    bool optional;   /* a field that was not sent stays zero */
    bool nullable;   /* null may be sent, and leaves it zero: for merge patches */
    double min, max; /* of the number, or characters of the text, or items; min 0 holds as well,
                        max 0 is no limit but the kind's */
    const char *const *words;  /* of SHAPE_ENUM, ended by NULL */
    const struct shape *shape; /* of SHAPE_OBJECT and SHAPE_MAP, and of a list of objects */
    enum shape_kind item;      /* of SHAPE_LIST: what each item is */
    const char *about;         /* one sentence for the API reference */
    const char *example;       /* as JSON, or NULL */
};

struct shape {
    const char *name; /* of the schema in the OpenAPI document, PascalCase */
    const struct shape_field *fields;
    size_t count, size;
    bool partial;  /* a merge patch: nothing is required; what is optional is nullable, and each
                      language of an optional map */
    bool salvages; /* what fits is filled in, though something else does not: for a list whose
                      items are judged one by one; the others stay zero */
    bool ignores;  /* what it does not know is passed over, as RFC 7591 section 2 wants it */
};

#include "json/shape-fields.h"

struct shape_error {
    struct str where;  /* JSON pointer ("/items/3/title"), or the name of a parameter */
    const char *code;  /* unknown_field, required, wrong_type, too_short, too_long, too_small,
                          too_large, not_in_list, bad_format, repeated */
    struct str detail; /* one sentence */
};

enum { SHAPE_ERRORS_MAX = 100 };

struct shape_errors {
    size_t count;
    struct shape_error list[SHAPE_ERRORS_MAX]; /* what is beyond is not listed */
    bool whole; /* it is no object at all, or no JSON: the first entry says so */
};

/*
 * Fill `into` (zeroed, shape->size bytes), whose texts then live in `arena`.
 * PROBLEM_MALFORMED_JSON or PROBLEM_BAD_INPUT with `errors`. A field that the
 * shape lacks is refused, with the nearest known name. Texts are trimmed of
 * nothing and normalised by nobody: what was sent is what is kept.
 * shape_read_form answers PROBLEM_BAD_INPUT alone; a list is one value with
 * commas. `ignore_unknown` is for OAuth (RFC 6749 section 3.2).
 */
enum problem shape_read_json(struct arena *arena, const struct shape *shape, struct str json,
                             void *into, struct shape_errors *errors);
enum problem shape_read_form(struct arena *arena, const struct shape *shape, struct str form,
                             bool ignore_unknown, void *into, struct shape_errors *errors);
