/*
 * canon: what the parts of RDFC-1.0 share; for this room alone.
 */
#pragma once

#include "ld/dataset.h"

#define LD_UNNAMED UINT32_MAX

/* Blank nodes in the order in which they were named _:b0, _:b1, ... for a trial. */
struct ld_issuer {
    uint32_t *order;
    size_t count, room;
};

/* What one call of Hash N-Degree Quads works with; the next call of the same depth takes it over. */
struct ld_level {
    struct ld_issuer issuer, trial, chosen;
    struct text data, path, best;
};

struct ld_canon {
    struct arena *arena; /* ends with the work */
    const struct ld_dataset *dataset;
    ld_hash *hash;
    struct ld_fault *fault;
    uint32_t *starts, *quads; /* of blank node n: quads[starts[n]] to quads[starts[n + 1] - 1] */
    struct str *first;        /* first-degree hash of each, in hexadecimal digits */
    uint32_t *labels;         /* the number that each got, or LD_UNNAMED */
    uint32_t label_count;
    size_t calls, work, depth;
    struct text input; /* of a hash */
    struct ld_level levels[LD_NESTED_MAX];
};

int ld_order(struct str a, struct str b); /* of code points */
struct str ld_hash_hex(struct ld_canon *canon, struct str bytes);

/* False when the bound is passed, with the fault filled in. */
bool ld_charge(struct ld_canon *canon, size_t work);

/* degree.c: Hash N-Degree Quads (section 4.8); `issued` lasts until the next call. */
bool ld_n_degree(struct ld_canon *canon, uint32_t blank, const struct ld_issuer *given,
                 struct str *hash, const struct ld_issuer **issued);
void ld_issue(struct ld_canon *canon, struct ld_issuer *issuer, uint32_t blank);
