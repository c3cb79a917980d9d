#include "base/utf8.h"
#include "json/scan-parts.h"

#include <string.h>

struct string {
    struct str json;
    size_t start, at;
    struct scan_name *name;
    struct scan_fault *fault;
};

static bool
refuse(const struct string *string, const char *code, const char *detail)
{
    return scan_refuse(string->fault, string->at, code, detail);
}

/* Of a name the bytes are kept, of any other string they are only checked. */
static bool
keep(struct string *string, const char *bytes, size_t size)
{
    struct scan_name *name = string->name;

    if (name == NULL || size == 0)
        return true;
    if (size > SCAN_NAME_MAX - name->size)
        return scan_refuse(string->fault, string->start, "too_many",
                           "The name of a member is longer than 128 bytes.");
    memcpy(name->at + name->size, bytes, size);
    name->size += size;
    return true;
}

static bool
keep_point(struct string *string, uint32_t point)
{
    char bytes[UTF8_SIZE_MAX];

    return keep(string, bytes, utf8_write(point, bytes));
}

/* The value of "uXXXX" that stands at `at`, or UTF8_NONE. */
static uint32_t
unit_at(struct str json, size_t at)
{
    uint32_t unit = 0;

    if (json.size - at < 5 || json.at[at] != 'u')
        return UTF8_NONE;
    for (size_t i = at + 1; i < at + 5; i++) {
        static const char digits[] = "0123456789abcdef";
        const char *digit = json.at[i] == '\0' ? NULL : strchr(digits, json.at[i] | ' ');

        if (digit == NULL || json.at[i] < '0')
            return UTF8_NONE;
        unit = unit << 4 | (uint32_t)(digit - digits);
    }
    return unit;
}

static bool
unicode_escape(struct string *string)
{
    uint32_t first = unit_at(string->json, string->at + 1), second = 0;

    if (first == UTF8_NONE)
        return refuse(string, "bad_syntax", "\\u has to be followed by four hexadecimal digits.");
    if (first == 0)
        return refuse(string, "nul_character", "A text may not hold the character \\u0000.");
    if (first < 0xd800 || first > 0xdfff) {
        string->at += 6;
        return keep_point(string, first);
    }
    if (string->json.size - string->at > 7 && string->json.at[string->at + 6] == '\\')
        second = unit_at(string->json, string->at + 7);
    if (first > 0xdbff || second < 0xdc00 || second > 0xdfff)
        return refuse(string, "bad_encoding",
                      "A surrogate has to be escaped as a pair, high one first.");
    string->at += 12;
    return keep_point(string, 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
}

static bool
escape(struct string *string)
{
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    char letter = string->at + 1 < string->json.size ? string->json.at[string->at + 1] : '\0';

    if (letter == 'u')
        return unicode_escape(string);

    const char *found = letter == '\0' ? NULL : strchr(letters, letter);

    if (found == NULL)
        return refuse(string, "bad_syntax", "After \\ there has to be one of \" \\ / b f n r t u.");
    string->at += 2;
    return keep(string, &meant[found - letters], 1);
}

static bool
is_plain(unsigned char c)
{
    return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
}

/* What stands at `at` and is neither plain nor the closing quote. */
static bool
special(struct string *string)
{
    size_t start = string->at;
    unsigned char c = (unsigned char)string->json.at[start];

    if (c == '\\')
        return escape(string);
    if (c == '\0')
        return refuse(string, "nul_character", "A text may not hold the NUL character.");
    if (c < ' ')
        return refuse(string, "bad_syntax",
                      "A control character within a string has to be escaped.");
    if (utf8_next(string->json, &string->at) == UTF8_NONE)
        return refuse(string, "bad_encoding", "These bytes are not UTF-8.");
    return keep(string, string->json.at + start, string->at - start);
}

bool
scan_string(struct str json, size_t *at, struct scan_name *name, struct scan_fault *fault)
{
    struct string string = {json, *at, *at + 1, name, fault};

    if (name != NULL)
        name->size = 0;

    for (;;) {
        size_t start = string.at;

        while (string.at < json.size && is_plain((unsigned char)json.at[string.at]))
            string.at++;
        if (!keep(&string, json.at + start, string.at - start))
            return false;
        if (string.at == json.size)
            return refuse(&string, "bad_syntax", "The text ends within a string.");
        if (json.at[string.at] == '"')
            break;
        if (!special(&string))
            return false;
    }
    *at = string.at + 1;
    return true;
}
