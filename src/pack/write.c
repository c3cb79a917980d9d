#include "pack/parts.h"

#include "base/clock.h"

#include <assert.h>

/* All numbers are little-endian. */
static void
add_number(struct text *out, uint32_t number, size_t bytes)
{
    char at[4];

    for (size_t i = 0; i < bytes; i++)
        at[i] = (char)(number >> (8 * i));
    text_add(out, (struct str){at, bytes});
}

static uint32_t
digits(struct str text, size_t from, size_t count)
{
    uint32_t number = 0;

    for (size_t i = 0; i < count; i++)
        number = number * 10 + (uint32_t)(text.at[from + i] - '0');
    return number;
}

/* Two seconds are the finest that a date of MS-DOS knows. */
static uint32_t
dos_time(struct arena *arena, int64_t now)
{
    struct str text = clock_text(arena, now);
    uint32_t date = (digits(text, 0, 4) - 1980) << 9 | digits(text, 5, 2) << 5 | digits(text, 8, 2);
    uint32_t hour = digits(text, 11, 2) << 11 | digits(text, 14, 2) << 5 | digits(text, 17, 2) / 2;

    return date << 16 | hour;
}

struct written {
    uint32_t crc, at;
};

/* What stands before the file, and again in the directory at the end. */
static void
add_facts(struct text *out, const struct pack_file *file, struct written written, uint32_t time)
{
    add_number(out, PACK_VERSION, 2);
    add_number(out, 0, 2); /* no flags */
    add_number(out, PACK_STORED, 2);
    add_number(out, time, 4);
    add_number(out, written.crc, 4);
    add_number(out, (uint32_t)file->bytes.size, 4);
    add_number(out, (uint32_t)file->bytes.size, 4);
    add_number(out, (uint32_t)file->name.size, 2);
    add_number(out, 0, 2); /* nothing beside */
}

static void
add_entry(struct text *out, const struct pack_file *file, struct written written, uint32_t time)
{
    add_number(out, PACK_ENTRY, 4);
    add_number(out, PACK_VERSION, 2);
    add_facts(out, file, written, time);
    add_number(out, 0, 2); /* no comment */
    add_number(out, 0, 2); /* one disk */
    add_number(out, 0, 2);
    add_number(out, 0, 4);
    add_number(out, written.at, 4);
    text_add(out, file->name);
}

struct str
pack_write(struct arena *arena, const struct pack_file *files, size_t count, int64_t now)
{
    struct text out = text_new(arena);
    uint32_t time = dos_time(arena, now), directory;
    struct written written[PACK_FILES_MAX];

    assert(count <= PACK_FILES_MAX);
    for (size_t i = 0; i < count; i++) {
        written[i] = (struct written){pack_crc(files[i].bytes), (uint32_t)out.size};
        add_number(&out, PACK_FILE, 4);
        add_facts(&out, &files[i], written[i], time);
        text_add(&out, files[i].name);
        text_add(&out, files[i].bytes);
    }
    directory = (uint32_t)out.size;
    for (size_t i = 0; i < count; i++)
        add_entry(&out, &files[i], written[i], time);

    uint32_t size = (uint32_t)out.size - directory;

    add_number(&out, PACK_END, 4);
    add_number(&out, 0, 4); /* one disk */
    add_number(&out, (uint32_t)count, 2);
    add_number(&out, (uint32_t)count, 2);
    add_number(&out, size, 4);
    add_number(&out, directory, 4);
    add_number(&out, 0, 2); /* no comment */
    return text_str(&out);
}
