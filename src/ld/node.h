/*
 * node: what stands in a document to quads (JSON-LD 1.1 API sections 5.1 and 8.1, in one pass);
 * for this room alone. All answer false when something was refused.
 */
#pragma once

#include "ld/layer.h"

/* What is known of the value in hand: of which member of which node it is. */
struct ld_member {
    const struct ld_layer *layer; /* that is true in the node */
    const struct ld_def *def;     /* of its term; NULL when the name is an IRI */
    ld_ref subject, predicate, graph;
};

/* node.c: a node object; `term` is what it is called. */
bool ld_node(struct ld_reading *reading, const struct ld_place *place,
             const struct json_tree *object, const struct ld_layer *layer, ld_ref graph,
             ld_ref *term);

/* member.c: the value of a member, with all quads that it gives. */
bool ld_member_read(struct ld_reading *reading, const struct ld_place *place,
                    const struct json_tree *value, const struct ld_member *member);

/* value.c: what is no node. */
bool ld_reference(struct ld_reading *reading, const struct ld_place *place,
                  const struct ld_layer *layer, struct str text, bool vocab, ld_ref *term);
bool ld_scalar(struct ld_reading *reading, const struct ld_place *place,
               const struct json_tree *value, const struct ld_member *member, ld_ref *term);
bool ld_value_object(struct ld_reading *reading, const struct ld_place *place,
                     const struct json_tree *object, const struct ld_layer *layer, ld_ref *term);
ld_ref ld_json_literal(struct ld_reading *reading, const struct json_tree *value);

/* number.c: a number as RDF has it (section 8.6), in at most LD_NUMBER_MAX bytes; STR_NONE when
   programs do not agree on it. */
enum { LD_NUMBER_MAX = 48 };
struct str ld_number(struct str json, bool as_double, bool *whole, char at[LD_NUMBER_MAX]);
