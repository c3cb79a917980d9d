#include "image/parts.h"

#include <cairo.h>
#include <librsvg/rsvg.h>

static void
end_handle(void *handle)
{
    g_object_unref(handle);
}

static void
end_surface(void *surface)
{
    cairo_surface_destroy(surface);
}

static void
end_drawing(void *drawing)
{
    cairo_destroy(drawing);
}

static cairo_status_t
hear(void *who, const unsigned char *bytes, unsigned size)
{
    struct text *out = who;

    text_add(out, (struct str){(const char *)bytes, size});
    return CAIRO_STATUS_SUCCESS;
}

/* Both sides in pixels, of which the longer one is `side`. */
static bool
sides_of(RsvgHandle *handle, int side, RsvgRectangle *sides)
{
    gboolean has_width, has_height, has_box;
    RsvgLength width, height;
    RsvgRectangle box;

    rsvg_handle_get_intrinsic_dimensions(handle, &has_width, &width, &has_height, &height, &has_box,
                                         &box);
    if (!has_box || !(box.width > 0) || !(box.height > 0))
        return false;

    double longer = box.width > box.height ? box.width : box.height;

    *sides = (RsvgRectangle){0, 0, box.width / longer * side, box.height / longer * side};
    return true;
}

static bool
draw(struct arena *work, struct str svg, int side, struct text *out)
{
    RsvgRectangle sides;
    RsvgHandle *handle = rsvg_handle_new_from_data((const unsigned char *)svg.at, svg.size, NULL);

    if (handle == NULL)
        return false;
    arena_keep(work, handle, end_handle);
    if (!sides_of(handle, side, &sides))
        return false;

    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_ARGB32, (int)(sides.width + 0.999), (int)(sides.height + 0.999));

    arena_keep(work, surface, end_surface);

    cairo_t *drawing = cairo_create(surface);

    arena_keep(work, drawing, end_drawing);
    return rsvg_handle_render_document(handle, drawing, &sides, NULL) &&
           cairo_surface_write_to_png_stream(surface, hear, out) == CAIRO_STATUS_SUCCESS;
}

struct str
image_svg_png(struct arena *arena, struct str svg, int side)
{
    struct arena *work = arena_open(IMAGE_WORK_MAX);
    struct text out = text_new(work);
    struct str png = STR_NONE;

    if (side >= IMAGE_SIDE_MIN && side <= IMAGE_RENDERED_MAX && draw(work, svg, side, &out))
        png = arena_copy(arena, text_str(&out));
    arena_close(work);
    return png;
}
