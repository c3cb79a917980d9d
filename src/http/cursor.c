#include "http/cursor.h"

#include "base/coding.h"
#include "base/text.h"
#include "keys/keys.h"

#include <assert.h>

enum { SEAL_SIZE = 8, HEAD_SIZE = 1 + SEAL_SIZE };

/* Of what a cursor says; another one means that old cursors are none of ours any more. */
static const char version = 1;

/* The size of `list` stands before it, so that no part of a place can pass for part of a list. */
static struct str
seal_of(struct arena *arena, struct str key, struct str list, struct str place)
{
    struct text text = text_new(arena);
    struct str seal;

    text_print(&text, "cursor %d %zu ", version, list.size);
    text_add(&text, list);
    text_add(&text, place);
    seal = keys_hmac_sha256(arena, key, text_str(&text));
    assert(seal.size == KEYS_SHA256_SIZE);
    return (struct str){seal.at, SEAL_SIZE};
}

struct str
cursor_write(struct arena *arena, struct str key, struct str list, struct str place)
{
    struct text text = text_new(arena);

    text_add(&text, (struct str){&version, 1});
    text_add(&text, seal_of(arena, key, list, place));
    text_add(&text, place);
    return coding_base64url(arena, text_str(&text));
}

struct str
cursor_read(struct arena *arena, struct str key, struct str list, struct str cursor)
{
    struct str bytes = coding_from_base64url(arena, cursor), place;

    if (bytes.size < HEAD_SIZE || bytes.at[0] != version)
        return STR_NONE;
    place = str_from(bytes, HEAD_SIZE);
    if (!keys_equal(seal_of(arena, key, list, place), (struct str){bytes.at + 1, SEAL_SIZE}))
        return STR_NONE;
    return arena_copy(arena, place);
}
