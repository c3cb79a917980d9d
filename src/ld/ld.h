/*
 * ld: JSON-LD 1.1 over contexts that this program knows, to RDF, to one canonical text.
 *
 * A signature over linked data covers no bytes of JSON but a graph: the document is read as RDF
 * (JSON-LD 1.1 Processing Algorithms and API, section 8) and written as N-Quads in an order and
 * with names of blank nodes that depend on nothing else (RDFC-1.0). Only what the contexts of
 * verifiable credentials need is read, and all else is refused with its place and its reason: a
 * member that means nothing would not be covered by the signature
 * (docs/explanation/linked-data.md).
 *
 * Nothing is ever fetched. What is answered lives in the caller's arena; ld_canonical works in one
 * of its own beside it. Nothing outlives them but the tables of contexts, which are constant.
 */
#pragma once

#include "json/tree.h"

enum {
    LD_DOCUMENT_MAX = 4 << 20, /* bytes of all names and values in a document */
    LD_QUADS_MAX = 20000,
    LD_BLANKS_MAX = 4096,
    LD_TEXT_MAX = 8 << 20,     /* bytes of all IRIs and literals, and of the canonical text */
    LD_DEFINED_MAX = 20000,    /* terms defined by all contexts of a document */
    LD_CONTEXTS_MAX = 64,      /* of which one stands on the other */
    LD_CALLS_MAX = 4000,       /* of Hash N-Degree Quads, RDFC-1.0 section 4.8 */
    LD_WORK_MAX = 200000,      /* hashes made and orders tried there */
    LD_NESTED_MAX = 100,       /* how deep Hash N-Degree Quads calls itself */
    LD_MEMORY_MAX = 192 << 20, /* of the arena, beside the document's tree */
};

/* What was refused. The codes are named in docs/explanation/linked-data.md. */
struct ld_fault {
    const char *code;
    struct str where;  /* JSON pointer (RFC 6901) into the document; empty: the whole */
    struct str detail; /* one sentence */
};

/* A context of the program: the facts of the document that had this SHA-256. */
struct ld_known {
    struct str url, sha256;
};
size_t ld_known_contexts(const struct ld_known **list);

/* A context more, for tests: its document is {"@context": ...}. */
struct ld_more {
    struct str url;
    const struct json_tree *document;
};

struct ld_options {
    size_t inline_terms; /* that the contexts within the document may define; 0 refuses them */
    const struct ld_more *more;
    size_t more_count;
};

struct ld_dataset; /* a set of quads */

/* Reads the document, which has to be an object; NULL with `fault` when it is refused. */
struct ld_dataset *ld_read(struct arena *arena, const struct json_tree *document,
                           const struct ld_options *options, struct ld_fault *fault);
size_t ld_quads(const struct ld_dataset *dataset);
size_t ld_blanks(const struct ld_dataset *dataset);

/* keys_sha256 or keys_sha384: the raw hash, in the arena. */
typedef struct str ld_hash(struct arena *arena, struct str bytes);

/*
 * RDFC-1.0: the canonical N-Quads; STR_NONE with `fault` ("too_much_work", "too_many") when the
 * blank nodes are so alike that telling them apart passes the bounds above. `labels`, unless it is
 * NULL, becomes the number that each blank node got: of _:c14nNUMBER. One
 * that no quad names gets none: UINT32_MAX.
 */
struct str ld_canonical(struct arena *arena, const struct ld_dataset *dataset, ld_hash *hash,
                        const uint32_t **labels, struct ld_fault *fault);

/*
 * The same quads with other names of blank nodes, `names` by those numbers, each "_:" and more: a
 * line each, in order.
 */
struct str ld_renamed(struct arena *arena, const struct ld_dataset *dataset, const uint32_t *labels,
                      const struct str *names);
