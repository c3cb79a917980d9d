/*
 * parts: what the files of this room know of each other, and nobody else.
 */
#pragma once

#include "base/text.h"
#include "page/page.h"

/* Made by page.awk. Templates are sorted by nothing; there are a few dozen. */
struct page_template {
    const char *name;
    struct str text;
};
extern const struct page_template page_templates[];
extern const size_t page_templates_count;
extern const struct page_template page_scripts[]; /* the newest of each name is called just that */
extern const size_t page_scripts_count;

struct page_words {
    struct str language, name;
    bool is_rtl;
    const struct page_template *list; /* key and words, in the order of keys */
    size_t count;
};
extern const struct page_words page_words[];
extern const size_t page_words_count;

/* data.c: the value of a name in this row or around it, or NULL. */
struct page_item {
    const char *name;
    struct str text;
    bool is_flag, is_set;
    struct page_data *rows; /* the first; NULL when it is no list or has none */
    struct page_data *last;
    bool is_list;
    struct page_item *next;
};
const struct page_item *page_item_named(const struct page_data *data, struct str name);
/* A row of its own around which `data` stands. */
struct page_data *page_data_around(struct arena *arena, const struct page_data *data);
const struct page_data *page_next(const struct page_data *row);
bool page_is_there(const struct page_item *item);

/* value.c: a value as it may stand in a text or a quoted attribute; for text mails as it is. */
enum page_manner { PAGE_HTML, PAGE_PLAIN };
void page_add_value(struct text *out, struct str value, enum page_manner manner);
void page_add_url(struct text *out, struct str value);
void page_add_json(struct text *out, struct str value); /* JSON, in a block of data */

/* render.c */
bool page_render_into(struct text *out, const char *template, struct str language,
                      const struct page_data *data, enum page_manner manner);
void page_add_words(struct text *out, struct str words, const struct page_data *data,
                    enum page_manner manner);
