#include "image/svg-parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum part_kind { DRAWS, HOLDS, WRITES, REFERS, CLIPS };

/* What draws without running, fetching, or drawing itself over and over. */
static const struct part {
    const char *name;
    enum part_kind kind;
} parts[] = {
    {"circle",         DRAWS },
    {"clipPath",       CLIPS },
    {"defs",           HOLDS },
    {"desc",           WRITES},
    {"ellipse",        DRAWS },
    {"g",              HOLDS },
    {"line",           DRAWS },
    {"linearGradient", REFERS},
    {"path",           DRAWS },
    {"polygon",        DRAWS },
    {"polyline",       DRAWS },
    {"radialGradient", REFERS},
    {"rect",           DRAWS },
    {"stop",           DRAWS },
    {"text",           WRITES},
    {"title",          WRITES},
    {"tspan",          WRITES},
    {"use",            REFERS},
};

struct cleaning {
    struct text *out;
    bool in_clip;
    size_t uses;
    xmlNodePtr root;
};

static struct str
str_of_xml(const xmlChar *text)
{
    return text == NULL ? STR("") : str_of((const char *)text);
}

static const struct part *
part_of(xmlNodePtr node)
{
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (str_same(str_of_xml(node->name), str_of(parts[i].name)))
            return &parts[i];
    return NULL;
}

static bool
has_id(xmlNodePtr node, struct str id)
{
    if (node->type == XML_ELEMENT_NODE)
        for (xmlAttrPtr one = node->properties; one != NULL; one = one->next)
            if (str_same(str_of_xml(one->name), STR("id")) && one->children != NULL &&
                str_same(str_of_xml(one->children->content), id))
                return true;
    return false;
}

/* A use of what uses again would double with each step, and one of what is around it never end. */
static bool
is_used_simply(xmlNodePtr root, struct str id)
{
    for (xmlNodePtr node = root; node != NULL; node = svg_next(root, node)) {
        if (!has_id(node, id))
            continue;
        for (xmlNodePtr below = node; below != NULL; below = svg_next(node, below))
            if (svg_node_is(below, SVG_SPACE, "use"))
                return false;
    }
    return true;
}

static enum image_fault
add_reference(struct cleaning *cleaning, const struct part *part, struct str value)
{
    if (part == NULL || part->kind != REFERS || !svg_is_reference(value))
        return IMAGE_ACTIVE;
    if (strcmp(part->name, "use") == 0 && (cleaning->in_clip || ++cleaning->uses > SVG_USES_MAX ||
                                           !is_used_simply(cleaning->root, str_from(value, 1))))
        return IMAGE_TOO_COMPLEX;
    markup_attribute(cleaning->out, "xlink:href", value);
    return IMAGE_FITS;
}

static enum image_fault
add_value(struct cleaning *cleaning, const char *name, struct str value)
{
    bool is_style = strcmp(name, "style") == 0;
    struct text style = {0};
    enum svg_verdict verdict;

    if (is_style) {
        style = text_new(cleaning->out->arena);
        verdict = svg_judge_style(&style, value);
        value = text_str(&style);
    } else {
        verdict = svg_judge_value(str_of(name), value);
    }
    if (verdict == SVG_REFUSE)
        return IMAGE_ACTIVE;
    /* Clips that are clipped by clips double as well. */
    if (verdict == SVG_KEEP && cleaning->in_clip &&
        (strcmp(name, "clip-path") == 0 ||
         (is_style && memmem(value.at, value.size, "clip-path", 9) != NULL)))
        return IMAGE_TOO_COMPLEX;
    if (verdict == SVG_KEEP)
        markup_attribute(cleaning->out, name, value);
    return IMAGE_FITS;
}

static enum image_fault
add_attributes(struct cleaning *cleaning, const struct part *part, xmlNodePtr node)
{
    bool refers = false;

    for (xmlAttrPtr one = node->properties; one != NULL; one = one->next) {
        const char *space = one->ns == NULL ? "" : (const char *)one->ns->href;
        const char *name = (const char *)one->name;
        struct str value = one->children == NULL ? STR("") : str_of_xml(one->children->content);
        enum image_fault fault = IMAGE_FITS;

        if (strcmp(name, "href") == 0 && (*space == '\0' || strcmp(space, XLINK_SPACE) == 0)) {
            if (!refers)
                fault = add_reference(cleaning, part, value);
            refers = true;
        } else if (*space == '\0') {
            fault = add_value(cleaning, name, value);
        } else if (strcmp(space, (const char *)XML_XML_NAMESPACE) == 0 &&
                   (strcmp(name, "lang") == 0 || strcmp(name, "space") == 0)) {
            markup_attribute(cleaning->out, name[0] == 'l' ? "xml:lang" : "xml:space", value);
        }
        if (fault != IMAGE_FITS)
            return fault;
    }
    return IMAGE_FITS;
}

static enum image_fault add_inner(struct cleaning *cleaning, xmlNodePtr node, bool writes);

/* What is of another namespace is not drawn, and is left out. */
static enum image_fault
add_element(struct cleaning *cleaning, xmlNodePtr node)
{
    bool in_clip = cleaning->in_clip;
    const struct part *part = part_of(node);
    enum image_fault fault;

    if (node->ns == NULL || strcmp((const char *)node->ns->href, SVG_SPACE) != 0 ||
        strcmp((const char *)node->name, "metadata") == 0)
        return IMAGE_FITS;
    if (part == NULL)
        return strcmp((const char *)node->name, "script") == 0 ? IMAGE_ACTIVE : IMAGE_UNKNOWN_PART;
    cleaning->in_clip = in_clip || part->kind == CLIPS;
    text_print(cleaning->out, "<%s", part->name);
    fault = add_attributes(cleaning, part, node);
    text_add(cleaning->out, STR(">"));
    if (fault == IMAGE_FITS)
        fault = add_inner(cleaning, node, part->kind == WRITES);
    text_print(cleaning->out, "</%s>", part->name);
    cleaning->in_clip = in_clip;
    return fault;
}

/* The depth was bounded when the tree was read. */
static enum image_fault
add_inner(struct cleaning *cleaning, xmlNodePtr node, bool writes)
{
    for (xmlNodePtr below = node->children; below != NULL; below = below->next) {
        enum image_fault fault = IMAGE_FITS;

        if (below->type == XML_ELEMENT_NODE)
            fault = add_element(cleaning, below);
        else if (writes && (below->type == XML_TEXT_NODE || below->type == XML_CDATA_SECTION_NODE))
            text_add_markup(cleaning->out, str_of_xml(below->content));
        if (fault != IMAGE_FITS)
            return fault;
    }
    return IMAGE_FITS;
}

static double
side(xmlNodePtr root, const char *name, int place)
{
    xmlAttrPtr attribute = xmlHasProp(root, (const xmlChar *)name);
    const char *at = attribute == NULL || attribute->children == NULL
                         ? ""
                         : (const char *)attribute->children->content;
    double value = -1;

    for (int i = 0; i <= place; i++) {
        char *end;

        value = strtod(at, &end);
        if (end == at)
            return -1;
        at = end + strspn(end, " ,\n\r\t");
    }
    return value;
}

static bool
are_sides(double width, double height)
{
    static const double side_max = 100000;

    return width > 0 && height > 0 && width <= side_max && height <= side_max;
}

/* Without a box of its own a picture has that of its sides, so that it can be shown at any size. */
static bool
add_box(struct text *out, xmlNodePtr root)
{
    double width = side(root, "width", 0), height = side(root, "height", 0);

    if (xmlHasProp(root, (const xmlChar *)"viewBox") != NULL)
        return are_sides(side(root, "viewBox", 2), side(root, "viewBox", 3));
    if (!are_sides(width, height))
        return false;
    text_print(out, " viewBox=\"0 0 %d %d\"", (int)ceil(width), (int)ceil(height));
    return true;
}

enum image_fault
svg_clean(struct text *out, xmlDocPtr tree, const char *attributes, struct str inner)
{
    struct cleaning cleaning = {.out = out, .root = xmlDocGetRootElement(tree)};
    enum image_fault fault;

    text_add(out, STR("<svg xmlns=\"" SVG_SPACE "\" xmlns:xlink=\"" XLINK_SPACE "\""));
    text_add(out, str_of(attributes));
    if (!add_box(out, cleaning.root))
        return IMAGE_BAD_SIDES;
    fault = add_attributes(&cleaning, NULL, cleaning.root);
    if (fault != IMAGE_FITS)
        return fault;
    text_add(out, STR(">"));
    text_add(out, inner);
    fault = add_inner(&cleaning, cleaning.root, false);
    text_add(out, STR("</svg>\n"));
    return fault;
}
