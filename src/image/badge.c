#include "image/letters.h"

#include <math.h>

enum { MIDDLE = 300, ICON_MIDDLE = 170, NAME_MIDDLE = 335, ORGANISATION_MIDDLE = 458 };

static const char *const shapes[] = {
    [IMAGE_CIRCLE] = "M300 10a290 290 0 1 1 0 580a290 290 0 1 1 0-580z",
    [IMAGE_HEXAGON] = "M300 8L553 154V446L300 592L47 446V154z",
    [IMAGE_SHIELD] = "M300 12L558 84V300C558 450 430 550 300 590C170 550 42 450 42 300V84z",
    [IMAGE_SQUARE] = "M75 15H525q60 0 60 60V525q0 60-60 60H75q-60 0-60-60V75q0-60 60-60z",
};

/* Drawn in a square of 100, of which the middle is 50. */
static const char *const icons[] = {
    [IMAGE_INITIALS] = NULL,
    [IMAGE_STAR] = "M50 4L63 36L97 38L71 60L80 94L50 75L20 94L29 60L3 38L37 36z",
    [IMAGE_BOOK] = "M47 22Q28 8 4 14V82Q28 76 47 90zM53 22Q72 8 96 14V82Q72 76 53 90z",
    [IMAGE_HEART] = "M50 92C20 68 4 52 4 32C4 6 38 2 50 26C62 2 96 6 96 32C96 52 80 68 50 92z",
    [IMAGE_LEAF] = "M92 8C40 8 8 32 10 70L4 92L14 94L22 80C66 84 92 56 92 8zM70 30L26 72z",
    [IMAGE_TICK] = "M40 88L6 54L20 40L40 60L80 14L96 27z",
};

/* The share of light of sRGB (WCAG 2.2, relative luminance). */
static double
luminance(uint32_t colour)
{
    static const double shares[] = {0.0722, 0.7152, 0.2126};
    double sum = 0;

    for (int i = 0; i < 3; i++) {
        double part = (colour >> (8 * i) & 0xff) / 255.0;

        sum += shares[i] * (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

/* Dark letters and white ones are as well to read where the luminance is 0.18. */
static const char *
ink_on(uint32_t colour)
{
    return luminance(colour) > 0.18 ? "#000000" : "#ffffff";
}

static void
add_line(struct text *out, struct str line, unsigned y, unsigned size)
{
    text_print(out, "<text x=\"%d\" y=\"%u\" font-size=\"%u\"%s>", MIDDLE, y, size,
               letters_go_left(line) ? " direction=\"rtl\"" : "");
    text_add_markup(out, line);
    text_add(out, STR("</text>"));
}

/* A capital reaches some seven tenths of the size above its line. */
static void
add_lines(struct text *out, const struct lines *lines, unsigned middle)
{
    unsigned step = lines->size * LINE_PERCENT / 100;
    unsigned first = middle + lines->size * 35 / 100 - (unsigned)(lines->count - 1) * step / 2;

    for (size_t i = 0; i < lines->count; i++)
        add_line(out, lines->at[i], first + (unsigned)i * step, lines->size);
}

static void
add_icon(struct text *out, const struct image_badge *badge, struct str initials, const char *ink)
{
    static const unsigned sizes[] = {120, 90, 60, 0};
    const char *drawn = icons[badge->icon];
    struct lines lines = letters_laid(out->arena, initials, 220, 150, sizes);

    if (drawn == NULL && lines.count > 0) {
        add_lines(out, &lines, ICON_MIDDLE);
        return;
    }
    text_print(out, "<path transform=\"translate(230 %d) scale(1.4)\" fill=\"%s\" d=\"%s\"/>",
               ICON_MIDDLE - 70, ink, drawn == NULL ? icons[IMAGE_STAR] : drawn);
}

static void
add_element(struct text *out, const char *name, struct str text)
{
    text_print(out, "<%s>", name);
    text_add_markup(out, text);
    text_print(out, "</%s>", name);
}

struct str
image_badge_svg(struct arena *arena, const struct image_badge *badge)
{
    static const unsigned name_sizes[] = {56, 48, 42, 36, 31, 27, 24, 0}, small[] = {28, 24, 21, 0};
    struct text out = text_new(arena);
    struct str name = markup_plain(arena, badge->name);
    struct str organisation = markup_plain(arena, badge->organisation);
    struct str initials = badge->initials.at == NULL ? letters_initials(arena, name)
                                                     : markup_plain(arena, badge->initials);
    struct lines names = letters_laid(arena, name, 430, 160, name_sizes);
    struct lines organisations = letters_laid(arena, organisation, 330, 68, small);
    const char *ink = ink_on(badge->colour), *shape = shapes[badge->shape];

    text_add(&out, STR("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    if (badge->language.at != NULL)
        markup_attribute(&out, "xml:lang", markup_plain(arena, badge->language));
    text_add(&out, STR(" width=\"600\" height=\"600\" viewBox=\"0 0 600 600\" role=\"img\">"));
    add_element(&out, "title", name);
    add_element(&out, "desc",
                badge->description.at == NULL ? organisation
                                              : markup_plain(arena, badge->description));
    text_print(&out, "<path fill=\"#%06x\" d=\"%s\"/>", badge->colour & 0xffffff, shape);
    text_print(&out,
               "<path transform=\"translate(18 18) scale(.94)\" fill=\"none\" stroke=\"%s\" "
               "stroke-width=\"5\" stroke-opacity=\".5\" d=\"%s\"/>",
               ink, shape);
    text_print(&out,
               "<g fill=\"%s\" text-anchor=\"middle\" font-weight=\"bold\" "
               "font-family=\"DejaVu Sans, Noto Sans, Noto Sans Arabic, Arial, sans-serif\">",
               ink);
    add_icon(&out, badge, initials, ink);
    add_lines(&out, &names, NAME_MIDDLE);
    add_lines(&out, &organisations, ORGANISATION_MIDDLE);
    text_add(&out, STR("</g></svg>\n"));
    return text_str(&out);
}
