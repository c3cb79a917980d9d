/*
 * picture: badges as pictures, drawn from what their documents say and from nothing else. So what
 * is frozen in the document is frozen in the picture, and nothing is kept.
 *
 * An SVG is put together at once. A PNG takes a core some 30 ms and has to wait for its turn
 * (turn.h); when too many are drawn it says PROBLEM_BUSY.
 */
#pragma once

#include "api/api.h"
#include "image/image.h"

#define PICTURE_SVG "image/svg+xml"
#define PICTURE_PNG "image/png"

/*
 * 200 with the picture of a badge, as one of these types. The document is an Achievement, or an
 * OpenBadgeCredential; `baked` is what is in the picture byte for byte, or NULL.
 */
struct reply picture_reply(struct call *call, const char *type, struct str document,
                           const struct image_credential *baked);
