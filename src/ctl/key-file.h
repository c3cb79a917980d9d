/*
 * key-file: the file with the key that seals the secrets of the database.
 */
#pragma once

#include "base/arena.h"

/*
 * The key of the file; makes the file when there is none, for its owner to
 * write and the group of its folder to read. STR_NONE and `why` on failure.
 */
struct str key_file_ensure(struct arena *arena, struct str path, struct str *why);
