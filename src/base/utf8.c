#include "base/utf8.h"

/* How many bytes a sequence has that begins with `lead`, and the least point that needs them. */
static size_t
length(unsigned char lead, uint32_t *least)
{
    static const uint32_t leasts[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t size = lead < 0x80             ? 1
                  : (lead & 0xe0) == 0xc0 ? 2
                  : (lead & 0xf0) == 0xe0 ? 3
                  : (lead & 0xf8) == 0xf0 ? 4
                                          : 0;

    *least = leasts[size];
    return size;
}

uint32_t
utf8_next(struct str text, size_t *at)
{
    static const unsigned char lead_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t least, point;

    if (*at >= text.size)
        return UTF8_NONE;

    const unsigned char *bytes = (const unsigned char *)text.at + *at;
    size_t size = length(bytes[0], &least);

    if (size == 0 || size > text.size - *at)
        return UTF8_NONE;
    point = bytes[0] & lead_bits[size];
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return UTF8_NONE;
        point = point << 6 | (bytes[i] & 0x3f);
    }
    if (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
        return UTF8_NONE;
    *at += size;
    return point;
}

size_t
utf8_write(uint32_t point, char into[UTF8_SIZE_MAX])
{
    static const unsigned char marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

    for (size_t i = size - 1; i > 0; i--) {
        into[i] = (char)(0x80 | (point & 0x3f));
        point >>= 6;
    }
    into[0] = (char)(marks[size] | point);
    return size;
}

bool
utf8_is_plain(struct str text)
{
    for (size_t at = 0; at < text.size;) {
        uint32_t point = utf8_next(text, &at);

        if (point == UTF8_NONE || point < ' ' || (point >= 0x7f && point <= 0x9f))
            return false;
    }
    return true;
}

bool
utf8_is_line(struct str text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char letter = (unsigned char)text.at[i];

        if (letter < ' ' || letter == 0x7f)
            return false;
        if (letter != 0xe2 || i + 2 >= text.size)
            continue;

        unsigned char second = (unsigned char)text.at[i + 1], third = (unsigned char)text.at[i + 2];

        if ((second == 0x80 &&
             ((third >= 0xaa && third <= 0xae) || third == 0x8e || third == 0x8f)) ||
            (second == 0x81 && third >= 0xa6 && third <= 0xa9))
            return false;
    }
    return true;
}
