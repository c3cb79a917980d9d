#include "image/svg-parts.h"

#include <libxml/parser.h>
#include <string.h>

/* Whatever is worked out on the way goes with an arena of its own. */
static enum image_fault
written_anew(struct arena *arena, struct str svg, const char *attributes, struct str inner,
             struct str *anew)
{
    struct arena *work = arena_open(IMAGE_WORK_MAX);
    struct text out = text_new(work);
    xmlDocPtr tree;
    enum image_fault fault = svg_read(work, svg, &tree);

    if (fault == IMAGE_FITS)
        fault = svg_clean(&out, tree, attributes, inner);
    if (fault == IMAGE_FITS && out.size > IMAGE_SVG_SIZE_MAX + inner.size)
        fault = IMAGE_TOO_LARGE;
    if (fault == IMAGE_FITS)
        *anew = arena_copy(arena, text_str(&out));
    arena_close(work);
    return fault;
}

enum image_fault
image_svg_judge(struct arena *arena, struct str svg, struct str *clean)
{
    if (svg.size > IMAGE_SVG_SIZE_MAX)
        return IMAGE_TOO_LARGE;
    return written_anew(arena, svg, "", STR(""), clean);
}

/* JSON stands in one section of text, since some readers take no more than the first. */
bool
svg_credential(struct text *out, const struct image_credential *credential)
{
    const struct image_names *names = &image_names[credential->version];
    bool is_json;
    struct str written = credential_written(out->arena, credential, &is_json);

    if (written.at == NULL)
        return false;
    text_print(out, "<openbadges:%s", names->element);
    if (is_json) {
        text_add(out, STR("><![CDATA["));
        text_add(out, written);
        text_print(out, "]]></openbadges:%s>", names->element);
    } else {
        markup_attribute(out, "verify", written);
        text_add(out, STR("/>"));
    }
    return true;
}

struct str
svg_credential_space(struct arena *arena, const struct image_credential *credential)
{
    return arena_print(arena, " xmlns:openbadges=\"%s\"", image_names[credential->version].space);
}

enum image_fault
image_svg_bake(struct arena *arena, struct str svg, const struct image_credential *credential,
               struct str *baked)
{
    struct text inner = text_new(arena);

    if (!svg_credential(&inner, credential))
        return IMAGE_NO_CREDENTIAL;
    if (svg.size > IMAGE_SVG_BAKED_MAX)
        return IMAGE_TOO_LARGE;
    return written_anew(arena, svg, svg_credential_space(arena, credential).at, text_str(&inner),
                        baked);
}

static void
free_content(void *content)
{
    xmlFree(content);
}

/* Hosted assertions of 2.0 have an address as attribute and their JSON as text: that says more. */
static struct str
text_of(struct arena *work, xmlNodePtr node)
{
    xmlAttrPtr verify = xmlHasProp(node, (const xmlChar *)"verify");
    xmlChar *content = xmlNodeGetContent(node);

    arena_keep(work, content, free_content);
    if (content != NULL && content[strspn((const char *)content, " \t\r\n")] != '\0')
        return str_of((const char *)content);
    if (verify == NULL || verify->children == NULL || verify->children->content == NULL)
        return STR("");
    return str_of((const char *)verify->children->content);
}

static enum image_fault
take_first(struct arena *arena, struct arena *work, xmlDocPtr tree,
           struct image_credential *credential)
{
    xmlNodePtr root = xmlDocGetRootElement(tree), found[2] = {0};

    for (xmlNodePtr node = root; node != NULL; node = svg_next(root, node))
        for (int version = IMAGE_OPEN_BADGES_3; version <= IMAGE_OPEN_BADGES_2; version++)
            if (svg_node_is(node, image_names[version].space, image_names[version].element)) {
                if (found[version] != NULL)
                    return IMAGE_DOUBLED;
                found[version] = node;
            }
    for (int version = IMAGE_OPEN_BADGES_3; version <= IMAGE_OPEN_BADGES_2; version++)
        if (found[version] != NULL)
            return credential_read(arena, (enum image_version)version,
                                   text_of(work, found[version]), credential);
    return IMAGE_NO_CREDENTIAL;
}

enum image_fault
image_svg_unbake(struct arena *arena, struct str svg, struct image_credential *credential)
{
    xmlDocPtr tree;
    enum image_fault fault;

    if (svg.size > IMAGE_SVG_BAKED_MAX)
        return IMAGE_TOO_LARGE;

    struct arena *work = arena_open(IMAGE_WORK_MAX);

    fault = svg_read(work, svg, &tree);
    if (fault == IMAGE_FITS)
        fault = take_first(arena, work, tree, credential);
    arena_close(work);
    return fault;
}
