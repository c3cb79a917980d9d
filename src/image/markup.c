#include "image/parts.h"

#include "base/utf8.h"

bool
markup_is_utf8(struct str text)
{
    for (size_t at = 0; at < text.size;)
        if (utf8_next(text, &at) == UTF8_NONE)
            return false;
    return true;
}

/* Controls, halves, what is no character, and marks that turn the direction of what follows. */
static bool
is_unwanted(uint32_t point)
{
    return point < ' ' || (point >= 0x7f && point <= 0x9f) ||
           (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) ||
           point == 0xfeff || point == 0xfffe || point == 0xffff;
}

struct str
markup_plain(struct arena *arena, struct str text)
{
    struct text out = text_new(arena);

    for (size_t at = 0, start = 0; at < text.size; start = at) {
        uint32_t point = utf8_next(text, &at);

        if (point == UTF8_NONE)
            at++;
        else if (point == '\n' || point == '\t')
            text_add(&out, STR(" "));
        else if (!is_unwanted(point))
            text_add(&out, (struct str){text.at + start, at - start});
    }
    return text_str(&out);
}

void
markup_attribute(struct text *out, const char *name, struct str value)
{
    struct str part;
    const char *mark = "";

    /* A line's end is a blank there, to whoever reads it. */
    text_print(out, " %s=\"", name);
    while (str_cut(&value, '\n', &part)) {
        text_add(out, str_of(mark));
        text_add_markup(out, part);
        mark = " ";
    }
    text_add(out, STR("\""));
}
