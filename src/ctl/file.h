/*
 * file: files that the operator names.
 */
#pragma once

#include "base/arena.h"

enum { FILE_JSON_MAX = 4 << 20 }; /* bytes */

/* A file that is one JSON text; STR_NONE, and `why` in one sentence, when it is not. */
struct str file_json(struct arena *arena, const char *path, struct str *why);

/* `path`, or `name` in it when it is a folder. */
const char *file_in(struct arena *arena, struct str path, const char *name);
