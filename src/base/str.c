#include "base/str.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { NEAREST_MAX = 40, SLIPS_MAX = 2 };

struct str
str_of(const char *text)
{
    return text == NULL ? STR_NONE : (struct str){text, strlen(text)};
}

bool
str_same(struct str a, struct str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

bool
str_same_any_case(struct str a, struct str b)
{
    return a.size == b.size && (a.size == 0 || strncasecmp(a.at, b.at, a.size) == 0);
}

bool
str_starts(struct str text, struct str prefix)
{
    return text.size >= prefix.size && str_same((struct str){text.at, prefix.size}, prefix);
}

bool
str_ends(struct str text, struct str suffix)
{
    return text.size >= suffix.size && str_same(str_from(text, text.size - suffix.size), suffix);
}

struct str
str_from(struct str text, size_t start)
{
    return start >= text.size ? (struct str){"", 0}
                              : (struct str){text.at + start, text.size - start};
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct str
str_trim(struct str text)
{
    while (text.size > 0 && is_blank(text.at[0]))
        text = str_from(text, 1);
    while (text.size > 0 && is_blank(text.at[text.size - 1]))
        text.size--;
    return text;
}

bool
str_looks(struct str text, const char *pattern)
{
    if (text.size != strlen(pattern))
        return false;

    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];

        if (pattern[i] == '9' ? !isdigit(c) : pattern[i] == 'f' ? !isxdigit(c) : c != pattern[i])
            return false;
    }
    return true;
}

bool
str_is_uuid(struct str text)
{
    return str_looks(text, "ffffffff-ffff-ffff-ffff-ffffffffffff");
}

bool
str_integer(struct str text, int64_t *value)
{
    bool negative = text.size > 0 && text.at[0] == '-';
    int64_t sum = 0;

    if (negative)
        text = str_from(text, 1);
    if (text.size == 0)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (!isdigit((unsigned char)text.at[i]) || __builtin_mul_overflow(sum, 10, &sum) ||
            __builtin_sub_overflow(sum, text.at[i] - '0', &sum))
            return false;
    }
    /* The sum was kept below zero, where there is one number more. */
    if (!negative && sum == INT64_MIN)
        return false;
    *value = negative ? sum : -sum;
    return true;
}

uint64_t
str_hash(struct str text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

bool
str_cut(struct str *rest, char mark, struct str *head)
{
    if (rest->at == NULL)
        return false;

    const char *found = memchr(rest->at, mark, rest->size);

    if (found == NULL) {
        *head = *rest;
        *rest = STR_NONE;
    } else {
        head->at = rest->at;
        head->size = (size_t)(found - rest->at);
        rest->at = found + 1;
        rest->size -= head->size + 1;
    }
    return true;
}

static size_t
least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* How many letters have to be put in, taken out or changed to make `a` of `b` (Levenshtein). */
static size_t
slips(struct str a, struct str b)
{
    size_t row[NEAREST_MAX + 1];

    for (size_t j = 0; j <= b.size; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.size; i++) {
        size_t corner = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b.size; j++) {
            size_t changed = corner + (a.at[i - 1] != b.at[j - 1]);

            corner = row[j];
            row[j] = least(row[j] + 1, row[j - 1] + 1, changed);
        }
    }
    return row[b.size];
}

const char *
str_nearest(struct str name, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    size_t best = SLIPS_MAX + 1;

    if (name.size > NEAREST_MAX)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        struct str other = str_of(names[i]);
        size_t away = other.size > NEAREST_MAX ? best : slips(name, other);

        if (away < best) {
            best = away;
            nearest = names[i];
        }
    }
    return nearest;
}
