/*
 * multipart: forms with files in them (RFC 7578), as browsers send them.
 *
 * Strict: each part begins with its delimiter at the start of a line, has a head of at most
 * MULTIPART_HEAD_MAX bytes with one Content-Disposition of "form-data" that names it, and nothing
 * stands outside of the parts. What does not keep to that is no form. Contents are views of the
 * body.
 */
#pragma once

#include "base/arena.h"

enum {
    MULTIPART_PARTS_MAX = 16,
    MULTIPART_HEAD_MAX = 2048,   /* bytes of the head of a part */
    MULTIPART_BOUNDARY_MAX = 70, /* RFC 2046 section 5.1.1 */
};

struct multipart_part {
    struct str name;
    struct str file;    /* its name, as the browser gave it; STR_NONE of what is no file */
    struct str type;    /* of a file, or STR_NONE */
    struct str content; /* any bytes */
};

struct multipart {
    size_t count;
    struct multipart_part parts[MULTIPART_PARTS_MAX];
};

bool is_multipart(struct str content_type); /* multipart/form-data */

/* False when it is no such form, or has more parts. */
bool multipart_read(struct arena *arena, struct str content_type, struct str body,
                    struct multipart *form);

/* All parts that are no files, as application/x-www-form-urlencoded. */
struct str multipart_fields(struct arena *arena, const struct multipart *form);

/* The part with a file of this name, or NULL when it is not there or nothing was chosen. */
const struct multipart_part *multipart_file(const struct multipart *form, const char *name);
