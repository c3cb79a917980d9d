/*
 * tree: a JSON text as a tree in an arena, for documents that no shape describes.
 *
 * The text has passed json/scan.h before, so its depth, its names and its numbers are bounded and
 * no name stands twice in an object. Members and items are lists in the order of the text.
 */
#pragma once

#include "base/arena.h"
#include "json/scan.h"

enum json_kind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_LIST,
    JSON_OBJECT
};

struct json_tree {
    enum json_kind kind;
    struct str name; /* of a member, as it is meant; STR_NONE of an item and at the top */
    struct str text; /* what a string means; a number as it stands; else STR_NONE */
    const struct json_tree *first, *next; /* the first in it, and the one after it */
};

/* PROBLEM_NONE or PROBLEM_MALFORMED_JSON, and then `fault` says why. The texts are views of `json`
   where nothing in them was escaped. */
enum problem json_tree_read(struct arena *arena, struct str json, const struct json_tree **tree,
                            struct scan_fault *fault);

/* The member of an object; NULL when it has none of this name, or is no object. */
const struct json_tree *json_tree_member(const struct json_tree *object, struct str name);

/* What a member means that is a string; else STR_NONE. */
struct str json_tree_text(const struct json_tree *object, const char *name);

/* The object without the member, and with it, first of all; what they hold is shared. */
const struct json_tree *json_tree_without(struct arena *arena, const struct json_tree *object,
                                          struct str name);
const struct json_tree *json_tree_with(struct arena *arena, const struct json_tree *object,
                                       struct str name, const struct json_tree *value);
