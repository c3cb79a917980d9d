/*
 * png-parts: the chunks of a PNG, one by one, and memory for libpng that cannot run out of bounds.
 */
#pragma once

#include "image/parts.h"

#include <png.h>

struct chunk {
    struct str whole; /* length, type, data and CRC */
    struct str type;  /* four letters */
    struct str data;
};

/* Takes the signature off the front; false when this is no PNG. */
bool chunk_begin(struct str *rest);

/*
 * Takes a chunk off the front: one that is whole, whose CRC is right, and of a type that PNG knows
 * or lets a reader pass over. False when there is none such.
 */
bool chunk_next(struct str *rest, struct chunk *chunk);
bool chunk_is(const struct chunk *chunk, const char *type);
void chunk_add(struct text *out, const char *type, struct str data);
uint32_t chunk_number(const char *at); /* four bytes, the highest first */

extern const struct str png_signature;

/* For png_create_*_struct_2; memory_ptr is a struct png_memory. */
struct png_memory {
    struct arena *arena;
    size_t left; /* bytes */
};
png_voidp png_memory_take(png_structp png, png_alloc_size_t size);
void png_memory_leave(png_structp png, png_voidp memory); /* the arena keeps it */
void png_fail(png_structp png, png_const_charp why);      /* comes back at png_jmpbuf */
void png_go_on(png_structp png, png_const_charp why);     /* a warning */

struct raster {
    uint32_t width, height;
    int depth, colour_type; /* as IHDR has them */
    const png_color *palette;
    const png_byte *alpha; /* of the colours of the palette */
    int palette_size, alpha_size;
    size_t stride; /* bytes of a row */
    png_byte *rows;
};

/* STR_NONE when it would be larger than `size_max` bytes. */
struct str png_written(struct arena *arena, const struct raster *raster, size_t size_max);
