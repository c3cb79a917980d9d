#include "image/png-parts.h"

#include <setjmp.h>
#include <string.h>

enum {
    CHUNKS_MAX = 4096,
    MEMORY_MAX = 8 << 20,     /* bytes for libpng, beside the picture */
    CLEAN_SIZE_MAX = 4 << 20, /* bytes: packing anew may take more than a patient packer did */
};

struct reading {
    struct str rest;
};

static void
give(png_structp png, png_bytep bytes, size_t size)
{
    struct reading *reading = png_get_io_ptr(png);

    if (size > reading->rest.size)
        png_error(png, "it ends early");
    memcpy(bytes, reading->rest.at, size);
    reading->rest = str_from(reading->rest, size);
}

static enum image_fault
judge_sides(struct str head)
{
    if (head.size != 13)
        return IMAGE_UNREADABLE;

    uint32_t width = chunk_number(head.at), height = chunk_number(head.at + 4);

    if (width < IMAGE_SIDE_MIN || height < IMAGE_SIDE_MIN || width > IMAGE_SIDE_MAX ||
        height > IMAGE_SIDE_MAX || (uint64_t)width * height > IMAGE_PIXELS_MAX)
        return IMAGE_BAD_SIDES;
    return IMAGE_FITS;
}

/* Without what is not needed to draw it: all that is left to libpng is to unpack it. */
static enum image_fault
strip(struct str png, struct text *bare)
{
    enum { HEAD, BEFORE, WITHIN, AFTER, END } place = HEAD;
    struct chunk chunk;

    if (!chunk_begin(&png))
        return IMAGE_UNREADABLE;
    text_add(bare, png_signature);
    for (size_t count = 0; place != END; count++) {
        if (count == CHUNKS_MAX)
            return IMAGE_TOO_COMPLEX;
        if (!chunk_next(&png, &chunk) || (place == HEAD) != chunk_is(&chunk, "IHDR"))
            return IMAGE_UNREADABLE;
        if (place == HEAD) {
            enum image_fault fault = judge_sides(chunk.data);

            if (fault != IMAGE_FITS)
                return fault;
            place = BEFORE;
        } else if (chunk_is(&chunk, "IDAT")) {
            if (place == AFTER)
                return IMAGE_UNREADABLE;
            place = WITHIN;
        } else if (chunk_is(&chunk, "IEND")) {
            place = END;
        } else {
            place = place == WITHIN ? AFTER : place;
            if (!chunk_is(&chunk, "PLTE") && !chunk_is(&chunk, "tRNS"))
                continue;
        }
        text_add(bare, chunk.whole);
    }
    return IMAGE_FITS;
}

/* A palette stays one; all else has its transparency as a channel. */
static void
choose_form(png_structp png, png_infop info, struct raster *raster)
{
    raster->colour_type = png_get_color_type(png, info);
    png_set_scale_16(png);
    if (raster->colour_type != PNG_COLOR_TYPE_PALETTE && png_get_valid(png, info, PNG_INFO_tRNS))
        png_set_expand(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    raster->width = png_get_image_width(png, info);
    raster->height = png_get_image_height(png, info);
    raster->depth = png_get_bit_depth(png, info);
    raster->colour_type = png_get_color_type(png, info);
    raster->stride = png_get_rowbytes(png, info);
    if (raster->colour_type == PNG_COLOR_TYPE_PALETTE) {
        png_colorp palette = NULL;
        png_bytep alpha = NULL;

        png_get_PLTE(png, info, &palette, &raster->palette_size);
        png_get_tRNS(png, info, &alpha, &raster->alpha_size, NULL);
        raster->palette = palette;
        raster->alpha = alpha;
    }
}

static bool
read_all(struct arena *work, png_structp png, png_infop info, struct raster *raster)
{
    if (setjmp(png_jmpbuf(png)))
        return false;
    png_read_info(png, info);
    choose_form(png, info, raster);
    raster->rows = arena_take(work, raster->stride * raster->height, 1);

    png_bytepp rows = arena_list(work, png_bytep, raster->height);

    for (uint32_t y = 0; y < raster->height; y++)
        rows[y] = raster->rows + y * raster->stride;
    png_read_image(png, rows);
    png_read_end(png, NULL);
    return true;
}

static enum image_fault
draw_anew(struct arena *work, struct str bare, struct str *clean)
{
    struct png_memory memory = {work, MEMORY_MAX};
    struct reading reading = {bare};
    struct raster raster = {0};
    png_structp png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, NULL, png_fail, png_go_on,
                                               &memory, png_memory_take, png_memory_leave);
    png_infop info = png == NULL ? NULL : png_create_info_struct(png);

    if (info == NULL)
        return IMAGE_UNREADABLE;
    png_set_read_fn(png, &reading, give);

    bool readable = read_all(work, png, info, &raster);

    if (readable)
        *clean = png_written(work, &raster, CLEAN_SIZE_MAX);
    png_destroy_read_struct(&png, &info, NULL);
    if (!readable)
        return IMAGE_UNREADABLE;
    return clean->at == NULL ? IMAGE_TOO_LARGE : IMAGE_FITS;
}

enum image_fault
image_png_judge(struct arena *arena, struct str png, struct str *clean)
{
    if (png.size > IMAGE_SIZE_MAX)
        return IMAGE_TOO_LARGE;

    struct arena *work = arena_open(IMAGE_WORK_MAX);
    struct text bare = text_new(work);
    enum image_fault fault = strip(png, &bare);

    if (fault == IMAGE_FITS)
        fault = draw_anew(work, text_str(&bare), clean);
    if (fault == IMAGE_FITS)
        *clean = arena_copy(arena, *clean);
    arena_close(work);
    return fault;
}
