/*
 * str: a view of bytes that somebody else owns, usually an arena.
 *
 * A str is passed by value and never freed. `at == NULL` means "nothing was
 * given", which is not the same as the empty text.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *at;
    size_t size; /* bytes */
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_NONE     ((struct str){NULL, 0})

/* For printf: printf(STR_FMT "\n", STR_ARG(name)). */
#define STR_FMT    "%.*s"
#define STR_ARG(s) (int)(s).size, (s).at

struct str str_of(const char *text);
bool str_same(struct str a, struct str b);
bool str_same_any_case(struct str a, struct str b); /* ASCII letters only */
bool str_starts(struct str text, struct str prefix);
bool str_ends(struct str text, struct str suffix);
struct str str_from(struct str text, size_t start); /* what stands from byte `start` on */
struct str str_trim(struct str text);               /* without blanks and tabs at both ends */

/* In a pattern '9' is any digit, 'f' any hexadecimal digit, anything else itself. */
bool str_looks(struct str text, const char *pattern);
bool str_is_uuid(struct str text);

/* A decimal integer and nothing else, sign allowed; false when it is none or passes 64 bits. */
bool str_integer(struct str text, int64_t *value);

/* FNV-1a, 64 bits: tells texts apart, for tables and tags; no defence against who chooses them. */
uint64_t str_hash(struct str text);

/* Takes what stands before the mark off the front of `rest`; false when `rest` is used up. */
bool str_cut(struct str *rest, char mark, struct str *head);

/* Among `count` names, the one that is at most two typing slips away from `name`, or NULL. */
const char *str_nearest(struct str name, const char *const *names, size_t count);
