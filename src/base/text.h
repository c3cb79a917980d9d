/*
 * text: a text that grows, in an arena.
 *
 * What was added stays valid until the arena is reset; growing leaves the old
 * bytes behind, so a text costs at most twice its size. `text_str` may be
 * called at any time, and its bytes end in a NUL that `size` does not count.
 */
#pragma once

#include "base/arena.h"

struct text {
    struct arena *arena;
    char *at;
    size_t size, room; /* bytes */
};

struct text text_new(struct arena *arena);
void text_add(struct text *text, struct str more);
void text_print(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(1, 2)));

/* As a JSON string, quotes and all, escaped as RFC 8785 section 3.2.2.2 wants it; `more` has to be
   UTF-8. */
void text_add_json(struct text *text, struct str more);
/* As text and quoted attributes of XML and HTML have it; `more` holds no other control characters.
 */
void text_add_markup(struct text *text, struct str more);
void text_add_member(struct text *text, const char *name, struct str value); /* "name":"value" */
void text_add_next(struct text *text, const char *name, struct str value);   /* ,"name":"value"; */
                                                                             /* STR_NONE: nothing */

/*
 * The same JSON in ASCII and without a "]]>", which would end a section of XML: it can be put
 * anywhere as it stands. STR_NONE when it is not UTF-8, or holds a NUL.
 */
struct str text_ascii_json(struct arena *arena, struct str json);

struct str text_str(const struct text *text);
