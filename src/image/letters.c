#include "image/letters.h"

#include "base/utf8.h"

static const unsigned char widths[] = {
#include "image/widths.inc"
};

/* Which letters the widths are of, one range after the other. */
static const struct {
    uint32_t first, end;
} ranges[] = {
    {0x20,   0x250 },
    {0x370,  0x530 },
    {0x5d0,  0x5f5 },
    {0x600,  0x700 },
    {0x1e00, 0x1f00},
    {0x2010, 0x2040},
};

static const struct str ellipsis = {"…", sizeof("…") - 1};

/* What stands above, below or within the letter before it, or is not seen. */
static bool
is_mark(uint32_t point)
{
    static const struct {
        uint32_t first, last;
    } marks[] = {
        {0x300,  0x36f },
        {0x483,  0x489 },
        {0x591,  0x5bd },
        {0x610,  0x61a },
        {0x64b,  0x65f },
        {0x670,  0x670 },
        {0x6d6,  0x6ed },
        {0x1ab0, 0x1aff},
        {0x200b, 0x200f},
        {0x20d0, 0x20ff},
        {0xfe00, 0xfe0f},
    };

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
        if (point >= marks[i].first && point <= marks[i].last)
            return true;
    return false;
}

static unsigned
width_of(uint32_t point)
{
    size_t start = 0;

    if (is_mark(point))
        return 0;
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        if (point >= ranges[i].first && point < ranges[i].end)
            return widths[start + point - ranges[i].first];
        start += ranges[i].end - ranges[i].first;
    }
    return point < 0x1f000 ? 100 : 140;
}

unsigned
letters_width(struct str text)
{
    unsigned width = 0;

    for (size_t at = 0; at < text.size;)
        width += width_of(utf8_next(text, &at));
    return width;
}

/* How many bytes of it a line takes: whole words, or as many letters as fit. */
static size_t
fitting(struct str text, unsigned width, bool breaks)
{
    size_t word = 0, letter = 0;
    unsigned sum = 0;

    for (size_t at = 0; at < text.size;) {
        size_t start = at;
        uint32_t point = utf8_next(text, &at);

        if (point == ' ')
            word = start;
        if (!is_mark(point))
            letter = start;
        sum += width_of(point);
        if (sum > width && point != ' ')
            return word > 0 ? word : breaks ? letter : 0;
    }
    return text.size;
}

static bool
fill(struct lines *lines, struct str text, unsigned width, size_t count_max, bool breaks)
{
    lines->count = 0;
    for (text = str_trim(text); text.size > 0;) {
        size_t size = fitting(text, width, breaks);

        if (size == 0 || lines->count == count_max)
            return false;
        lines->at[lines->count++] = str_trim((struct str){text.at, size});
        text = str_trim(str_from(text, size));
    }
    return true;
}

static void
cut_short(struct arena *arena, struct lines *lines, struct str text, unsigned width)
{
    if (lines->count == 0)
        return;

    struct str *last = &lines->at[lines->count - 1];
    struct str rest = str_from(text, (size_t)(last->at - text.at));
    size_t size = fitting(rest, width - letters_width(ellipsis), true);

    *last = arena_print(arena, STR_FMT STR_FMT, (int)size, last->at, STR_ARG(ellipsis));
}

struct lines
letters_laid(struct arena *arena, struct str text, unsigned width, unsigned height,
             const unsigned *sizes)
{
    struct lines lines = {0};

    for (; *sizes != 0; sizes++) {
        unsigned ems = width * 100 / *sizes;
        size_t count = height * 100 / (*sizes * LINE_PERCENT);
        bool is_last = sizes[1] == 0;

        lines.size = *sizes;
        if (fill(&lines, text, ems, count < LINES_MAX ? count : LINES_MAX, is_last))
            break;
        if (is_last)
            cut_short(arena, &lines, text, ems);
    }
    return lines;
}

static bool
is_leftward(uint32_t point)
{
    return (point >= 0x590 && point <= 0x8ff) || (point >= 0xfb1d && point <= 0xfdff) ||
           (point >= 0xfe70 && point <= 0xfefc);
}

/* Digits and signs have no direction, and begin no word. */
static bool
is_letter(uint32_t point)
{
    return (point | 0x20) - 'a' < 26 || (point >= 0xc0 && point < 0x2000 && !is_mark(point)) ||
           (point >= 0x2c00 && point != 0x3000 && !is_mark(point));
}

bool
letters_go_left(struct str text)
{
    for (size_t at = 0; at < text.size;) {
        uint32_t point = utf8_next(text, &at);

        if (is_letter(point))
            return is_leftward(point);
    }
    return false;
}

struct str
letters_initials(struct arena *arena, struct str text)
{
    struct text out = text_new(arena);
    struct str word;
    size_t count_max = letters_go_left(text) ? 1 : 2;

    for (size_t count = 0; count < count_max && str_cut(&text, ' ', &word);) {
        size_t at = 0;
        uint32_t point = word.size == 0 ? ' ' : utf8_next(word, &at);

        if (!is_letter(point))
            continue;
        for (size_t next = at; next < word.size && is_mark(utf8_next(word, &next));)
            at = next;
        text_add(&out, (struct str){word.at, at});
        count++;
    }
    return text_str(&out);
}
