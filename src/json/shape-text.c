#include "json/shape-parts.h"

#include "base/utf8.h"

enum { MARKS_MAX = 8 };

struct range {
    uint32_t first, last;
};

/* Marks that stack on the letter before them (general categories Mn and Me), the usual blocks. */
static const struct range marks[] = {
    {0x0300,  0x036f },
    {0x0483,  0x0489 },
    {0x0591,  0x05bd },
    {0x05bf,  0x05c7 },
    {0x0610,  0x061a },
    {0x064b,  0x065f },
    {0x0670,  0x0670 },
    {0x06d6,  0x06ed },
    {0x0730,  0x074a },
    {0x07eb,  0x07f3 },
    {0x0900,  0x0902 },
    {0x093a,  0x094d },
    {0x0e31,  0x0e3a },
    {0x0e47,  0x0e4e },
    {0x0eb1,  0x0ecd },
    {0x0f71,  0x0f84 },
    {0x135d,  0x135f },
    {0x1ab0,  0x1aff },
    {0x1dc0,  0x1dff },
    {0x20d0,  0x20ff },
    {0x2cef,  0x2cf1 },
    {0x2de0,  0x2dff },
    {0x302a,  0x302f },
    {0x3099,  0x309a },
    {0xa66f,  0xa67d },
    {0xfe00,  0xfe0f },
    {0xfe20,  0xfe2f },
    {0x1d165, 0x1d1ad},
    {0xe0100, 0xe01ef},
};

/* White space, and what takes no room or shows nothing. */
static const struct range unseen[] = {
    {0x0009,  0x000d },
    {0x0020,  0x0020 },
    {0x00a0,  0x00a0 },
    {0x00ad,  0x00ad },
    {0x034f,  0x034f },
    {0x061c,  0x061c },
    {0x115f,  0x1160 },
    {0x1680,  0x1680 },
    {0x17b4,  0x17b5 },
    {0x180b,  0x180f },
    {0x2000,  0x200f },
    {0x2028,  0x202f },
    {0x205f,  0x206f },
    {0x2800,  0x2800 },
    {0x3000,  0x3000 },
    {0x3164,  0x3164 },
    {0xfe00,  0xfe0f },
    {0xfeff,  0xfeff },
    {0xffa0,  0xffa0 },
    {0xe0000, 0xe0fff},
};

#define IS_AMONG(point, ranges) is_among((point), (ranges), sizeof(ranges) / sizeof((ranges)[0]))

static bool
is_among(uint32_t point, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count && point >= ranges[i].first; i++)
        if (point <= ranges[i].last)
            return true;
    return false;
}

static bool
is_control(uint32_t point)
{
    return (point < ' ' && point != '\n' && point != '\t' && point != '\r') ||
           (point >= 0x7f && point <= 0x9f);
}

/* They turn the direction of what stands around them, and so what people read. */
static bool
is_override(uint32_t point)
{
    return (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

const char *
shape_text_flaw(struct str text)
{
    size_t stacked = 0;

    for (size_t at = 0; at < text.size;) {
        uint32_t point = utf8_next(text, &at);

        if (point == UTF8_NONE)
            return "is not UTF-8; send it in that encoding.";
        if (is_control(point))
            return "may have no control characters but line ends and tabs.";
        if (is_override(point))
            return "may have no characters that override the direction of writing.";
        stacked = IS_AMONG(point, marks) ? stacked + 1 : 0;
        if (stacked > MARKS_MAX)
            return "may have at most 8 combining marks on one letter.";
    }
    return NULL;
}

size_t
shape_text_length(struct str text)
{
    size_t length = 0;

    for (size_t i = 0; i < text.size; i++)
        length += ((unsigned char)text.at[i] & 0xc0) != 0x80;
    return length;
}

bool
shape_text_blank(struct str text)
{
    for (size_t at = 0; at < text.size;)
        if (!IS_AMONG(utf8_next(text, &at), unseen))
            return false;
    return true;
}
