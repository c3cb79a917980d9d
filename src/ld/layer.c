#include "ld/layer.h"

#include <string.h>

static const struct ld_item null_item = {.kind = LD_ITEM_NULL};
const struct ld_scope ld_scope_null = {1, &null_item, false};

size_t
ld_known_contexts(const struct ld_known **list)
{
    *list = ld_known_list;
    return ld_known_count;
}

/* 24 bits, as contexts.awk can count them too. */
uint32_t
ld_name_hash(struct str name)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < name.size; i++)
        sum = (sum * 33 + (unsigned char)name.at[i]) & 0xffffff;
    return sum;
}

const struct ld_def *
ld_find(const struct ld_layer *layer, struct str name)
{
    uint32_t hash = ld_name_hash(name);

    for (; layer != NULL; layer = layer->below)
        for (size_t slot = hash % layer->room; layer->slots[slot] != NULL;
             slot = (slot + 1) % layer->room)
            if (layer->slots[slot]->hash == hash && str_same(layer->slots[slot]->name, name))
                return layer->slots[slot];
    return NULL;
}

static struct ld_layer *
layer_new(struct arena *arena, const struct ld_layer *below, const struct ld_layer *previous,
          size_t count)
{
    struct ld_layer *layer = arena_new(arena, struct ld_layer);
    size_t room = 1;

    while (room < 2 * count + 1)
        room *= 2;
    *layer = (struct ld_layer){.below = below, .previous = previous, .room = room};
    layer->slots = arena_list(arena, const struct ld_def *, room);
    if (below != NULL) {
        layer->depth = below->depth + 1;
        layer->guarded = below->guarded;
        layer->vocab = below->vocab;
        layer->language = below->language;
    }
    return layer;
}

const struct ld_layer *
ld_layer_bottom(struct arena *arena)
{
    return layer_new(arena, NULL, NULL, 0);
}

struct ld_made {
    struct ld_made *next;
    const struct ld_layer *below, *previous, *layer;
    const struct ld_local *local;
    bool override;
};

/* Where the layer that is made of these stands, or is to stand. */
static struct ld_made **
made_of(struct ld_reading *reading, const struct ld_layer *below, const struct ld_local *local,
        const struct ld_layer *previous, bool override)
{
    uintptr_t place = (uintptr_t)below / 16 * 31 + (uintptr_t)local / 8;
    struct ld_made **at = &reading->made[(place ^ place >> 8) % 256];

    for (; *at != NULL; at = &(*at)->next)
        if ((*at)->below == below && (*at)->local == local && (*at)->previous == previous &&
            (*at)->override == override)
            break;
    return at;
}

static bool
take_vocab(struct ld_reading *reading, const struct ld_place *place, const struct ld_local *local,
           struct ld_layer *layer)
{
    struct ld_iri iri;

    if (local->has_language)
        layer->language = local->language;
    if (!local->has_vocab)
        return true;
    if (local->vocab.at == NULL) {
        layer->vocab = STR_NONE;
        return true;
    }
    if (!ld_expand(layer, local->vocab, true, NULL, &iri) || iri.tail.size > 0 || iri.keyword ||
        iri.dropped || iri.head.size > LD_IRI_MAX || !ld_is_absolute(iri.head, iri.tail))
        return ld_refuse(reading, place, "bad_context",
                         "\"@vocab\" has to be an absolute IRI of at most %d bytes.", LD_IRI_MAX);
    layer->vocab = iri.head;
    return true;
}

static bool
object_over(struct ld_reading *reading, const struct ld_place *place, const struct ld_local *local,
            const struct ld_layer *previous, bool override, const struct ld_layer **layer)
{
    struct ld_made **made = made_of(reading, *layer, local, previous, override);

    if (*made == NULL) {
        struct ld_layer *over = layer_new(reading->arena, *layer, previous, local->count);
        struct ld_defining defining = {reading, place, local, over, override, NULL};

        if (over->depth > LD_CONTEXTS_MAX)
            return ld_refuse(reading, place, "too_many",
                             "More than %d contexts stand one on the other.", LD_CONTEXTS_MAX);
        if (!take_vocab(reading, place, local, over) || !ld_define_all(&defining))
            return false;
        *made = arena_new(reading->arena, struct ld_made);
        **made = (struct ld_made){NULL, *layer, previous, over, local, override};
    }
    *layer = (*made)->layer;
    return true;
}

static bool
null_over(struct ld_reading *reading, const struct ld_place *place, bool passing, bool override,
          const struct ld_layer **layer)
{
    struct ld_layer *bottom;

    if (!override && (*layer)->guarded)
        return ld_refuse(reading, place, "protected_term",
                         "Terms that are protected cannot be taken away by null.");
    if (!passing) {
        *layer = reading->bottom;
        return true;
    }
    bottom = layer_new(reading->arena, NULL, *layer, 0);
    *layer = bottom;
    return true;
}

/* The scope of a known address, or of one that the caller knows. */
static const struct ld_scope *
scope_of(const struct ld_reading *reading, struct str url)
{
    for (size_t i = 0; i < ld_known_count; i++)
        if (str_same(ld_known_list[i].url, url))
            return &ld_known_scopes[i];
    for (size_t i = 0; i < reading->options->more_count; i++)
        if (str_same(reading->options->more[i].url, url))
            return reading->more[i];
    return NULL;
}

static bool
item_over(struct ld_reading *reading, const struct ld_place *place, const struct ld_item *item,
          bool passing, bool override, const struct ld_layer *previous,
          const struct ld_layer **layer)
{
    const struct ld_scope *scope;

    if (item->kind == LD_ITEM_NULL)
        return null_over(reading, place, passing, override, layer);
    if (item->kind == LD_ITEM_OBJECT)
        return object_over(reading, place, item->local, previous, override, layer);
    scope = scope_of(reading, item->url);
    if (scope == NULL)
        return ld_refuse(reading, place, "unknown_context", "The context " STR_FMT " is not known.",
                         STR_ARG(ld_shown(item->url)));
    return ld_layer_over(reading, place, scope, passing, override, layer);
}

bool
ld_layer_over(struct ld_reading *reading, const struct ld_place *place,
              const struct ld_scope *scope, bool passing, bool override,
              const struct ld_layer **layer)
{
    static const struct ld_local nothing;
    const struct ld_layer *before = *layer;

    if (scope->count == 0 && passing && before->previous == NULL)
        return object_over(reading, place, &nothing, before, override, layer);
    for (size_t i = 0; i < scope->count; i++) {
        struct ld_place one = {place, STR_NONE, i};
        const struct ld_layer *previous = (*layer)->previous;

        if (previous == NULL && passing)
            previous = before;
        if (!item_over(reading, scope->listed ? &one : place, &scope->items[i], passing, override,
                       previous, layer))
            return false;
    }
    return true;
}
