/*
 * parts: what the files of this room know of each other, and nobody else. Numbers are those of
 * APPNOTE 6.3.9, sections 4.3 and 4.4.
 */
#pragma once

#include "pack/pack.h"

enum {
    PACK_FILE = 0x04034b50,
    PACK_ENTRY = 0x02014b50,
    PACK_END = 0x06054b50,
    PACK_VERSION = 20,
    PACK_STORED = 0,
    PACK_DEFLATED = 8,
};

/* inflate.c: the only one that knows zlib. STR_NONE when it does not come to exactly `size`. */
uint32_t pack_crc(struct str bytes);
struct str pack_inflate(struct arena *arena, struct str packed, size_t size);
