/*
 * pack: files in one file, as ZIP (PKWARE's APPNOTE 6.3.9), whole in memory.
 *
 * Written are files as they are, without compression, so that their bytes can be found in it. Read
 * is what others packed as well, compressed or not; all of it is the stranger's choice, so it has
 * an end in files and in bytes, and what is encrypted, split or larger than 4 GiB is refused.
 */
#pragma once

#include "base/text.h"

enum {
    PACK_FILES_MAX = 400,        /* folders count */
    PACK_FILE_MAX = 3 << 20,     /* bytes of one that is read, unpacked */
    PACK_UNPACKED_MAX = 8 << 20, /* bytes of all that are read, unpacked */
    PACK_NAME_MAX = 200,
};

struct pack_file {
    struct str name, bytes; /* of what is read, STR_NONE: it is damaged or of another kind */
};

/* At most PACK_FILES_MAX files with names in ASCII; `now` is the moment they are dated by. */
struct str pack_write(struct arena *arena, const struct pack_file *files, size_t count,
                      int64_t now);

/* Whether bytes begin as such a file does. */
bool pack_is(struct str bytes);

/*
 * The files in it, without folders; a name is cut to PACK_NAME_MAX, and holds nothing but ASCII
 * that can be shown. False when it is no such file, or too much. The bytes are views of it, or live
 * in the arena.
 */
bool pack_read(struct arena *arena, struct str bytes, struct pack_file **files, size_t *count);
