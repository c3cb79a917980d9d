/*
 * view: how the answer of a GET is wished: its language, what is added to it,
 * and which part of a list.
 *
 * A shape of a query that has these fields begins with struct view, or with struct page,
 * which begins with it; so the steps and replies can read it without knowing more.
 */
#pragma once

#include "json/shape.h"

enum {
    PAGE_LIMIT_USUAL = 25,
    PAGE_LIMIT_MAX = 100,
    TABLE_LIMIT_USUAL = 500, /* rows of CSV */
    COUNT_ESTIMATED_MAX = 1000,
};

struct view {
    struct str lang;
    struct shape_list expand, fields;
};

struct page {
    struct view view;
    int64_t limit;
    struct str cursor;
};

extern const char *const view_expansions[];

/* clang-format off */
#define LANG_FIELD                                                                                 \
    SHAPE_LANGUAGE(struct view, lang, .optional = true,                                            \
        .about = "The language of texts, before what Accept-Language says.", .example = "\"lt\"")
#define VIEW_FIELDS                                                                                \
    LANG_FIELD,                                                                                    \
    SHAPE_LIST(struct view, expand, .item = SHAPE_IS_ENUM, .words = view_expansions, .optional = true, .max = 1, \
        .about = "What to add: translations gives all texts in all languages."),                   \
    SHAPE_LIST(struct view, fields, .item = SHAPE_IS_TEXT, .optional = true, .max = 40,            \
        .about = "Only these members of each object.", .example = "\"id,title\"")

#define PAGE_FIELDS                                                                                \
    VIEW_FIELDS,                                                                                   \
    SHAPE_INT(struct page, limit, .optional = true, .min = 1, .max = PAGE_LIMIT_MAX,               \
        .about = "How many at most; 25 when it is not said, and 500 rows of CSV."),                                     \
    SHAPE_TEXT(struct page, cursor, .optional = true, .min = 1, .max = 1000,                       \
        .about = "Where to go on: take it from \"next\", as it is.")
/* clang-format on */

extern const struct shape view_shape; /* of a GET that shows one thing */
extern const struct shape page_shape; /* of a list without filters */
extern const struct shape no_query;   /* where nothing may be asked for */
