#include "base/coding.h"

#include <string.h>

static const char url_letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char mime_letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char hex_letters[] = "0123456789abcdef";

/* Three bytes are four letters; a rest of one or two bytes is two or three. */
static struct str
write_64(struct arena *arena, struct str bytes, const char *letters, bool padded)
{
    char *out = arena_take(arena, (bytes.size + 2) / 3 * 4 + 1, 1);
    size_t size = 0;

    for (size_t i = 0; i < bytes.size; i += 3) {
        size_t left = bytes.size - i < 3 ? bytes.size - i : 3;
        uint32_t three = 0;

        for (size_t j = 0; j < 3; j++)
            three = three << 8 | (j < left ? (unsigned char)bytes.at[i + j] : 0);
        for (size_t j = 0; j <= left; j++)
            out[size++] = letters[three >> (18 - 6 * j) & 63];
        for (size_t j = left; padded && j < 3; j++)
            out[size++] = '=';
    }
    return (struct str){out, size};
}

static struct str
read_64(struct arena *arena, struct str text, const char *letters)
{
    char *out = arena_take(arena, text.size / 4 * 3 + 3, 1);
    size_t size = 0, bits = 0;
    uint32_t held = 0;

    for (size_t i = 0; i < text.size; i++) {
        const char *found = text.at[i] == '\0' ? NULL : strchr(letters, text.at[i]);

        if (found == NULL)
            return STR_NONE;
        held = (held << 6 | (uint32_t)(found - letters)) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[size++] = (char)(held >> bits & 0xff);
        }
    }
    /* One letter alone is no byte, and bits that are left over have to be zero. */
    if (text.size % 4 == 1 || (held & ((1u << bits) - 1)) != 0)
        return STR_NONE;
    return (struct str){out, size};
}

struct str
coding_base64url(struct arena *arena, struct str bytes)
{
    return write_64(arena, bytes, url_letters, false);
}

struct str
coding_base64(struct arena *arena, struct str bytes)
{
    return write_64(arena, bytes, mime_letters, true);
}

struct str
coding_from_base64url(struct arena *arena, struct str text)
{
    return read_64(arena, text, url_letters);
}

struct str
coding_from_base64(struct arena *arena, struct str text)
{
    size_t padding = str_ends(text, STR("==")) ? 2 : str_ends(text, STR("=")) ? 1 : 0;

    if (text.size % 4 != 0)
        return STR_NONE;
    text.size -= padding;
    return read_64(arena, text, mime_letters);
}

struct str
coding_hex_after(struct arena *arena, struct str head, struct str bytes)
{
    char *out = arena_take(arena, head.size + bytes.size * 2 + 1, 1);
    size_t size = head.size;

    memcpy(out, head.at, head.size);
    for (size_t i = 0; i < bytes.size; i++) {
        out[size++] = hex_letters[(unsigned char)bytes.at[i] >> 4];
        out[size++] = hex_letters[(unsigned char)bytes.at[i] & 15];
    }
    return (struct str){out, size};
}

struct str
coding_hex(struct arena *arena, struct str bytes)
{
    return coding_hex_after(arena, STR(""), bytes);
}

/* -1 when it is no hexadecimal digit. */
static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

struct str
coding_from_hex(struct arena *arena, struct str text)
{
    char *out = arena_take(arena, text.size / 2 + 1, 1);

    if (text.size % 2 != 0)
        return STR_NONE;
    for (size_t i = 0; i < text.size; i += 2) {
        int high = hex_value(text.at[i]), low = hex_value(text.at[i + 1]);

        if (high < 0 || low < 0)
            return STR_NONE;
        out[i / 2] = (char)(high * 16 + low);
    }
    return (struct str){out, text.size / 2};
}

/* Percent signs that no two digits follow stay what they are. */
static struct str
from_percent(struct arena *arena, struct str text, bool is_form)
{
    char *out = arena_take(arena, text.size + 1, 1);
    size_t size = 0;

    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];

        if (c == '%' && i + 2 < text.size && hex_value(text.at[i + 1]) >= 0 &&
            hex_value(text.at[i + 2]) >= 0) {
            c = (char)(hex_value(text.at[i + 1]) * 16 + hex_value(text.at[i + 2]));
            i += 2;
        } else if (c == '+' && is_form) {
            c = ' ';
        }
        out[size++] = c;
    }
    return (struct str){out, size};
}

struct str
coding_from_form(struct arena *arena, struct str text)
{
    return from_percent(arena, text, true);
}

struct str
coding_from_percent(struct arena *arena, struct str text)
{
    return from_percent(arena, text, false);
}

struct str
coding_percent(struct arena *arena, struct str text)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    char *out = arena_take(arena, text.size * 3 + 1, 1);
    size_t size = 0;

    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];

        if (c != '\0' && strchr(plain, c) != NULL) {
            out[size++] = (char)c;
            continue;
        }
        out[size++] = '%';
        out[size++] = (char)(hex_letters[c >> 4] - (c >> 4 > 9 ? 32 : 0));
        out[size++] = (char)(hex_letters[c & 15] - ((c & 15) > 9 ? 32 : 0));
    }
    return (struct str){out, size};
}
