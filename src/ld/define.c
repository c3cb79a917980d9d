#include "ld/layer.h"

#include <string.h>

static bool
refuse(const struct ld_defining *defining, const struct ld_def *def, const char *why)
{
    return ld_refuse(defining->reading, defining->place, "bad_context",
                     "The context's term " STR_FMT " %s.", STR_ARG(ld_shown(def->name)), why);
}

static bool
has(struct str text, char mark)
{
    return memchr(text.at, mark, text.size) != NULL;
}

/* What was expanded to an IRI, in one piece. */
static bool
join(struct ld_defining *defining, const struct ld_def *def, const struct ld_iri *iri,
     struct str *whole)
{
    if (iri->head.size + iri->tail.size > LD_IRI_MAX)
        return refuse(defining, def, "names an IRI of more than 1024 bytes");
    if (!ld_is_absolute(iri->head, iri->tail) || str_starts(iri->head, STR("_:")))
        return refuse(defining, def, "names no absolute IRI");
    *whole = iri->tail.size == 0 ? iri->head
                                 : arena_print(defining->reading->arena, STR_FMT STR_FMT,
                                               STR_ARG(iri->head), STR_ARG(iri->tail));
    return true;
}

static bool
open_type(struct ld_defining *defining, struct ld_def *def)
{
    struct ld_iri iri;

    if (def->type.at == NULL)
        return true;
    if (!ld_expand(defining->layer, def->type, true, defining, &iri))
        return false;
    switch (iri.keyword) {
    case LD_ID:
    case LD_VOCAB:
    case LD_JSON:
    case LD_NOTHING:
        def->type = iri.head;
        return true;
    case LD_NO_KEYWORD:
        return iri.dropped ? refuse(defining, def, "has a type that means nothing")
                           : join(defining, def, &iri, &def->type);
    default:
        return refuse(defining, def, "has a keyword as its type that is none");
    }
}

/* "@id" is said, and is not the term itself. */
static bool
open_id(struct ld_defining *defining, struct ld_def *def)
{
    struct ld_iri iri;
    bool plain = !has(def->name, ':') && !has(def->name, '/');

    if (!plain)
        return refuse(defining, def, "looks like an IRI, and is said to be another");
    if (!ld_expand(defining->layer, def->id, true, defining, &iri))
        return false;
    if (iri.dropped || iri.keyword == LD_CONTEXT || iri.keyword == LD_OTHER_KEYWORD)
        return refuse(defining, def, "names a keyword that it may not, or nothing");
    if (iri.keyword) {
        def->id = iri.head;
        return true;
    }
    if (!join(defining, def, &iri, &def->id))
        return false;
    if ((def->flags & LD_DEF_SIMPLE) && has(STR(":/?#[]@"), def->id.at[def->id.size - 1]))
        def->flags |= LD_DEF_PREFIX;
    return true;
}

/* The term says by itself what it names: a compact IRI, or a word of the vocabulary. */
static bool
open_name(struct ld_defining *defining, struct ld_def *def)
{
    struct ld_iri iri = {.head = def->name};
    const char *colon = memchr(def->name.at, ':', def->name.size);

    if (colon != NULL && colon != def->name.at) {
        struct str prefix = {def->name.at, (size_t)(colon - def->name.at)};

        if (!ld_define_named(defining, prefix))
            return false;

        const struct ld_def *found = ld_find(defining->layer, prefix);

        if (found != NULL && found->id.at != NULL)
            iri = (struct ld_iri){.head = found->id, .tail = str_from(def->name, prefix.size + 1)};
    } else if (defining->layer->vocab.at != NULL && !has(def->name, '/')) {
        iri = (struct ld_iri){.head = defining->layer->vocab, .tail = def->name};
    }
    return join(defining, def, &iri, &def->id);
}

static bool
open_def(struct ld_defining *defining, const struct ld_def *row, const struct ld_def **open)
{
    struct ld_def *def = arena_new(defining->reading->arena, struct ld_def);
    bool said = (row->flags & LD_DEF_ID) != 0;

    *def = *row;
    *open = def;
    if (!open_type(defining, def))
        return false;
    if (said && def->id.at == NULL)
        return true;
    return said && !str_same(def->id, def->name) ? open_id(defining, def)
                                                 : open_name(defining, def);
}

/* A protected term stays as it is, and may only be said to be the same again. */
static bool
put(struct ld_defining *defining, const struct ld_def *def)
{
    struct ld_layer *layer = defining->layer;
    const struct ld_def *before = layer->guarded ? ld_find(layer, def->name) : NULL;
    size_t slot = def->hash % layer->room;

    if (before != NULL && (before->flags & LD_DEF_GUARDED) && !defining->override)
        return ld_def_same(before, def) ||
               ld_refuse(defining->reading, defining->place, "protected_term",
                         "The term " STR_FMT " is protected, and the context says it is another.",
                         STR_ARG(ld_shown(def->name)));
    while (layer->slots[slot] != NULL)
        slot = (slot + 1) % layer->room;
    layer->slots[slot] = def;
    return true;
}

static bool
define(struct ld_defining *defining, size_t index)
{
    const struct ld_def *def = &defining->local->defs[index];

    if (defining->states[index] == LD_DONE)
        return true;
    if (defining->states[index] == LD_BEGUN)
        return refuse(defining, def, "is defined by itself");
    if (++defining->reading->defined > LD_DEFINED_MAX)
        return ld_refuse(defining->reading, defining->place, "too_many",
                         "The contexts define more than %d terms.", LD_DEFINED_MAX);
    defining->states[index] = LD_BEGUN;
    if ((def->flags & LD_DEF_OPEN) && !open_def(defining, def, &def))
        return false;
    defining->states[index] = LD_DONE;
    return put(defining, def);
}

/* A linear search: only what is still to be expanded asks for it, and that is bounded. */
bool
ld_define_named(struct ld_defining *defining, struct str name)
{
    uint32_t hash = ld_name_hash(name);

    for (size_t i = 0; i < defining->local->count; i++)
        if (defining->local->defs[i].hash == hash && str_same(defining->local->defs[i].name, name))
            return define(defining, i);
    return true;
}

bool
ld_define_all(struct ld_defining *defining)
{
    size_t count = defining->local->count;
    bool guarded = false;

    defining->states = arena_take(defining->reading->arena, count * sizeof(*defining->states) + 1,
                                  alignof(max_align_t));
    for (size_t i = 0; i < count; i++) {
        guarded = guarded || (defining->local->defs[i].flags & LD_DEF_GUARDED);
        if (!define(defining, i))
            return false;
    }
    defining->layer->guarded = defining->layer->guarded || guarded;
    return true;
}
