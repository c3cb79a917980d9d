#include "image/svg-parts.h"

#include <libxml/parser.h>
#include <string.h>

/* What stands behind the next `mark`, or nothing. */
static struct str
behind(struct str text, const char *mark)
{
    const char *found = memmem(text.at, text.size, mark, strlen(mark));

    return found == NULL ? STR("") : str_from(text, (size_t)(found - text.at) + strlen(mark));
}

/* "<!DOCTYPE svg PUBLIC '..' '..'>" is what old programs write, and says nothing to us. */
static bool
defines(struct str type)
{
    char quote = '\0';

    for (size_t i = 0; i < type.size; i++) {
        char c = type.at[i];

        if (quote != '\0')
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '[')
            return true;
        else if (c == '>')
            return false;
    }
    return true;
}

/*
 * Before the root there may be comments and instructions. Whether a document type defines
 * anything is seen before it is read, so that nothing of it is ever worked out.
 */
static bool
declares(struct str text)
{
    for (;;) {
        while (text.size > 0 && memchr(" \t\r\n", text.at[0], 4) != NULL)
            text = str_from(text, 1);
        if (str_starts(text, STR("<?")))
            text = behind(text, "?>");
        else if (str_starts(text, STR("<!--")))
            text = behind(text, "-->");
        else
            return str_starts(text, STR("<!")) && defines(text);
    }
}

/*
 * Counted before a tree is made of it: a node takes fifty times what it is written with, and each
 * attribute of an element is held against all the others. A value holds no "<".
 */
static bool
is_crowded(struct str text)
{
    size_t tags = 0, attributes = 0;

    for (size_t i = 0; i < text.size; i++) {
        tags += text.at[i] == '<';
        attributes = text.at[i] == '<' ? 0 : attributes + (text.at[i] == '=');
        if (tags > 2 * SVG_NODES_MAX || attributes > SVG_ATTRIBUTES_MAX)
            return true;
    }
    return false;
}

static void
free_tree(void *tree)
{
    xmlFreeDoc(tree);
}

/* The last one that was entered is left when it has no more below it. */
xmlNodePtr
svg_next(xmlNodePtr root, xmlNodePtr node)
{
    if (node->type == XML_ELEMENT_NODE && node->children != NULL)
        return node->children;
    while (node != root && node->next == NULL)
        node = node->parent;
    return node == root ? NULL : node->next;
}

bool
svg_node_is(xmlNodePtr node, const char *space, const char *name)
{
    return node->type == XML_ELEMENT_NODE && node->ns != NULL &&
           strcmp((const char *)node->ns->href, space) == 0 &&
           strcmp((const char *)node->name, name) == 0;
}

static size_t
depth_of(xmlNodePtr root, xmlNodePtr node)
{
    size_t depth = 0;

    for (; node != root; node = node->parent)
        depth++;
    return depth;
}

static enum image_fault
judge_tree(xmlDocPtr tree)
{
    xmlNodePtr root = xmlDocGetRootElement(tree);
    size_t count = 0;

    if (tree->intSubset != NULL && tree->intSubset->children != NULL)
        return IMAGE_DECLARES;
    if (root == NULL || !svg_node_is(root, SVG_SPACE, "svg"))
        return IMAGE_UNREADABLE;
    for (xmlNodePtr node = root; node != NULL; node = svg_next(root, node)) {
        if (++count > SVG_NODES_MAX || depth_of(root, node) > SVG_DEPTH_MAX)
            return IMAGE_TOO_COMPLEX;
        if (node->type == XML_ENTITY_REF_NODE)
            return IMAGE_DECLARES;
    }
    return IMAGE_FITS;
}

enum image_fault
svg_read(struct arena *arena, struct str svg, xmlDocPtr *tree)
{
    const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;

    if (str_starts(svg, STR("\xef\xbb\xbf")))
        svg = str_from(svg, 3);
    if (!markup_is_utf8(svg))
        return IMAGE_UNREADABLE;
    if (declares(svg))
        return IMAGE_DECLARES;
    if (is_crowded(svg))
        return IMAGE_TOO_COMPLEX;
    /* The encoding that is given here counts, whatever the text says of itself. */
    *tree = xmlReadMemory(svg.at, (int)svg.size, NULL, "UTF-8", options);
    if (*tree == NULL)
        return IMAGE_UNREADABLE;
    arena_keep(arena, *tree, free_tree);
    return judge_tree(*tree);
}
