/*
 * Each three bytes are a quad among a few blank nodes. Whatever these are called and in whatever
 * order their quads stand, the canonical form is the same, or it is too much work; and its labels
 * are the numbers from 0 on. The first does not hold where blank nodes name graphs: RDFC-1.0 hashes
 * the name of a graph apart from the rest of its quad (section 4.8.3, step 3.1), and rdf-canonize
 * as well gives two forms to one dataset of the corpus, "two-forms".
 */
#include "keys/keys.h"
#include "ld/dataset.h"

#include <assert.h>
#include <string.h>

enum { MEMORY_MAX = 256 << 20, BLANKS = 8, QUADS_MAX = 24 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Blank node n of the bytes, as number `turn` - n in the dataset. */
static struct ld_quad
quad_of(struct ld_dataset *dataset, const uint8_t *at, const ld_ref *blanks)
{
    ld_ref predicate = ld_iri(dataset, at[2] & 1 ? STR("urn:p") : STR("urn:q"));
    ld_ref object = blanks[at[1] % BLANKS], graph = LD_NONE;

    if ((at[1] & 0xf0) == 0xf0)
        object = ld_literal(dataset, STR("x"), STR("urn:t"), STR_NONE);
    if ((at[2] & 0xc0) == 0xc0)
        graph = blanks[(at[2] >> 1) % BLANKS];
    return (struct ld_quad){blanks[at[0] % BLANKS], predicate, object, graph};
}

static bool
has_named_graphs(const struct ld_dataset *dataset)
{
    for (size_t i = 0; i < ld_quads(dataset); i++)
        if (dataset->quads[i].graph != LD_NONE)
            return true;
    return false;
}

static struct ld_dataset *
dataset_of(struct arena *arena, const uint8_t *data, size_t count, bool turned)
{
    struct ld_dataset *dataset = ld_dataset_new(arena);
    ld_ref blanks[BLANKS];

    for (int i = 0; i < BLANKS; i++)
        blanks[turned ? (i * 5 + 3) % BLANKS : i] = ld_blank(dataset);
    for (size_t i = 0; i < count; i++)
        ld_add(dataset, quad_of(dataset, data + 3 * (turned ? count - 1 - i : i), blanks));
    return dataset;
}

static void
check_labels(const struct ld_dataset *dataset, const uint32_t *labels)
{
    bool seen[BLANKS] = {false};
    uint32_t count = 0;

    for (size_t i = 0; i < ld_blanks(dataset); i++)
        if (labels[i] != UINT32_MAX) {
            assert(labels[i] < BLANKS && !seen[labels[i]]);
            seen[labels[i]] = true;
            count++;
        }
    for (uint32_t i = 0; i < count; i++)
        assert(seen[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    size_t count = size / 3 < QUADS_MAX ? size / 3 : QUADS_MAX;
    struct ld_dataset *dataset = dataset_of(arena, data, count, false);
    struct ld_fault fault = {NULL, STR_NONE, STR_NONE}, other = fault;
    const uint32_t *labels;
    struct str one = ld_canonical(arena, dataset, keys_sha256, &labels, &fault);
    struct str two =
        ld_canonical(arena, dataset_of(arena, data, count, true), keys_sha256, NULL, &other);

    assert((one.at == NULL) == (fault.code != NULL));
    if (one.at != NULL) {
        assert(two.at == NULL || str_same(one, two) || has_named_graphs(dataset));
        check_labels(dataset, labels);
    }
    arena_close(arena);
    return 0;
}
