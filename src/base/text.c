#include "base/text.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_ROOM = 256 };

struct text
text_new(struct arena *arena)
{
    char *at = arena_take(arena, FIRST_ROOM, 1);

    return (struct text){arena, at, 0, FIRST_ROOM};
}

/* Room for `more` bytes and the NUL. */
static void
grow(struct text *text, size_t more)
{
    size_t room = text->room;

    while (room - text->size <= more)
        room *= 2;
    if (room == text->room)
        return;

    char *at = arena_take(text->arena, room, 1);

    memcpy(at, text->at, text->size);
    text->at = at;
    text->room = room;
}

void
text_add(struct text *text, struct str more)
{
    if (more.size == 0)
        return;
    grow(text, more.size);
    memcpy(text->at + text->size, more.at, more.size);
    text->size += more.size;
    text->at[text->size] = '\0';
}

void
text_print(struct text *text, const char *format, ...)
{
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);

    int size = vsnprintf(NULL, 0, format, args);

    grow(text, (size_t)size);
    vsnprintf(text->at + text->size, (size_t)size + 1, format, again);
    text->size += (size_t)size;
    va_end(again);
    va_end(args);
}

void
text_add_json(struct text *text, struct str more)
{
    static const char letters[] = "bfnrt\"\\", meant[] = "\b\f\n\r\t\"\\";

    text_add(text, STR("\""));
    for (size_t i = 0, start = 0; i <= more.size; i++) {
        unsigned char c = i < more.size ? (unsigned char)more.at[i] : '"';

        if (c >= ' ' && c != '"' && c != '\\')
            continue;
        text_add(text, (struct str){more.at + start, i - start});
        start = i + 1;
        if (i == more.size)
            break;

        const char *found = memchr(meant, c, sizeof(meant) - 1);

        if (found != NULL)
            text_print(text, "\\%c", letters[found - meant]);
        else
            text_print(text, "\\u%04x", c);
    }
    text_add(text, STR("\""));
}

void
text_add_markup(struct text *text, struct str more)
{
    static const struct {
        char letter;
        const char *written;
    } marks[] = {
        {'&',  "&amp;" },
        {'<',  "&lt;"  },
        {'>',  "&gt;"  },
        {'"',  "&quot;"},
        {'\'', "&#39;" },
        {'\r', "&#13;" },
        {'\t', "&#9;"  },
    };
    size_t start = 0;

    for (size_t i = 0; i < more.size; i++)
        for (size_t mark = 0; mark < sizeof(marks) / sizeof(marks[0]); mark++)
            if (more.at[i] == marks[mark].letter) {
                text_add(text, (struct str){more.at + start, i - start});
                text_add(text, str_of(marks[mark].written));
                start = i + 1;
            }
    text_add(text, str_from(more, start));
}

void
text_add_member(struct text *text, const char *name, struct str value)
{
    text_add_json(text, str_of(name));
    text_add(text, STR(":"));
    text_add_json(text, value);
}

void
text_add_next(struct text *text, const char *name, struct str value)
{
    if (value.at == NULL)
        return;
    text_add(text, STR(","));
    text_add_member(text, name, value);
}

/* Where the first letter at or behind `at` stands that may have to be written otherwise. */
static size_t
plain_until(struct str json, size_t at)
{
    for (; at < json.size; at++) {
        unsigned char c = (unsigned char)json.at[at];

        if (c == 0 || c >= 0x80 || c == '>')
            break;
    }
    return at;
}

/* Beyond ASCII there are only letters of texts in JSON, so an escape may stand for each. */
struct str
text_ascii_json(struct arena *arena, struct str json)
{
    struct text out = text_new(arena);

    for (size_t at = 0, start = 0; at < json.size; start = at) {
        at = plain_until(json, start);
        text_add(&out, (struct str){json.at + start, at - start});
        if (at == json.size)
            break;
        start = at;

        uint32_t point = utf8_next(json, &at);

        if (point == UTF8_NONE || point == 0)
            return STR_NONE;
        if (point == '>' && out.size >= 2 && memcmp(out.at + out.size - 2, "]]", 2) == 0)
            text_add(&out, STR("\\u003e"));
        else if (point < 0x80)
            text_add(&out, (struct str){json.at + start, at - start});
        else if (point < 0x10000)
            text_print(&out, "\\u%04x", (unsigned)point);
        else
            text_print(&out, "\\u%04x\\u%04x", (unsigned)(0xd7c0 + (point >> 10)),
                       (unsigned)(0xdc00 + (point & 0x3ff)));
    }
    return text_str(&out);
}

struct str
text_str(const struct text *text)
{
    return (struct str){text->at, text->size};
}
