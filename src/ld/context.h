/*
 * context: what JSON-LD contexts say, and what is true when they stand one on the other; for this
 * room alone.
 *
 * A local context is a table of what it says of terms, either constant (made of contexts/ by
 * contexts.awk) or read from the document. An active context is a layer: the terms that one local
 * context defined, over the layer below it. Layers are never changed, so that a child node goes
 * back to what was true outside by a pointer, and one is made but once for the same two.
 */
#pragma once

#include "ld/dataset.h"

enum ld_keyword { /* in the order of iri.c */
    LD_NO_KEYWORD,
    LD_ID,
    LD_TYPE,
    LD_VALUE,
    LD_LANGUAGE,
    LD_LIST,
    LD_SET,
    LD_CONTEXT,
    LD_JSON,
    LD_VOCAB,
    LD_NOTHING,       /* "@none" */
    LD_OTHER_KEYWORD, /* one that has the form of a keyword, and no use here */
};
enum ld_keyword ld_keyword_of(struct str text);

struct ld_scope;

enum {
    LD_DEF_ID = 1,        /* "@id" is said, or follows */
    LD_DEF_OPEN = 2,      /* `id` or `type` is still to be expanded */
    LD_DEF_SIMPLE = 4,    /* said as a text */
    LD_DEF_PREFIX = 8,    /* may stand before a colon */
    LD_DEF_GUARDED = 16,  /* "@protected", of itself or of its context */
    LD_DEF_LANGUAGE = 32, /* "@language" is said */
};

/* What a term is said to be; and once it is defined, what it is. */
struct ld_def {
    struct str name;
    uint32_t hash;       /* ld_name_hash of the name */
    unsigned flags;      /* of the above */
    struct str id;       /* an IRI or a keyword; STR_NONE: what it names is not wanted */
    struct str type;     /* an IRI, "@id", "@vocab", "@json" or "@none"; STR_NONE: none */
    struct str language; /* STR_NONE: none, even where the context has one */
    enum { LD_IN_NONE, LD_IN_SET, LD_IN_LIST, LD_IN_GRAPH, LD_IN_LANGUAGE } container;
    const struct ld_scope *scope; /* its scoped context, or NULL */
};

struct ld_local {
    const struct ld_def *defs;
    size_t count;
    bool has_vocab, has_language; /* said; STR_NONE takes it away */
    struct str vocab, language;
};

struct ld_item {
    enum { LD_ITEM_NULL, LD_ITEM_URL, LD_ITEM_OBJECT } kind;
    struct str url;
    const struct ld_local *local;
};

/* The value of "@context". */
struct ld_scope {
    size_t count;
    const struct ld_item *items;
    bool listed; /* it stands as a list */
};
extern const struct ld_scope ld_scope_null;

/* Made by contexts.awk, in one order. */
extern const struct ld_known ld_known_list[];
extern const struct ld_scope ld_known_scopes[];
extern const size_t ld_known_count;

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
