/*
 * page: HTML for people, and the mails they get, out of templates.
 *
 * A template is HTML with marks, a small part of mustache:
 *     {{name}}                    a value, escaped for text and for a quoted attribute
 *     {{url name}}                an address, for href and action: see value.c
 *     {{json name}}               JSON, alone in a <script type="application/ld+json">
 *     {{#name}}..{{/name}}        once if the value is there, or once for each of its rows
 *     {{^name}}..{{/name}}        if it is not there, or has no rows
 *     {{>name}}                   another template
 *     {{_key}} {{_key.{name}}}    words of the reader's language; the key may end in a value
 * There is no way to write a value unescaped. Within words, {name} is a value too. What a
 * template may not do (a value outside text and quoted attributes, an unknown key) fails
 * the build: src/page/page.awk.
 *
 * Templates and words are constant; what is rendered lives in the given arena.
 */
#pragma once

#include "base/arena.h"

enum {
    PAGE_DEPTH_MAX = 8,          /* sections and templates within each other */
    PAGE_SUBJECT_SIZE_MAX = 200, /* bytes of a mail's subject */
};

/* Values by name. A row has its own, and sees those around it. Texts are views, not copies. */
struct page_data;
struct page_data *page_data_new(struct arena *arena);
void page_set(struct page_data *data, const char *name, struct str value); /* STR_NONE: not there */
void page_number(struct page_data *data, const char *name, int64_t value);
void page_flag(struct page_data *data, const char *name, bool is_set);
struct page_data *page_row(struct page_data *data, const char *name); /* one more row of a list */

/* STR_NONE when there is no such template. */
struct str page_render(struct arena *arena, const char *template, struct str language,
                       const struct page_data *data);

/* A mail of a kind, as "reset": its words are mail_subject.reset, mail_text.reset and so on. */
struct page_letter {
    struct str subject; /* one line */
    struct str text, html;
};
bool page_mail(struct arena *arena, const char *kind, struct str language,
               const struct page_data *data, struct page_letter *letter);

/* The best of those wanted that there are words for ("lt-LT" is served by "lt"), else "en". */
struct str page_language(const struct str *wanted, size_t count);
const struct str *page_languages(size_t *count);
struct str page_language_name(struct str language); /* in itself */
bool page_is_rtl(struct str language);              /* written from right to left */

/* A word as it stands; STR_NONE for an unknown key. */
struct str page_word(struct str language, struct str key);

struct str page_style(void); /* the one stylesheet */

/* The scripts for pages of others, by place: those of this version and of earlier ones. */
size_t page_script_count(void);
struct str page_script(size_t place);
struct str page_script_name(size_t place); /* "citylearn.js" */
