/*
 * parts: what the files of this room share among them.
 *
 * Texts are views into what was given, or live in the arena.
 */
#pragma once

#include "base/text.h"
#include "image/image.h"

/* credential.c */
struct image_names {
    const char *keyword;         /* of a chunk of PNG */
    const char *space, *element; /* of an element of SVG */
};
extern const struct image_names image_names[]; /* by image_version */

/*
 * What is baked of it, in ASCII; STR_NONE when it is no credential. `is_json` when it begins an
 * object: then it stands as text, and as an attribute else.
 */
struct str credential_written(struct arena *arena, const struct image_credential *credential,
                              bool *is_json);

/* Of what stands in a picture: IMAGE_NO_CREDENTIAL when it cannot be one at all. */
enum image_fault credential_read(struct arena *arena, enum image_version version, struct str text,
                                 struct image_credential *credential);

/* markup.c */
void markup_attribute(struct text *out, const char *name, struct str value); /* name="value" */

/* One line without what XML cannot hold, what is no UTF-8, and turns of direction. */
struct str markup_plain(struct arena *arena, struct str text);
bool markup_is_utf8(struct str text);
