/* Pictures that somebody might upload, made for tests of the room image. */
#pragma once

#include "image/image.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

extern struct arena *arena; /* of the test that runs */
int open_arena(void **state);
int close_arena(void **state);

struct picture {
    uint32_t width, height;
    int depth, colour_type, interlaced;
    struct str before, after; /* whole chunks before and after those of the picture */
    struct str plan;          /* pixels packed, when they are not to be right ones */
};

struct str picture_png(const struct picture *picture);
struct str picture_plain(void); /* 96 by 96, in colours */
struct str chunk_of(const char *type, struct str data);
struct str packed(struct str bytes); /* by zlib */
struct str joined(struct str a, struct str b);
struct str zeros(size_t size);

bool contains(struct str text, const char *part);
size_t chunks_of(struct str png, const char *type); /* how many; fails when it is no PNG */
