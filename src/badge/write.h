/*
 * write: JSON objects, member by member; for this room alone.
 */
#pragma once

#include "base/text.h"

#include <stdbool.h>

/* A comma, unless an object or list has just begun. */
void write_next(struct text *text);
void write_name(struct text *text, const char *name); /* "name": */
void write_raw(struct text *text, const char *name, struct str json);
/* Nothing when the value is STR_NONE. */
void write_member(struct text *text, const char *name, struct str value);
/* What stands in a JSON list or object, as further items or members; STR_NONE has nothing. */
void write_inside(struct text *text, struct str json);
void write_types(struct text *text, const char *first, const char *second); /* the latter or NULL */
void write_contexts(struct text *text, const char *const *urls);            /* ended by NULL */
