/* An SVG for a badge whose picture is a PNG: it shows that and has it within, so that it needs
 * nothing else. */
#include "image/png-parts.h"
#include "image/svg-parts.h"

#include "base/coding.h"

enum { HEAD_SIZE = 8 + 4 + 4 + 8 }; /* the signature, then of IHDR: length, type, both sides */

bool
image_png_sides(struct str png, uint32_t *width, uint32_t *height)
{
    if (png.size < HEAD_SIZE || !str_starts(png, png_signature))
        return false;
    *width = chunk_number(png.at + 16);
    *height = chunk_number(png.at + 20);
    return true;
}

struct str
image_svg_around(struct arena *arena, struct str png, struct str title, struct str language,
                 const struct image_credential *credential)
{
    struct text out = text_new(arena), inner = text_new(arena);
    uint32_t width, height;

    if (!image_png_sides(png, &width, &height) ||
        (credential != NULL && !svg_credential(&inner, credential)))
        return STR_NONE;
    text_add(&out, STR("<svg xmlns=\"" SVG_SPACE "\" xmlns:xlink=\"" XLINK_SPACE "\""));
    if (credential != NULL)
        text_add(&out, svg_credential_space(arena, credential));
    if (language.at != NULL)
        markup_attribute(&out, "xml:lang", markup_plain(arena, language));
    text_print(&out, " width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\" role=\"img\">", width,
               height, width, height);
    text_add(&out, text_str(&inner));
    text_add(&out, STR("<title>"));
    text_add_markup(&out, markup_plain(arena, title));
    text_print(&out, "</title><image width=\"%u\" height=\"%u\" xlink:href=\"", width, height);
    text_add(&out, STR("data:image/png;base64,"));
    text_add(&out, coding_base64(arena, png));
    text_add(&out, STR("\"/></svg>\n"));
    return text_str(&out);
}
