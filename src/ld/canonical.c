#include "base/coding.h"
#include "ld/canon.h"

#include <stdlib.h>
#include <string.h>

enum { LABEL_MAX = 16 }; /* bytes of "_:c14n4095" */

int
ld_order(struct str a, struct str b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size == 0 ? 0 : memcmp(a.at, b.at, size);

    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

struct str
ld_hash_hex(struct ld_canon *canon, struct str bytes)
{
    return coding_hex(canon->arena, canon->hash(canon->arena, bytes));
}

static bool
refuse(struct ld_canon *canon, const char *code, const char *detail)
{
    *canon->fault = (struct ld_fault){code, STR(""), str_of(detail)};
    return false;
}

bool
ld_charge(struct ld_canon *canon, size_t work)
{
    canon->work += work;
    return canon->work <= LD_WORK_MAX ||
           refuse(canon, "too_much_work",
                  "The document's nodes without an id are too alike to be told apart.");
}

/* A term within a line; what a blank node is called there is up to the caller. */
static void
add_term(struct text *text, const struct ld_canon *canon, ld_ref term, struct str blank)
{
    text_add(text, term & LD_BLANK ? blank : ld_text(canon->dataset, term));
    text_add(text, STR(" "));
}

static void
add_line(struct text *text, const struct ld_canon *canon, const struct ld_quad *quad,
         struct str (*name)(const struct ld_canon *canon, uint32_t blank, uint32_t of,
                            char at[LABEL_MAX]),
         uint32_t of)
{
    const ld_ref parts[] = {quad->subject, quad->predicate, quad->object, quad->graph};
    char at[LABEL_MAX];

    for (size_t i = 0; i < 4 && parts[i] != LD_NONE; i++)
        add_term(text, canon, parts[i],
                 parts[i] & LD_BLANK ? name(canon, parts[i] & ~LD_BLANK, of, at) : STR_NONE);
    text_add(text, STR(".\n"));
}

static int
by_bytes(const void *a, const void *b)
{
    return ld_order(*(const struct str *)a, *(const struct str *)b);
}

/* The lines that stand in `text`, each ended, sorted and one after the other. */
static struct str
sorted(struct arena *arena, struct str text, size_t count)
{
    struct str *lines = arena_list(arena, struct str, count + 1);
    char *whole = arena_take(arena, text.size + 1, 1);
    size_t size = 0;

    for (size_t i = 0; i < count; i++) {
        const char *end = memchr(text.at, '\n', text.size);

        lines[i] = (struct str){text.at, (size_t)(end - text.at) + 1};
        text = str_from(text, lines[i].size);
    }
    qsort(lines, count, sizeof(*lines), by_bytes);
    for (size_t i = 0; i < count; size += lines[i++].size)
        memcpy(whole + size, lines[i].at, lines[i].size);
    return (struct str){whole, size};
}

static struct str
one_or_other(const struct ld_canon *canon, uint32_t blank, uint32_t of, char at[LABEL_MAX])
{
    (void)canon;
    (void)at;
    return blank == of ? STR("_:a") : STR("_:z");
}

static struct str
label(const struct ld_canon *canon, uint32_t blank, uint32_t of, char at[LABEL_MAX])
{
    static const char start[] = "_:c14n";
    uint32_t number = canon->labels[blank];
    size_t size = sizeof(start) - 1;

    (void)of;
    memcpy(at, start, size);
    for (uint32_t power = 1000; power > 0; power /= 10)
        if (number >= power || power == 1)
            at[size++] = (char)('0' + number / power % 10);
    return (struct str){at, size};
}

/* Which quads name each blank node; a quad that names one twice counts once. */
static void
gather(struct ld_canon *canon)
{
    const struct ld_dataset *dataset = canon->dataset;

    canon->starts = arena_list(canon->arena, uint32_t, dataset->blank_count + 2);
    canon->quads = arena_list(canon->arena, uint32_t, 3 * dataset->quad_count + 1);
    for (int filling = 0; filling < 2; filling++) {
        for (size_t i = 0; i < dataset->quad_count; i++) {
            const struct ld_quad *quad = &dataset->quads[i];
            ld_ref s = quad->subject, o = quad->object, g = quad->graph;
            const ld_ref parts[] = {s, o == s ? LD_NONE : o, g == s || g == o ? LD_NONE : g};

            for (int j = 0; j < 3; j++)
                if (parts[j] & LD_BLANK) {
                    uint32_t *at = &canon->starts[(parts[j] & ~LD_BLANK) + 1];

                    if (filling)
                        canon->quads[*at] = (uint32_t)i;
                    ++*at;
                }
        }
        /* From counts to where each begins; filling moves them to where each ends. */
        if (!filling) {
            for (size_t i = dataset->blank_count + 1; i > 0; i--)
                canon->starts[i] = canon->starts[i - 1];
            for (size_t i = 1; i <= dataset->blank_count + 1; i++)
                canon->starts[i] += canon->starts[i - 1];
        }
    }
}

/* Hash First Degree Quads, section 4.6. */
static void
hash_first(struct ld_canon *canon)
{
    struct arena *scratch = arena_open(LD_MEMORY_MAX);

    canon->first = arena_list(canon->arena, struct str, canon->dataset->blank_count + 1);
    for (uint32_t i = 0; i < canon->dataset->blank_count; i++) {
        canon->input.size = 0;
        for (uint32_t j = canon->starts[i]; j < canon->starts[i + 1]; j++)
            add_line(&canon->input, canon, &canon->dataset->quads[canon->quads[j]], one_or_other,
                     i);
        canon->first[i] = ld_hash_hex(
            canon, sorted(scratch, text_str(&canon->input), canon->starts[i + 1] - canon->starts[i]));
        arena_reset(scratch);
    }
    arena_close(scratch);
}

struct hashed {
    struct str hash;
    uint32_t blank;
    struct ld_issuer issued;
};

static int
by_hash(const void *a, const void *b)
{
    return ld_order(((const struct hashed *)a)->hash, ((const struct hashed *)b)->hash);
}

static void
name(struct ld_canon *canon, uint32_t blank)
{
    if (canon->labels[blank] == LD_UNNAMED)
        canon->labels[blank] = canon->label_count++;
}

/* Section 4.4.3, step 5: blank nodes of one first-degree hash. */
static bool
tell_apart(struct ld_canon *canon, struct hashed *group, size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        struct ld_issuer given = {NULL, 0, 0};
        const struct ld_issuer *issued;

        if (canon->labels[group[i].blank] != LD_UNNAMED)
            continue;
        ld_issue(canon, &given, group[i].blank);
        if (!ld_n_degree(canon, group[i].blank, &given, &group[found].hash, &issued) ||
            !ld_charge(canon, issued->count))
            return false;
        group[found].issued = (struct ld_issuer){NULL, 0, 0};
        for (size_t j = 0; j < issued->count; j++)
            ld_issue(canon, &group[found].issued, issued->order[j]);
        found++;
    }
    qsort(group, found, sizeof(*group), by_hash);
    for (size_t i = 0; i < found; i++)
        for (size_t j = 0; j < group[i].issued.count; j++)
            name(canon, group[i].issued.order[j]);
    return true;
}

static bool
name_blanks(struct ld_canon *canon)
{
    size_t count = canon->dataset->blank_count, end;
    struct hashed *list = arena_list(canon->arena, struct hashed, count + 1);

    for (uint32_t i = 0; i < count; i++)
        list[i] = (struct hashed){.hash = canon->first[i], .blank = i};
    qsort(list, count, sizeof(*list), by_hash);
    for (size_t i = 0; i < count; i++)
        if ((i == 0 || !str_same(list[i].hash, list[i - 1].hash)) &&
            (i + 1 == count || !str_same(list[i].hash, list[i + 1].hash)))
            name(canon, list[i].blank);
    for (size_t i = 0; i < count; i = end) {
        for (end = i + 1; end < count && str_same(list[end].hash, list[i].hash);)
            end++;
        if (end - i > 1 && !tell_apart(canon, list + i, end - i))
            return false;
    }
    return true;
}

static bool
is_short(struct ld_canon *canon)
{
    const struct ld_dataset *dataset = canon->dataset;
    size_t size = 0;

    for (size_t i = 0; i < dataset->quad_count && size <= LD_TEXT_MAX; i++) {
        const struct ld_quad *quad = &dataset->quads[i];
        const ld_ref parts[] = {quad->subject, quad->predicate, quad->object, quad->graph};

        for (int j = 0; j < 4; j++)
            size += parts[j] & LD_BLANK ? LABEL_MAX : ld_text(dataset, parts[j]).size + 1;
    }
    return size <= LD_TEXT_MAX ||
           refuse(canon, "too_many", "The document as N-Quads is longer than is read here.");
}

static struct str
write_all(struct ld_canon *canon, struct arena *arena)
{
    const struct ld_dataset *dataset = canon->dataset;

    canon->input.size = 0;
    for (size_t i = 0; i < dataset->quad_count; i++)
        add_line(&canon->input, canon, &dataset->quads[i], label, 0);
    return sorted(arena, text_str(&canon->input), dataset->quad_count);
}

struct str
ld_canonical(struct arena *arena, const struct ld_dataset *dataset, ld_hash *hash,
             const uint32_t **labels, struct ld_fault *fault)
{
    struct arena *work = arena_open(LD_MEMORY_MAX);
    struct ld_canon *canon = arena_new(work, struct ld_canon);
    struct str whole = STR_NONE;

    *canon = (struct ld_canon){.arena = work,
                               .dataset = dataset,
                               .hash = hash,
                               .fault = fault,
                               .input = text_new(work)};
    canon->labels = arena_list(arena, uint32_t, dataset->blank_count + 1);
    memset(canon->labels, 0xff, dataset->blank_count * sizeof(*canon->labels));
    if (is_short(canon)) {
        gather(canon);
        hash_first(canon);
        if (name_blanks(canon))
            whole = write_all(canon, arena);
    }
    if (labels != NULL)
        *labels = canon->labels;
    arena_close(work);
    return whole;
}
