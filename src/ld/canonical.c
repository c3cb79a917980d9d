#include "base/coding.h"
#include "ld/canon.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

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
    struct str hash = canon->hash(canon->arena, bytes);

    assert(hash.size > 0);
    return coding_hex(canon->arena, hash);
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
    size_t count = 0, end;
    struct hashed *list = arena_list(canon->arena, struct hashed, canon->dataset->blank_count + 1);

    /* One that no quad names is no part of the dataset. */
    for (uint32_t i = 0; i < canon->dataset->blank_count; i++)
        if (canon->starts[i] < canon->starts[i + 1])
            list[count++] = (struct hashed){.hash = canon->first[i], .blank = i};
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
            size += parts[j] & LD_BLANK ? LD_LABEL_MAX : ld_text(dataset, parts[j]).size + 1;
    }
    return size <= LD_TEXT_MAX ||
           refuse(canon, "too_many", "The document as N-Quads is longer than is read here.");
}

static struct str
write_all(struct ld_canon *canon, struct arena *arena, ld_naming *naming)
{
    const struct ld_dataset *dataset = canon->dataset;

    canon->input.size = 0;
    for (size_t i = 0; i < dataset->quad_count; i++)
        ld_add_line(&canon->input, canon, &dataset->quads[i], naming, 0);
    return ld_sorted(arena, text_str(&canon->input), dataset->quad_count);
}

struct str
ld_canonical(struct arena *arena, const struct ld_dataset *dataset, ld_hash *hash,
             const uint32_t **labels, struct ld_fault *fault)
{
    struct arena *work = arena_open(LD_MEMORY_MAX);
    struct ld_canon *canon = arena_new(work, struct ld_canon);
    struct str whole = STR_NONE;

    *canon = (struct ld_canon){
        .arena = work, .dataset = dataset, .hash = hash, .fault = fault, .input = text_new(work)};
    canon->labels = arena_list(arena, uint32_t, dataset->blank_count + 1);
    memset(canon->labels, 0xff, dataset->blank_count * sizeof(*canon->labels));
    if (is_short(canon)) {
        ld_gather(canon);
        ld_hash_first(canon);
        if (name_blanks(canon))
            whole = write_all(canon, arena, ld_label);
    }
    if (labels != NULL)
        *labels = canon->labels;
    arena_close(work);
    return whole;
}

static struct str
given_name(const struct ld_canon *canon, uint32_t blank, uint32_t of, char at[LD_LABEL_MAX])
{
    (void)of;
    (void)at;
    return canon->names[blank];
}

struct str
ld_renamed(struct arena *arena, const struct ld_dataset *dataset, const uint32_t *labels,
           const struct str *names)
{
    struct arena *work = arena_open(LD_MEMORY_MAX);
    struct str *of_each = arena_list(work, struct str, dataset->blank_count + 1), whole;
    struct ld_canon canon = {
        .arena = work, .dataset = dataset, .names = of_each, .input = text_new(work)};

    for (size_t i = 0; i < dataset->blank_count; i++)
        if (labels[i] != LD_UNNAMED)
            of_each[i] = names[labels[i]];
    whole = write_all(&canon, arena, given_name);
    arena_close(work);
    return whole;
}
