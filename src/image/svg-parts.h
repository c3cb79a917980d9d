/*
 * svg-parts: an SVG as a tree, and what of it is kept.
 */
#pragma once

#include "image/parts.h"

#include <libxml/tree.h>

enum { SVG_DEPTH_MAX = 32, SVG_NODES_MAX = 20000, SVG_USES_MAX = 64, SVG_ATTRIBUTES_MAX = 1024 };

#define SVG_SPACE   "http://www.w3.org/2000/svg"
#define XLINK_SPACE "http://www.w3.org/1999/xlink"

/*
 * The tree of what is UTF-8, whole, without definitions of its own, with SVG as its root, and
 * within the limits above. It ends with the arena.
 */
enum image_fault svg_read(struct arena *arena, struct str svg, xmlDocPtr *tree);

/* The node after this one in the order of the text, within `root`; NULL after the last. */
xmlNodePtr svg_next(xmlNodePtr root, xmlNodePtr node);
bool svg_node_is(xmlNodePtr node, const char *space, const char *name);

/* svg-clean.c: written anew, with `inner` right after the start of the root. */
enum image_fault svg_clean(struct text *out, xmlDocPtr tree, const char *attributes,
                           struct str inner);

/* svg.c: what is baked, as an element and as the attribute that declares its prefix; false of what
 * is no credential. */
bool svg_credential(struct text *out, const struct image_credential *credential);
struct str svg_credential_space(struct arena *arena, const struct image_credential *credential);

/* svg-value.c */
enum svg_verdict { SVG_KEEP, SVG_DROP, SVG_REFUSE };

/* An attribute without a namespace, or of a declaration of a style. */
enum svg_verdict svg_judge_value(struct str name, struct str value);

/* "a: b; c: d" without what is not known. */
enum svg_verdict svg_judge_style(struct text *out, struct str style);
bool svg_is_reference(struct str value); /* "#name" */
