/*
 * tree: members of documents as JSON-LD lets them stand: one alone is the same as a list of it; for
 * this room alone.
 */
#pragma once

#include "json/tree.h"

const struct json_tree *judge_object(const struct json_tree *tree, const char *name);
const struct json_tree *judge_each(const struct json_tree *tree, const char *name);
const struct json_tree *judge_next(const struct json_tree *tree, const char *name,
                                   const struct json_tree *one);
/* The id of a member that is an object, or a text which is the id; STR_NONE. */
struct str judge_id(const struct json_tree *tree, const char *name);
bool judge_has_type(const struct json_tree *tree, const char *type);
const struct json_tree *
judge_subject(const struct json_tree *credential); /* the only one, or NULL */
