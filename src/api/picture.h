/*
 * picture: badges as pictures: as they were uploaded or, where none was, drawn from what their
 * documents say. Each version of a badge keeps its own, and so does what was awarded.
 *
 * A drawn SVG is put together at once. A drawn PNG takes a core some 30 ms, and what is baked into
 * an uploaded picture is read and written whole: that waits for its turn (turn.h), and when too
 * many wait it says PROBLEM_BUSY. An uploaded SVG was drawn when it came: who reads it draws
 * nothing.
 */
#pragma once

#include "api/api.h"
#include "image/image.h"

#define PICTURE_SVG "image/svg+xml"
#define PICTURE_PNG "image/png"

enum {
    PICTURE_SIDE = 600,         /* pixels of the longer side of what is drawn */
    PICTURE_KEPT_MAX = 1 << 20, /* bytes of an uploaded one, made anew; the table has the same */
};

/*
 * 200 with the picture of a badge, as one of these types; NULL is the one that it was uploaded as,
 * or an SVG. The document is an Achievement, or an OpenBadgeCredential; `baked` is what is in the
 * picture byte for byte, or NULL.
 */
struct reply picture_reply(struct call *call, const char *type, struct str document,
                           const struct image_credential *baked);

/* Gives a badge a picture, which is judged and made anew, and takes it away. */
extern const struct shape picture_note;
struct reply picture_put(struct call *call);
struct reply picture_delete(struct call *call);
