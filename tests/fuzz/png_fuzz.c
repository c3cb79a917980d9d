/*
 * Whatever the bytes, a PNG that is taken comes out as one that is taken again and stays the same,
 * with nothing but what draws it; and what is baked into it is read out of it. Checksums are put
 * right first, since no chance would find them.
 */
#include "image/png-parts.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The same chunks with right checksums; what is no chunk any more stays as it is. */
static struct str
mended(struct arena *arena, struct str png)
{
    struct text out = text_new(arena);
    struct str rest = png;

    if (!chunk_begin(&rest))
        return png;
    text_add(&out, png_signature);
    while (rest.size >= 12 && chunk_number(rest.at) <= rest.size - 12) {
        size_t size = chunk_number(rest.at);
        struct str type = arena_copy(arena, (struct str){rest.at + 4, 4});

        if (strlen(type.at) != 4)
            break;
        chunk_add(&out, type.at, (struct str){rest.at + 8, size});
        rest = str_from(rest, size + 12);
    }
    text_add(&out, rest);
    return text_str(&out);
}

static void
judge(struct arena *arena, struct str png)
{
    static const struct image_credential credential = {
        IMAGE_OPEN_BADGES_3, {"a.b.c", 5}
    };
    struct image_credential found;
    struct str clean, again, baked, rest;
    struct chunk chunk;

    if (image_png_judge(arena, png, &clean) != IMAGE_FITS)
        return;
    assert(image_png_judge(arena, clean, &again) == IMAGE_FITS && str_same(clean, again));
    for (rest = clean, assert(chunk_begin(&rest)); rest.size > 0;) {
        assert(chunk_next(&rest, &chunk));
        assert(chunk_is(&chunk, "IHDR") || chunk_is(&chunk, "PLTE") || chunk_is(&chunk, "tRNS") ||
               chunk_is(&chunk, "IDAT") || chunk_is(&chunk, "IEND"));
    }
    assert(image_png_bake(arena, png, &credential, &baked) == IMAGE_FITS);
    assert(image_png_unbake(arena, baked, &found) == IMAGE_FITS);
    assert(str_same(found.text, credential.text));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(256 << 20);
    struct str png = mended(arena, (struct str){(const char *)data, size});
    struct image_credential found;

    judge(arena, png);
    if (image_png_unbake(arena, png, &found) == IMAGE_FITS)
        assert(found.text.size > 0 && found.text.size <= IMAGE_CREDENTIAL_MAX);
    arena_close(arena);
    return 0;
}
