#include "image/png-parts.h"

#include <qrencode.h>
#include <string.h>

enum { QUIET = 4, PIXELS_MAX = 20 }; /* modules of white around it; pixels of a module */

static void
end_code(void *code)
{
    QRcode_free(code);
}

/* Level M: a code is still read with a seventh of it spoilt. */
static const QRcode *
code_of(struct arena *arena, struct str text)
{
    if (text.size == 0 || text.size > IMAGE_QR_SIZE_MAX)
        return NULL;

    QRcode *code =
        QRcode_encodeData((int)text.size, (const unsigned char *)text.at, 0, QR_ECLEVEL_M);

    if (code != NULL)
        arena_keep(arena, code, end_code);
    return code;
}

static bool
is_dark(const QRcode *code, int x, int y)
{
    return x >= 0 && y >= 0 && x < code->width && y < code->width &&
           (code->data[y * code->width + x] & 1) != 0;
}

/* Dark modules that stand beside each other are one rectangle. */
static void
add_modules(struct text *out, const QRcode *code)
{
    for (int y = 0; y < code->width; y++)
        for (int x = 0, start = 0; x < code->width; x = start + 1) {
            for (start = x; is_dark(code, start, y); start++)
                ;
            if (start > x)
                text_print(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, start - x, start - x);
        }
}

struct str
image_qr_svg(struct arena *arena, struct str text, struct str title)
{
    struct text out = text_new(arena);
    const QRcode *code = code_of(arena, text);

    if (code == NULL)
        return STR_NONE;

    int side = code->width + 2 * QUIET;

    text_print(&out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
               "shape-rendering=\"crispEdges\"><title>",
               side, side);
    text_add_markup(&out, markup_plain(arena, title));
    text_print(&out, "</title><rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", side, side);
    text_add(&out, STR("<path fill=\"#000000\" d=\""));
    add_modules(&out, code);
    text_add(&out, STR("\"/></svg>\n"));
    return text_str(&out);
}

struct str
image_qr_png(struct arena *arena, struct str text, int pixels)
{
    const QRcode *code = code_of(arena, text);

    if (code == NULL || pixels < 1 || pixels > PIXELS_MAX)
        return STR_NONE;

    int side = (code->width + 2 * QUIET) * pixels;
    size_t stride = (size_t)(side + 7) / 8;
    struct arena *work = arena_open(IMAGE_WORK_MAX);
    png_byte *rows = arena_take(work, stride * (size_t)side, 1);
    struct raster raster = {.width = (uint32_t)side,
                            .height = (uint32_t)side,
                            .depth = 1,
                            .colour_type = PNG_COLOR_TYPE_GRAY,
                            .stride = stride,
                            .rows = rows};

    memset(rows, 0xff, stride * (size_t)side);
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
            if (is_dark(code, x / pixels - QUIET, y / pixels - QUIET))
                rows[(size_t)y * stride + (size_t)x / 8] &= (png_byte) ~(0x80 >> x % 8);

    struct str png = png_written(work, &raster, IMAGE_BAKED_MAX);

    if (png.at != NULL)
        png = arena_copy(arena, png);
    arena_close(work);
    return png;
}
