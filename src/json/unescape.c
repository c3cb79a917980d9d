#include "json/unescape.h"

#include "base/utf8.h"

#include <string.h>

/* The four digits of "\uXXXX" from `at` on, or -1. */
static int
unit(struct str inner, size_t at)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    int value = 0;

    if (at + 6 > inner.size || inner.at[at] != '\\' || inner.at[at + 1] != 'u')
        return -1;
    for (size_t i = at + 2; i < at + 6; i++) {
        const char *found = inner.at[i] == '\0' ? NULL : strchr(digits, inner.at[i]);

        if (found == NULL)
            return -1;
        value = value * 16 + (int)((found - digits) % 16);
    }
    return value;
}

/* One escape of "\u", or a pair of them, which is moved over; false when it is none. */
static bool
take_units(struct str inner, size_t *at, char *out, size_t *size)
{
    int high = unit(inner, *at), low = 0;
    uint32_t code = (uint32_t)high;

    *at += 6;
    if (high >= 0xd800 && high < 0xdc00) {
        low = unit(inner, *at);
        if (low < 0xdc00 || low > 0xdfff)
            return false;
        *at += 6;
        code = 0x10000 + ((uint32_t)(high - 0xd800) << 10) + (uint32_t)(low - 0xdc00);
    } else if (high <= 0 || (high >= 0xdc00 && high < 0xe000)) {
        return false;
    }
    *size += utf8_write(code, out + *size);
    return true;
}

struct str
json_unescape(struct arena *arena, struct str inner)
{
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    size_t size = 0;

    if (memchr(inner.at, '\\', inner.size) == NULL)
        return inner;

    char *out = arena_take(arena, inner.size + 1, 1); /* no escape is shorter than its meaning */

    for (size_t i = 0; i < inner.size;) {
        char c = i + 1 < inner.size ? inner.at[i + 1] : '\0';
        const char *found = c == '\0' ? NULL : strchr(letters, c);

        if (inner.at[i] != '\\') {
            out[size++] = inner.at[i++];
        } else if (found != NULL) {
            out[size++] = meant[found - letters];
            i += 2;
        } else if (!take_units(inner, &i, out, &size)) {
            return STR_NONE;
        }
    }
    return (struct str){out, size};
}
