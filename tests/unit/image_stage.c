#include "image_stage.h"

#include "image/png-parts.h"

#include <string.h>
#include <zlib.h>

struct arena *arena;

int
open_arena(void **state)
{
    (void)state;
    arena = arena_open(512 << 20);
    return 0;
}

int
close_arena(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

struct str
joined(struct str a, struct str b)
{
    struct text out = text_new(arena);

    text_add(&out, a);
    text_add(&out, b);
    return text_str(&out);
}

struct str
zeros(size_t size)
{
    return (struct str){arena_take(arena, size + 1, 1), size};
}

struct str
chunk_of(const char *type, struct str data)
{
    struct text out = text_new(arena);

    chunk_add(&out, type, data);
    return text_str(&out);
}

struct str
packed(struct str bytes)
{
    unsigned long size = compressBound(bytes.size);
    unsigned char *at = arena_take(arena, size, 1);

    assert_int_equal(compress2(at, &size, (const unsigned char *)bytes.at, bytes.size, 9), Z_OK);
    return (struct str){(char *)at, size};
}

/* Each row begins with a filter of 0; what is seen is a slope from dark to light. */
static struct str
slope(const struct picture *picture)
{
    static const unsigned channels[] = {1, 0, 3, 1, 2, 0, 4};
    size_t bits = channels[picture->colour_type] * (size_t)picture->depth;
    size_t stride = 1 + (picture->width * bits + 7) / 8;
    char *at = arena_take(arena, stride * picture->height, 1);
    /* Indexes stay within a palette of four. */
    unsigned limit = picture->colour_type == 3 && picture->depth == 8 ? 4 : 256;

    for (uint32_t y = 0; y < picture->height; y++)
        for (size_t i = 1; i < stride; i++)
            at[y * stride + i] = (char)((y + i) % limit);
    return (struct str){at, stride * picture->height};
}

struct str
picture_png(const struct picture *picture)
{
    uint32_t width = picture->width, height = picture->height;
    char head[] = {(char)(width >> 24),
                   (char)(width >> 16),
                   (char)(width >> 8),
                   (char)width,
                   (char)(height >> 24),
                   (char)(height >> 16),
                   (char)(height >> 8),
                   (char)height,
                   (char)picture->depth,
                   (char)picture->colour_type,
                   0,
                   0,
                   (char)picture->interlaced};
    struct text out = text_new(arena);
    struct str plan = picture->plan.at == NULL ? slope(picture) : picture->plan;

    text_add(&out, png_signature);
    chunk_add(&out, "IHDR", (struct str){head, sizeof(head)});
    text_add(&out, picture->before);
    chunk_add(&out, "IDAT", packed(plan));
    text_add(&out, picture->after);
    chunk_add(&out, "IEND", STR(""));
    return text_str(&out);
}

struct str
picture_plain(void)
{
    return picture_png(&(struct picture){.width = 96, .height = 96, .depth = 8, .colour_type = 2});
}

bool
contains(struct str text, const char *part)
{
    return memmem(text.at, text.size, part, strlen(part)) != NULL;
}

size_t
chunks_of(struct str png, const char *type)
{
    struct chunk chunk = {0};
    size_t count = 0;

    assert_true(chunk_begin(&png));
    while (png.size > 0) {
        assert_true(chunk_next(&png, &chunk));
        count += chunk_is(&chunk, type);
    }
    return count;
}
