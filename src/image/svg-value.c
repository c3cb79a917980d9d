#include "image/svg-parts.h"

#include <string.h>

/* Attributes that only say where and how something is drawn; presentation may be in a style too. */
static const char *const kept[] = {
    "alignment-baseline",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "color",
    "cx",
    "cy",
    "d",
    "direction",
    "display",
    "dominant-baseline",
    "dx",
    "dy",
    "fill",
    "fill-opacity",
    "fill-rule",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "fx",
    "fy",
    "gradientTransform",
    "gradientUnits",
    "height",
    "lang",
    "letter-spacing",
    "offset",
    "opacity",
    "points",
    "preserveAspectRatio",
    "r",
    "role",
    "rotate",
    "rx",
    "ry",
    "shape-rendering",
    "spreadMethod",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "text-decoration",
    "transform",
    "unicode-bidi",
    "version",
    "viewBox",
    "visibility",
    "width",
    "word-spacing",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
};

static bool
is_kept(struct str name)
{
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        if (str_same(name, str_of(kept[i])))
            return true;
    return false;
}

static bool
has(struct str text, const char *part)
{
    for (size_t i = 0, size = strlen(part); i + size <= text.size; i++)
        if (str_same_any_case((struct str){text.at + i, size}, str_of(part)))
            return true;
    return false;
}

static bool
is_name(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] <= ' ' || text.at[i] > '~' || strchr("\"'()<>&\\;:", text.at[i]) != NULL)
            return false;
    return text.size > 0 && text.size <= 200;
}

bool
svg_is_reference(struct str value)
{
    return str_starts(value, STR("#")) && is_name(str_from(value, 1));
}

/* url(#name), with what stands after it free of another. */
static bool
is_local_paint(struct str value)
{
    struct str head;

    value = str_trim(value);
    if (!str_starts(value, STR("url(")) || memchr(value.at, ')', value.size) == NULL)
        return false;
    value = str_from(value, 4);
    str_cut(&value, ')', &head);
    head = str_trim(head);
    if (head.size >= 2 && (head.at[0] == '"' || head.at[0] == '\'') &&
        head.at[head.size - 1] == head.at[0])
        head = (struct str){head.at + 1, head.size - 2};
    return svg_is_reference(head) && !has(value, "url") && !has(value, "(");
}

/* What CSS could read as more than it says: escapes, comments, and functions that fetch or run. */
static bool
is_hostile(struct str value)
{
    static const char *const marks[] = {"\\", "/*", "@", "<", "expression", "script:", "data:"};

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
        if (has(value, marks[i]))
            return true;
    return has(value, "url") && !is_local_paint(value);
}

enum svg_verdict
svg_judge_value(struct str name, struct str value)
{
    if (name.size >= 2 && str_same_any_case((struct str){name.at, 2}, STR("on")))
        return SVG_REFUSE;
    if (str_same(name, STR("id")))
        return is_name(value) ? SVG_KEEP : SVG_DROP;
    if (!is_kept(name) && !has(value, "url"))
        return SVG_DROP;
    if (is_hostile(value))
        return SVG_REFUSE;
    return is_kept(name) ? SVG_KEEP : SVG_DROP;
}

enum svg_verdict
svg_judge_style(struct text *out, struct str style)
{
    struct str one, name;

    /* Quotes may hold marks that are no marks, and are not needed. */
    while (str_cut(&style, ';', &one)) {
        if (!str_cut(&one, ':', &name) || one.at == NULL)
            continue;
        name = str_trim(name);
        one = str_trim(one);
        switch (svg_judge_value(name, one)) {
        case SVG_KEEP:
            text_print(out, "%s" STR_FMT ":", out->size == 0 ? "" : ";", STR_ARG(name));
            text_add(out, one);
            break;
        case SVG_DROP:
            break;
        case SVG_REFUSE:
            return SVG_REFUSE;
        }
    }
    return out->size == 0 ? SVG_DROP : SVG_KEEP;
}
