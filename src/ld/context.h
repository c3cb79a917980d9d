/*
 * context: what JSON-LD contexts say of terms; for this room alone.
 *
 * A local context is a table, either constant (made of contexts/ by contexts.awk) or read from the
 * document.
 */
#pragma once

#include "ld/dataset.h"

/* In the order of iri.c. */
enum ld_keyword {
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
