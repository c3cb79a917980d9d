#include "image/png-parts.h"

#include <string.h>
#include <zlib.h>

enum { CHUNKS_MAX = 16384, ZLIB_MEMORY_MAX = 1 << 20 };

/* The text of a chunk with text, and the version that its keyword is for. */
struct found {
    bool is_text; /* of a credential */
    enum image_version version;
    struct str text; /* STR_NONE when it cannot be read */
};

static void *
zlib_take(void *who, unsigned count, unsigned size)
{
    return arena_take(who, (size_t)count * size, alignof(max_align_t));
}

static void
zlib_leave(void *who, void *memory)
{
    (void)who;
    (void)memory;
}

/* STR_NONE when it is cut off, no such stream, or larger than a credential may be. */
static struct str
unpacked(struct arena *arena, struct str packed)
{
    struct arena *work = arena_open(ZLIB_MEMORY_MAX);
    z_stream stream = {.zalloc = zlib_take, .zfree = zlib_leave, .opaque = work};
    struct text out = text_new(arena);
    char piece[8192];
    int state = inflateInit(&stream);

    stream.next_in = (unsigned char *)(uintptr_t)packed.at;
    stream.avail_in = (unsigned)packed.size;
    while (state == Z_OK && out.size <= IMAGE_CREDENTIAL_MAX) {
        stream.next_out = (unsigned char *)piece;
        stream.avail_out = sizeof(piece);
        state = inflate(&stream, Z_NO_FLUSH);
        text_add(&out, (struct str){piece, sizeof(piece) - stream.avail_out});
    }
    inflateEnd(&stream);
    arena_close(work);
    return state == Z_STREAM_END && out.size <= IMAGE_CREDENTIAL_MAX ? text_str(&out) : STR_NONE;
}

/* After the keyword: two bytes of compression, a language, the keyword in it, and the text. */
static struct str
international(struct arena *arena, struct str rest)
{
    struct str language, keyword;

    if (rest.size < 2)
        return STR_NONE;

    char is_packed = rest.at[0], method = rest.at[1];

    rest = str_from(rest, 2);
    if (!str_cut(&rest, '\0', &language) || !str_cut(&rest, '\0', &keyword) || rest.at == NULL)
        return STR_NONE;
    if (is_packed == 0)
        return rest;
    return is_packed == 1 && method == 0 ? unpacked(arena, rest) : STR_NONE;
}

static struct found
look(struct arena *arena, const struct chunk *chunk, bool read)
{
    struct found found = {0};
    struct str rest = chunk->data, keyword;

    if (!chunk_is(chunk, "iTXt") && !chunk_is(chunk, "tEXt"))
        return found;
    if (memchr(rest.at, '\0', rest.size) == NULL || !str_cut(&rest, '\0', &keyword))
        return found;
    for (int version = IMAGE_OPEN_BADGES_3; version <= IMAGE_OPEN_BADGES_2; version++)
        if (str_same(keyword, str_of(image_names[version].keyword))) {
            found.is_text = true;
            found.version = (enum image_version)version;
        }
    if (found.is_text && read)
        found.text = chunk_is(chunk, "iTXt") ? international(arena, rest) : rest;
    return found;
}

static struct str
text_chunk(struct arena *arena, const char *keyword, struct str text)
{
    struct text data = text_new(arena);

    text_add(&data, str_of(keyword));
    text_add(&data, STR("\0\0\0\0\0"));
    text_add(&data, text);
    return text_str(&data);
}

/* Walks over the chunks of a PNG; `each` may end the walk with a fault. */
static enum image_fault
walk(struct str png, enum image_fault (*each)(void *who, const struct chunk *chunk), void *who)
{
    struct chunk chunk = {0};

    if (png.size > IMAGE_BAKED_MAX)
        return IMAGE_TOO_LARGE;
    if (!chunk_begin(&png))
        return IMAGE_UNREADABLE;
    for (size_t count = 0; count == 0 || !chunk_is(&chunk, "IEND"); count++) {
        if (count == CHUNKS_MAX)
            return IMAGE_TOO_COMPLEX;
        if (!chunk_next(&png, &chunk) || (count == 0) != chunk_is(&chunk, "IHDR"))
            return IMAGE_UNREADABLE;

        enum image_fault fault = each(who, &chunk);

        if (fault != IMAGE_FITS)
            return fault;
    }
    return IMAGE_FITS;
}

struct baking {
    struct text out;
    struct str data; /* of the new chunk */
};

/* Right after the head, where whoever reads from the front has it first. */
static enum image_fault
bake_chunk(void *who, const struct chunk *chunk)
{
    struct baking *baking = who;

    if (!look(baking->out.arena, chunk, false).is_text)
        text_add(&baking->out, chunk->whole);
    if (chunk_is(chunk, "IHDR"))
        chunk_add(&baking->out, "iTXt", baking->data);
    return IMAGE_FITS;
}

enum image_fault
image_png_bake(struct arena *arena, struct str png, const struct image_credential *credential,
               struct str *baked)
{
    struct arena *work = arena_open(IMAGE_WORK_MAX);
    struct baking baking = {.out = text_new(work)};
    bool is_json;
    struct str written = credential_written(work, credential, &is_json);
    enum image_fault fault = written.at == NULL ? IMAGE_NO_CREDENTIAL : IMAGE_FITS;

    if (fault == IMAGE_FITS) {
        baking.data = text_chunk(work, image_names[credential->version].keyword, written);
        text_add(&baking.out, png_signature);
        fault = walk(png, bake_chunk, &baking);
    }
    if (fault == IMAGE_FITS)
        *baked = arena_copy(arena, text_str(&baking.out));
    arena_close(work);
    return fault;
}

struct unbaking {
    struct arena *work;
    struct found texts[2]; /* by version */
};

static enum image_fault
unbake_chunk(void *who, const struct chunk *chunk)
{
    struct unbaking *unbaking = who;
    struct found found = look(unbaking->work, chunk, true);

    if (!found.is_text)
        return IMAGE_FITS;
    if (unbaking->texts[found.version].is_text)
        return IMAGE_DOUBLED;
    if (found.text.at == NULL)
        return IMAGE_UNREADABLE;
    unbaking->texts[found.version] = found;
    return IMAGE_FITS;
}

enum image_fault
image_png_unbake(struct arena *arena, struct str png, struct image_credential *credential)
{
    struct unbaking unbaking = {.work = arena_open(IMAGE_WORK_MAX)};
    enum image_fault fault = walk(png, unbake_chunk, &unbaking);
    const struct found *best = &unbaking.texts[IMAGE_OPEN_BADGES_3];

    if (!best->is_text)
        best = &unbaking.texts[IMAGE_OPEN_BADGES_2];
    if (fault == IMAGE_FITS && !best->is_text)
        fault = IMAGE_NO_CREDENTIAL;
    if (fault == IMAGE_FITS)
        fault = credential_read(arena, best->version, best->text, credential);
    arena_close(unbaking.work);
    return fault;
}
