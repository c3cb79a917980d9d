/*
 * layer: what is true when contexts stand one on the other; for this room alone.
 *
 * An active context is a layer: the terms that one local context defined, over the layer below it.
 * Layers are never changed, so that a child node goes back to what was true outside by a pointer,
 * and one is made but once for the same two.
 */
#pragma once

#include "ld/context.h"

enum { LD_IRI_MAX = 1024 }; /* bytes of an IRI in a context, since it may be used many times */

struct ld_layer {
    const struct ld_layer *below;    /* NULL at the bottom */
    const struct ld_layer *previous; /* true again in a child node; NULL when this stays true */
    const struct ld_def **slots;     /* a hash table of `room`; NULL where it is empty */
    size_t room, depth;
    bool guarded; /* this or one below has a protected term */
    struct str vocab, language;
};

/* The way to the value in hand, on the stack; a JSON pointer when something is refused. */
struct ld_place {
    const struct ld_place *outer; /* NULL at the top */
    struct str name;              /* of the member; STR_NONE of an item */
    size_t index;
};

struct ld_reading {
    struct arena *arena;
    const struct ld_options *options;
    struct ld_fault *fault;
    struct ld_dataset *dataset;
    const struct ld_layer *bottom; /* where nothing is defined */
    struct ld_made *made[256];     /* layers by what they are made of */
    const struct ld_scope **more;  /* of options->more */
    size_t defined, inline_terms;
};

/* Fills the fault; always false. The detail goes on with `format`. */
bool ld_refuse(const struct ld_reading *reading, const struct ld_place *place, const char *code,
               const char *format, ...) __attribute__((format(printf, 4, 5), nonnull(4)));
struct str ld_shown(struct str text); /* no more of it than a sentence can bear */

/* local.c: the value of "@context" as it stands in a document. `scoped`: within a term. */
bool ld_scope_read(struct ld_reading *reading, const struct ld_place *place,
                   const struct json_tree *said, bool scoped, const struct ld_scope **scope);
/* Whether two terms are said to be the same, but for being protected. */
bool ld_def_same(const struct ld_def *a, const struct ld_def *b);

/* layer.c */
uint32_t ld_name_hash(struct str name);
const struct ld_def *ld_find(const struct ld_layer *layer, struct str name);
const struct ld_layer *ld_layer_bottom(struct arena *arena);

/*
 * Context Processing (JSON-LD 1.1 API section 4.1). `passing`: what is true here alone, and not in
 * child nodes. `override`: protected terms may be defined anew.
 */
bool ld_layer_over(struct ld_reading *reading, const struct ld_place *place,
                   const struct ld_scope *scope, bool passing, bool override,
                   const struct ld_layer **layer);

/* define.c: Create Term Definition (section 4.2) for all rows of a local context. */
struct ld_defining {
    struct ld_reading *reading;
    const struct ld_place *place;
    const struct ld_local *local;
    struct ld_layer *layer; /* that grows */
    bool override;
    enum { LD_UNTOUCHED, LD_BEGUN, LD_DONE } * states; /* of each row */
};
bool ld_define_all(struct ld_defining *defining);

/*
 * iri.c: IRI Expansion (section 5.2): what a term, a compact IRI or an IRI means, in two parts
 * that stand one after the other. False when a context that is being defined was refused, and
 * never when `defining` is NULL.
 */
struct ld_iri {
    struct str head, tail;
    enum ld_keyword keyword;
    const struct ld_def *def; /* of a term */
    bool dropped;             /* the term is said to mean nothing */
};
bool ld_expand(const struct ld_layer *layer, struct str text, bool vocab,
               struct ld_defining *defining, struct ld_iri *iri);
bool ld_is_absolute(struct str head, struct str tail); /* an IRI with a scheme, well formed */
bool ld_is_language(struct str tag);                   /* BCP 47 in form */
bool ld_define_named(struct ld_defining *defining,
                     struct str name); /* when it is a row, and begun */
