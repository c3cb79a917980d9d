#include "ld/dataset.h"

#include <string.h>

enum { ENTRIES_FIRST = 128, QUADS_FIRST = 128 };

struct ld_dataset *
ld_dataset_new(struct arena *arena)
{
    struct ld_dataset *dataset = arena_new(arena, struct ld_dataset);

    *dataset = (struct ld_dataset){
        .arena = arena,
        .seed = (uint64_t)(uintptr_t)&dataset * UINT64_C(0xd6e8feb86659fd93),
        .entries = arena_list(arena, struct ld_entry, ENTRIES_FIRST),
        .quads = arena_list(arena, struct ld_quad, QUADS_FIRST),
        .entry_count = 1,
        .entry_room = ENTRIES_FIRST,
        .quad_room = QUADS_FIRST,
        .entry_table = {arena_list(arena, uint32_t, 2 * ENTRIES_FIRST), 2 * ENTRIES_FIRST},
        .quad_table = {arena_list(arena, uint32_t, 2 * QUADS_FIRST),   2 * QUADS_FIRST  },
        .scratch = text_new(arena),
    };
    return dataset;
}

static uint64_t
hash_of(uint64_t seed, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    uint64_t hash = seed ^ size, word;

    for (; size >= sizeof(word); at += sizeof(word), size -= sizeof(word)) {
        memcpy(&word, at, sizeof(word));
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    word = 0;
    memcpy(&word, at, size);
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

static uint64_t
entry_hash(const struct ld_dataset *dataset, size_t index)
{
    return dataset->entries[index].hash;
}

static uint64_t
quad_hash(const struct ld_dataset *dataset, size_t index)
{
    return hash_of(dataset->seed, &dataset->quads[index], sizeof(dataset->quads[index]));
}

/* Room for one more, and all in their places anew when the table had to grow. */
static void
table_room(struct ld_dataset *dataset, struct ld_table *table, size_t first, size_t count,
           uint64_t (*hash)(const struct ld_dataset *dataset, size_t index))
{
    if (2 * (count + 1) <= table->room)
        return;
    table->room *= 2;
    table->slots = arena_list(dataset->arena, uint32_t, table->room);
    for (size_t i = first; i < count; i++) {
        size_t slot = hash(dataset, i) % table->room;

        while (table->slots[slot] != 0)
            slot = (slot + 1) % table->room;
        table->slots[slot] = (uint32_t)i + 1;
    }
}

/* The entry with this text, made when there is none; 0 when the dataset is full. */
static uint32_t
entry_of(struct ld_dataset *dataset, struct str text)
{
    uint64_t hash = hash_of(dataset->seed, text.at, text.size);

    table_room(dataset, &dataset->entry_table, 1, dataset->entry_count, entry_hash);

    struct ld_table *table = &dataset->entry_table;
    size_t slot = hash % table->room;

    for (; table->slots[slot] != 0; slot = (slot + 1) % table->room) {
        const struct ld_entry *entry = &dataset->entries[table->slots[slot] - 1];

        if (entry->hash == hash && str_same(entry->text, text))
            return table->slots[slot] - 1;
    }
    dataset->text_size += text.size;
    dataset->full = dataset->full || dataset->text_size > LD_TEXT_MAX;
    if (dataset->full)
        return LD_NONE;
    dataset->entries = arena_room(dataset->arena, dataset->entries, dataset->entry_count,
                                  &dataset->entry_room, sizeof(*dataset->entries));
    dataset->entries[dataset->entry_count] =
        (struct ld_entry){.text = arena_copy(dataset->arena, text), .hash = hash};
    table->slots[slot] = (uint32_t)dataset->entry_count + 1;
    return (uint32_t)dataset->entry_count++;
}

ld_ref
ld_iri_joined(struct ld_dataset *dataset, struct str head, struct str tail)
{
    dataset->full = dataset->full || head.size + tail.size > LD_TEXT_MAX;
    if (dataset->full)
        return LD_NONE;
    dataset->scratch.size = 0;
    text_add(&dataset->scratch, STR("<"));
    text_add(&dataset->scratch, head);
    text_add(&dataset->scratch, tail);
    text_add(&dataset->scratch, STR(">"));
    return entry_of(dataset, text_str(&dataset->scratch));
}

ld_ref
ld_iri(struct ld_dataset *dataset, struct str iri)
{
    return ld_iri_joined(dataset, iri, STR(""));
}

ld_ref
ld_blank(struct ld_dataset *dataset)
{
    dataset->full = dataset->full || dataset->blank_count == LD_BLANKS_MAX;
    return dataset->full ? LD_NONE : LD_BLANK | (ld_ref)dataset->blank_count++;
}

ld_ref
ld_blank_named(struct ld_dataset *dataset, struct str name)
{
    uint32_t entry = entry_of(dataset, name);

    if (entry != LD_NONE && dataset->entries[entry].blank == LD_NONE)
        dataset->entries[entry].blank = ld_blank(dataset);
    return entry == LD_NONE ? LD_NONE : dataset->entries[entry].blank;
}

/* RDFC-1.0 section 5, canonical N-Quads: ECHAR where there is one, else UCHAR for controls. */
static void
add_escaped(struct text *text, struct str value)
{
    static const char letters[] = "btnfr\"\\", meant[] = "\b\t\n\f\r\"\\";

    for (size_t i = 0, start = 0; i <= value.size && text->size <= LD_TEXT_MAX; i++) {
        unsigned char c = i < value.size ? (unsigned char)value.at[i] : '"';

        if (c >= ' ' && c != '"' && c != '\\' && c != 0x7f)
            continue;
        text_add(text, (struct str){value.at + start, i - start});
        start = i + 1;
        if (i == value.size)
            break;

        const char *found = memchr(meant, c, sizeof(meant) - 1);

        if (found != NULL)
            text_print(text, "\\%c", letters[found - meant]);
        else
            text_print(text, "\\u%04X", c);
    }
}

ld_ref
ld_literal(struct ld_dataset *dataset, struct str value, struct str datatype, struct str language)
{
    struct text *text = &dataset->scratch;

    dataset->full = dataset->full || value.size > LD_TEXT_MAX;
    if (dataset->full)
        return LD_NONE;
    text->size = 0;
    text_add(text, STR("\""));
    add_escaped(text, value);
    text_add(text, STR("\""));
    if (language.at != NULL) {
        text_add(text, STR("@"));
        text_add(text, language);
    } else if (!str_same(datatype, STR(LD_NAMESPACE_XSD "string"))) {
        text_add(text, STR("^^<"));
        text_add(text, datatype);
        text_add(text, STR(">"));
    }
    return entry_of(dataset, text_str(text));
}

void
ld_add(struct ld_dataset *dataset, struct ld_quad quad)
{
    if (dataset->full)
        return;
    table_room(dataset, &dataset->quad_table, 0, dataset->quad_count, quad_hash);

    struct ld_table *table = &dataset->quad_table;
    size_t slot = hash_of(dataset->seed, &quad, sizeof(quad)) % table->room;

    for (; table->slots[slot] != 0; slot = (slot + 1) % table->room)
        if (memcmp(&dataset->quads[table->slots[slot] - 1], &quad, sizeof(quad)) == 0)
            return;
    dataset->full = dataset->quad_count == LD_QUADS_MAX;
    if (dataset->full)
        return;
    dataset->quads = arena_room(dataset->arena, dataset->quads, dataset->quad_count,
                                &dataset->quad_room, sizeof(*dataset->quads));
    dataset->quads[dataset->quad_count] = quad;
    table->slots[slot] = (uint32_t)++dataset->quad_count;
}

struct str
ld_text(const struct ld_dataset *dataset, ld_ref term)
{
    return dataset->entries[term].text;
}

size_t
ld_quads(const struct ld_dataset *dataset)
{
    return dataset->quad_count;
}

size_t
ld_blanks(const struct ld_dataset *dataset)
{
    return dataset->blank_count;
}
