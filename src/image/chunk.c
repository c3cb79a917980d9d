#include "image/png-parts.h"

#include <string.h>
#include <zlib.h>

enum { FRAME_SIZE = 12 }; /* bytes of length, type and CRC */

const struct str png_signature = {"\x89PNG\r\n\x1a\n", 8};

uint32_t
chunk_number(const char *at)
{
    const unsigned char *byte = (const unsigned char *)at;

    return (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 | (uint32_t)byte[2] << 8 | byte[3];
}

bool
chunk_begin(struct str *rest)
{
    if (!str_starts(*rest, png_signature))
        return false;
    *rest = str_from(*rest, png_signature.size);
    return true;
}

bool
chunk_is(const struct chunk *chunk, const char *type)
{
    return str_same(chunk->type, str_of(type));
}

/* A type in small letters is one that a reader may pass over without harm. */
static bool
type_is_known(const struct chunk *chunk)
{
    for (size_t i = 0; i < chunk->type.size; i++)
        if ((unsigned)((chunk->type.at[i] | 0x20) - 'a') >= 26)
            return false;
    return (chunk->type.at[0] & 0x20) != 0 || chunk_is(chunk, "IHDR") || chunk_is(chunk, "PLTE") ||
           chunk_is(chunk, "IDAT") || chunk_is(chunk, "IEND");
}

static uint32_t
crc_of(struct str bytes)
{
    return (uint32_t)crc32(0, (const unsigned char *)bytes.at, (unsigned)bytes.size);
}

bool
chunk_next(struct str *rest, struct chunk *chunk)
{
    if (rest->size < FRAME_SIZE)
        return false;

    size_t size = chunk_number(rest->at);

    if (size > rest->size - FRAME_SIZE)
        return false;
    chunk->whole = (struct str){rest->at, size + FRAME_SIZE};
    chunk->type = (struct str){rest->at + 4, 4};
    chunk->data = (struct str){rest->at + 8, size};
    *rest = str_from(*rest, size + FRAME_SIZE);
    return type_is_known(chunk) &&
           crc_of((struct str){chunk->type.at, size + 4}) == chunk_number(chunk->data.at + size);
}

static void
add_number(struct text *out, uint32_t number)
{
    char bytes[] = {(char)(number >> 24), (char)(number >> 16), (char)(number >> 8), (char)number};

    text_add(out, (struct str){bytes, sizeof(bytes)});
}

void
chunk_add(struct text *out, const char *type, struct str data)
{
    add_number(out, (uint32_t)data.size);

    size_t start = out->size;

    text_add(out, str_of(type));
    text_add(out, data);
    add_number(out, crc_of((struct str){out->at + start, out->size - start}));
}
