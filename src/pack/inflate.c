#include "pack/parts.h"

#include <zlib.h>

enum { RAW = -MAX_WBITS }; /* without a head of its own */

uint32_t
pack_crc(struct str bytes)
{
    return (uint32_t)crc32(0, (const unsigned char *)bytes.at, (uInt)bytes.size);
}

struct str
pack_inflate(struct arena *arena, struct str packed, size_t size)
{
    unsigned char *out = arena_take(arena, size + 1, 1);
    z_stream stream = {
        .next_in = (unsigned char *)(uintptr_t)packed.at,
        .avail_in = (uInt)packed.size,
        .next_out = out,
        .avail_out = (uInt)size + 1, /* what is larger than it says is seen to be */
    };
    int said;

    if (inflateInit2(&stream, RAW) != Z_OK)
        return STR_NONE;
    said = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    return said == Z_STREAM_END && stream.total_out == size ? (struct str){(const char *)out, size}
                                                            : STR_NONE;
}
