#include "image/png-parts.h"

#include <setjmp.h>

enum { MEMORY_MAX = 8 << 20, LEVEL = 6 };

struct writing {
    struct text text;
    size_t size_max;
};

static void
hear(png_structp png, png_bytep bytes, size_t size)
{
    struct writing *writing = png_get_io_ptr(png);

    if (size > writing->size_max - writing->text.size)
        png_error(png, "it is too large");
    text_add(&writing->text, (struct str){(const char *)bytes, size});
}

static void
flush(png_structp png)
{
    (void)png;
}

static bool
write_all(png_structp png, png_infop info, const struct raster *raster)
{
    if (setjmp(png_jmpbuf(png)))
        return false;
    png_set_compression_level(png, LEVEL);
    png_set_IHDR(png, info, raster->width, raster->height, raster->depth, raster->colour_type,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (raster->palette_size > 0)
        png_set_PLTE(png, info, raster->palette, raster->palette_size);
    if (raster->alpha_size > 0)
        png_set_tRNS(png, info, raster->alpha, raster->alpha_size, NULL);
    png_write_info(png, info);
    for (uint32_t y = 0; y < raster->height; y++)
        png_write_row(png, raster->rows + y * raster->stride);
    png_write_end(png, NULL);
    return true;
}

struct str
png_written(struct arena *arena, const struct raster *raster, size_t size_max)
{
    struct png_memory memory = {arena, MEMORY_MAX};
    struct writing writing = {text_new(arena), size_max};
    png_structp png = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, NULL, png_fail, png_go_on,
                                                &memory, png_memory_take, png_memory_leave);
    png_infop info = png == NULL ? NULL : png_create_info_struct(png);

    if (info == NULL)
        return STR_NONE;
    png_set_write_fn(png, &writing, hear, flush);

    bool written = write_all(png, info, raster);

    png_destroy_write_struct(&png, &info);
    return written ? text_str(&writing.text) : STR_NONE;
}
