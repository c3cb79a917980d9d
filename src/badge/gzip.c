#include "badge/parts.h"

#include <assert.h>
#include <string.h>
#include <zlib.h>

enum { GZIP = 16 + MAX_WBITS, MEMORY_LEVEL = 8 };

static z_stream
stream_of(struct str in, unsigned char *out, size_t room)
{
    return (z_stream){
        .next_in = (unsigned char *)(uintptr_t)in.at,
        .avail_in = (uInt)in.size,
        .next_out = out,
        .avail_out = (uInt)room,
    };
}

struct str
badge_gzip(struct arena *arena, struct str bytes)
{
    z_stream stream = stream_of(bytes, NULL, 0);
    int said = deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP, MEMORY_LEVEL,
                            Z_DEFAULT_STRATEGY);
    size_t room;

    assert(said == Z_OK && bytes.size <= UINT32_MAX / 2);
    room = deflateBound(&stream, bytes.size);
    stream.next_out = arena_take(arena, room, 1);
    stream.avail_out = (uInt)room;

    unsigned char *start = stream.next_out;

    said = deflate(&stream, Z_FINISH);
    assert(said == Z_STREAM_END);
    deflateEnd(&stream);
    return (struct str){(const char *)start, room - stream.avail_out};
}

struct str
badge_gunzip(struct arena *arena, struct str packed, size_t most)
{
    unsigned char *out = arena_take(arena, most + 1, 1);
    z_stream stream = stream_of(packed, out, most);
    int said = packed.size > UINT32_MAX / 2 ? Z_DATA_ERROR : inflateInit2(&stream, GZIP);

    if (said != Z_OK)
        return STR_NONE;
    said = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    if (said != Z_STREAM_END || stream.avail_in > 0)
        return STR_NONE;
    return (struct str){(const char *)out, most - stream.avail_out};
}
