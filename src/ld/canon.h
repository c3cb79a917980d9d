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

/* What one call of Hash N-Degree Quads works with; the next call of the same depth takes it over.
 */
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
    const struct str *names;  /* of each, where others are wanted than RDFC-1.0 has */
    uint32_t label_count;
    size_t calls, work, depth;
    struct text input; /* of a hash */
    struct ld_level levels[LD_NESTED_MAX];
};

int ld_order(struct str a, struct str b); /* of code points */
struct str ld_hash_hex(struct ld_canon *canon, struct str bytes);

/* False when the bound is passed, with the fault filled in. */
bool ld_charge(struct ld_canon *canon, size_t work);

/* lines.c: what a blank node is called in a line, written into `at` where it is not constant. */
enum { LD_LABEL_MAX = 16 }; /* bytes of "_:c14n4095" */
typedef struct str ld_naming(const struct ld_canon *canon, uint32_t blank, uint32_t of,
                             char at[LD_LABEL_MAX]);
struct str ld_label(const struct ld_canon *canon, uint32_t blank, uint32_t of,
                    char at[LD_LABEL_MAX]);
void ld_add_label(struct text *text, const char *start, size_t number);
void ld_add_line(struct text *text, const struct ld_canon *canon, const struct ld_quad *quad,
                 ld_naming *name, uint32_t of);
/* The lines that stand in `text`, each ended, sorted and one after the other. */
struct str ld_sorted(struct arena *arena, struct str text, size_t count);
void ld_gather(struct ld_canon *canon);     /* fills `starts` and `quads` */
void ld_hash_first(struct ld_canon *canon); /* Hash First Degree Quads, section 4.6 */

/* issuer.c: Issue Identifier, section 4.5 */
void ld_issue(struct ld_canon *canon, struct ld_issuer *issuer, uint32_t blank);
void ld_issuer_copy(struct ld_canon *canon, struct ld_issuer *into, const struct ld_issuer *from);
size_t ld_issued_place(const struct ld_issuer *issuer, uint32_t blank); /* or its `count` */

/* degree.c: Hash N-Degree Quads (section 4.8); `issued` lasts until the next call. */
bool ld_n_degree(struct ld_canon *canon, uint32_t blank, const struct ld_issuer *given,
                 struct str *hash, const struct ld_issuer **issued);
