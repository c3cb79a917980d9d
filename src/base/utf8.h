/*
 * utf8: reading and writing UTF-8 (RFC 3629), for the log and for
 * whoever takes texts from outside.
 */
#pragma once

#include "base/str.h"

enum { UTF8_SIZE_MAX = 4 }; /* bytes of one code point */
#define UTF8_NONE UINT32_MAX

/*
 * The code point that stands at `*at`, which moves past it. UTF8_NONE when
 * there is none: overlong, a surrogate, beyond U+10FFFF, or cut off; then `*at`
 * stays.
 */
uint32_t utf8_next(struct str text, size_t *at);

/* Answers how many bytes it wrote; `point` has to be one that utf8_next can give. */
size_t utf8_write(uint32_t point, char into[UTF8_SIZE_MAX]);

/* Whether all of it is UTF-8 without a control character, NUL among them. */
bool utf8_is_plain(struct str text);

/* Whether people see it as it stands: one line, with nothing in it that turns it around. */
bool utf8_is_line(struct str text);
