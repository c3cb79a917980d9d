/*
 * dataset: terms and quads of RDF 1.1 as numbers; for this room and its tests.
 *
 * A term is kept once, as it is written in canonical N-Quads, so that a quad is four numbers and
 * its line is put together without looking into it.
 */
#pragma once

#include "base/text.h"
#include "ld/ld.h"

#define LD_NAMESPACE_RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define LD_NAMESPACE_XSD "http://www.w3.org/2001/XMLSchema#"

typedef uint32_t ld_ref; /* a blank node when LD_BLANK is set, else an IRI or a literal */
#define LD_BLANK UINT32_C(0x80000000)
#define LD_NONE  UINT32_C(0) /* no term; as a graph the default one */

struct ld_quad {
    ld_ref subject, predicate, object, graph;
};

/* A hash table of 1 + index into a list; it never holds more than half of its slots. */
struct ld_table {
    uint32_t *slots;
    size_t room;
};

struct ld_dataset {
    struct arena *arena;
    uint64_t seed; /* from an address, so that texts that share a slot are others in each run */
    struct ld_entry {
        struct str text; /* of a named blank node its name */
        uint64_t hash;
        uint32_t blank; /* of a named blank node */
    } * entries;        /* from 1 on */
    struct ld_quad *quads;
    size_t entry_count, entry_room, quad_count, quad_room, blank_count, text_size;
    struct ld_table entry_table, quad_table;
    struct text scratch;
    bool full; /* a bound was passed; nothing is added any more */
};

struct ld_dataset *ld_dataset_new(struct arena *arena);

/* All of these answer LD_NONE when the dataset is full. The IRI has to be one. */
ld_ref ld_iri(struct ld_dataset *dataset, struct str iri);
ld_ref ld_iri_joined(struct ld_dataset *dataset, struct str head, struct str tail);
ld_ref ld_blank(struct ld_dataset *dataset);
ld_ref ld_blank_named(struct ld_dataset *dataset, struct str name);
/* A literal: with a language, or else with a datatype, where xsd:string is not written. */
ld_ref ld_literal(struct ld_dataset *dataset, struct str value, struct str datatype,
                  struct str language);
void ld_add(struct ld_dataset *dataset, struct ld_quad quad); /* a quad that is there stays one */

/* As in canonical N-Quads; not of a blank node. */
struct str ld_text(const struct ld_dataset *dataset, ld_ref term);
