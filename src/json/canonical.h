/*
 * canonical: JSON in the one form that RFC 8785 (JCS) gives it, to be hashed or signed.
 */
#pragma once

#include "base/text.h"
#include "json/tree.h"

/* Adds the value; names are sorted by their UTF-16 code units, numbers are written as ECMAScript
   writes them. */
void json_canonical(struct text *text, const struct json_tree *tree);
