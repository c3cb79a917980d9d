#include "pack/parts.h"

#include <string.h>

enum { FILE_SIZE = 30, ENTRY_SIZE = 46, END_SIZE = 22, COMMENT_MAX = 65535 };
enum { ENCRYPTED = 1, FLAGS_AT = 8 };

static uint32_t
number(struct str bytes, size_t at, size_t count)
{
    uint32_t whole = 0;

    for (size_t i = 0; i < count; i++)
        whole |= (uint32_t)(unsigned char)bytes.at[at + i] << (8 * i);
    return whole;
}

/* A view of `size` bytes; STR_NONE when they do not lie within. */
static struct str
piece(struct str bytes, size_t at, size_t size)
{
    if (at > bytes.size || size > bytes.size - at)
        return STR_NONE;
    return (struct str){bytes.at + at, size};
}

bool
pack_is(struct str bytes)
{
    return bytes.size >= END_SIZE &&
           (number(bytes, 0, 4) == PACK_FILE || number(bytes, 0, 4) == PACK_END);
}

/* The last record of the file: a comment may follow, of which the record says how long it is. */
static struct str
find_end(struct str bytes)
{
    size_t least = bytes.size > END_SIZE + COMMENT_MAX ? bytes.size - END_SIZE - COMMENT_MAX : 0;

    for (size_t at = bytes.size - END_SIZE + 1; at-- > least;)
        if (number(bytes, at, 4) == PACK_END &&
            number(bytes, at + 20, 2) == bytes.size - at - END_SIZE)
            return piece(bytes, at, END_SIZE);
    return STR_NONE;
}

/* What stands before the file has its own name, which may be of another length. */
static struct str
packed_of(struct str bytes, struct str entry)
{
    size_t at = number(entry, 42, 4), size = number(entry, 20, 4);
    struct str head = piece(bytes, at, FILE_SIZE);

    if (head.at == NULL || number(head, 0, 4) != PACK_FILE)
        return STR_NONE;
    return piece(bytes, at + FILE_SIZE + number(head, 26, 2) + number(head, 28, 2), size);
}

static struct str
unpacked(struct arena *arena, struct str bytes, struct str entry)
{
    struct str packed = packed_of(bytes, entry), whole = STR_NONE;
    size_t size = number(entry, 24, 4);
    uint32_t method = number(entry, 10, 2);

    if (packed.at == NULL || (number(entry, FLAGS_AT, 2) & ENCRYPTED) != 0 || size > PACK_FILE_MAX)
        return STR_NONE;
    if (method == PACK_STORED && packed.size == size)
        whole = packed;
    else if (method == PACK_DEFLATED)
        whole = pack_inflate(arena, packed, size);
    return whole.at != NULL && pack_crc(whole) == number(entry, 16, 4) ? whole : STR_NONE;
}

/* A name is for people to see alone, and never one of a file here. */
static struct str
name_of(struct arena *arena, struct str name)
{
    size_t size = name.size > PACK_NAME_MAX ? PACK_NAME_MAX : name.size;
    struct str shown = arena_copy(arena, (struct str){name.at, size});

    for (size_t i = 0; i < size; i++)
        if (shown.at[i] < ' ' || shown.at[i] > '~')
            ((char *)(uintptr_t)shown.at)[i] = '?';
    return shown;
}

/* The entry at the start of the directory, which is cut off; STR_NONE when there is none. */
static struct str
cut_entry(struct str *directory, struct str *name)
{
    struct str entry = piece(*directory, 0, ENTRY_SIZE);
    size_t size;

    if (entry.at == NULL || number(entry, 0, 4) != PACK_ENTRY)
        return STR_NONE;
    size = ENTRY_SIZE + number(entry, 28, 2) + number(entry, 30, 2) + number(entry, 32, 2);
    *name = piece(*directory, ENTRY_SIZE, number(entry, 28, 2));
    if (name->at == NULL || size > directory->size)
        return STR_NONE;
    *directory = str_from(*directory, size);
    return entry;
}

bool
pack_read(struct arena *arena, struct str bytes, struct pack_file **files, size_t *count)
{
    struct str end = pack_is(bytes) ? find_end(bytes) : STR_NONE, directory, name;
    size_t entries = end.at == NULL ? 0 : number(end, 10, 2), room = PACK_UNPACKED_MAX;

    if (end.at == NULL || entries > PACK_FILES_MAX || number(end, 4, 4) != 0)
        return false;
    directory = piece(bytes, number(end, 16, 4), number(end, 12, 4));
    *files = arena_list(arena, struct pack_file, entries + 1);
    *count = 0;
    for (size_t i = 0; i < entries; i++) {
        struct str entry = directory.at == NULL ? STR_NONE : cut_entry(&directory, &name);

        if (entry.at == NULL || number(entry, 24, 4) > room)
            return false;
        room -= number(entry, 24, 4);
        if (name.size > 0 && name.at[name.size - 1] == '/')
            continue;
        (*files)[(*count)++] =
            (struct pack_file){name_of(arena, name), unpacked(arena, bytes, entry)};
    }
    return true;
}
