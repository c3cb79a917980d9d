#include "ld/node.h"

#define RDF(name) STR(LD_NAMESPACE_RDF name)

static void
add(struct ld_reading *reading, const struct ld_member *member, ld_ref object)
{
    ld_add(reading->dataset,
           (struct ld_quad){member->subject, member->predicate, object, member->graph});
}

/* Nothing but "@id", or something with "@value": what a term's own context stays true in. */
static bool
is_leaf(const struct json_tree *object, const struct ld_layer *layer)
{
    for (const struct json_tree *one = object->first; one != NULL; one = one->next) {
        struct ld_iri iri;

        ld_expand(layer, one->name, true, NULL, &iri);
        if (iri.keyword == LD_VALUE || (iri.keyword == LD_ID && object->first->next == NULL))
            return true;
    }
    return false;
}

/* The member that is `keyword`, or NULL. */
static const struct json_tree *
member_of(const struct json_tree *object, const struct ld_layer *layer, enum ld_keyword keyword)
{
    for (const struct json_tree *one = object->first; one != NULL; one = one->next) {
        struct ld_iri iri;

        ld_expand(layer, one->name, true, NULL, &iri);
        if (iri.keyword == keyword)
            return one;
    }
    return NULL;
}

/* Expansion (section 5.1), steps 7 to 9: what is true within the object. */
static bool
layer_within(struct ld_reading *reading, const struct ld_place *place,
             const struct json_tree *object, const struct ld_member *member,
             const struct ld_layer **layer)
{
    const struct json_tree *context = json_tree_member(object, STR("@context"));
    struct ld_place at = {place, STR("@context"), 0};
    const struct ld_scope *scope;

    *layer = member->layer;
    if ((*layer)->previous != NULL && !is_leaf(object, *layer))
        *layer = (*layer)->previous;
    if (member->def != NULL && member->def->scope != NULL &&
        !ld_layer_over(reading, place, member->def->scope, false, true, layer))
        return false;
    return context == NULL || (ld_scope_read(reading, &at, context, false, &scope) &&
                               ld_layer_over(reading, &at, scope, false, false, layer));
}

/* A graph of its own, that a blank node names: what is in a proof is not of the credential. */
static bool
take_graph(struct ld_reading *reading, const struct ld_place *place, const struct json_tree *object,
           const struct ld_member *member)
{
    const struct ld_layer *layer;
    size_t before = ld_quads(reading->dataset) + 1;
    ld_ref graph = ld_blank(reading->dataset), node;

    if (object->kind != JSON_OBJECT)
        return ld_refuse(reading, place, "bad_value", "An object has to stand here.");
    if (!layer_within(reading, place, object, member, &layer))
        return false;
    add(reading, member, graph);
    if (member_of(object, layer, LD_VALUE) != NULL)
        return ld_refuse(reading, place, "bad_value", "No value may stand here, but a node.");
    if (!ld_node(reading, place, object, layer, graph, &node))
        return false;
    return ld_quads(reading->dataset) > before || reading->dataset->full ||
           ld_refuse(reading, place, "empty", "The object says nothing, and would be left out.");
}

/* One value that is neither null nor a list. */
static bool
take_one(struct ld_reading *reading, const struct ld_place *place, const struct json_tree *value,
         const struct ld_member *member, ld_ref *term)
{
    const struct ld_layer *layer;

    if (value->kind == JSON_LIST)
        return ld_refuse(reading, place, "unsupported", "A list within a list is not read here.");
    if (value->kind != JSON_OBJECT)
        return ld_scalar(reading, place, value, member, term);
    if (!layer_within(reading, place, value, member, &layer))
        return false;
    if (member_of(value, layer, LD_VALUE) != NULL)
        return ld_value_object(reading, place, value, layer, term);
    return ld_node(reading, place, value, layer, member->graph, term);
}

/* {"en": "Chess", "lt": ["..."]} */
static bool
take_languages(struct ld_reading *reading, const struct ld_place *place,
               const struct json_tree *map, const struct ld_member *member)
{
    struct ld_def def = *member->def;
    struct ld_member spoken = *member;

    if (def.scope != NULL)
        return ld_refuse(reading, place, "unsupported",
                         "A term with a context of its own may not have languages.");
    def.flags |= LD_DEF_LANGUAGE;
    def.type = STR_NONE;
    spoken.def = &def;
    for (const struct json_tree *one = map->first; one != NULL; one = one->next) {
        struct ld_place at = {place, one->name, 0};
        struct ld_iri iri;

        ld_expand(member->layer, one->name, true, NULL, &iri);
        def.language = iri.keyword == LD_NOTHING ? STR_NONE : one->name;
        if (iri.keyword != LD_NOTHING && (one->name.size == 0 || !ld_is_language(one->name)))
            return ld_refuse(reading, &at, "bad_value", "This is no tag of a language (BCP 47).");

        const struct json_tree *text = one->kind == JSON_LIST ? one->first : one;

        for (; text != NULL; text = one->kind == JSON_LIST ? text->next : NULL) {
            ld_ref term;

            if (text->kind == JSON_NULL)
                continue;
            if (text->kind != JSON_STRING)
                return ld_refuse(reading, &at, "bad_value", "What has a language is a text.");
            if (!ld_scalar(reading, &at, text, &spoken, &term))
                return false;
            add(reading, member, term);
        }
    }
    return true;
}

/* The order is part of the graph: rdf:first and rdf:rest. */
static bool
take_list(struct ld_reading *reading, const struct ld_place *place, const struct json_tree *value,
          const struct ld_member *member)
{
    struct ld_dataset *dataset = reading->dataset;
    ld_ref first = ld_iri(dataset, RDF("first")), rest = ld_iri(dataset, RDF("rest"));
    struct ld_member link = *member; /* what the next node of the list hangs on */
    const struct json_tree *one = value->kind == JSON_LIST ? value->first : value;

    for (size_t i = 0; one != NULL; i++, one = value->kind == JSON_LIST ? one->next : NULL) {
        struct ld_place item = {place, STR_NONE, i};
        ld_ref term, node;

        if (one->kind == JSON_NULL)
            continue;
        if (!take_one(reading, value->kind == JSON_LIST ? &item : place, one, member, &term))
            return false;
        node = ld_blank(dataset);
        add(reading, &link, node);
        ld_add(dataset, (struct ld_quad){node, first, term, member->graph});
        link.subject = node;
        link.predicate = rest;
    }
    add(reading, &link, ld_iri(dataset, RDF("nil")));
    return true;
}

static bool
take_item(struct ld_reading *reading, const struct ld_place *place, const struct json_tree *value,
          const struct ld_member *member)
{
    ld_ref term;

    if (value->kind == JSON_NULL)
        return true;
    if (member->def != NULL && member->def->container == LD_IN_GRAPH)
        return take_graph(reading, place, value, member);
    if (!take_one(reading, place, value, member, &term))
        return false;
    add(reading, member, term);
    return true;
}

bool
ld_member_read(struct ld_reading *reading, const struct ld_place *place,
               const struct json_tree *value, const struct ld_member *member)
{
    const struct ld_def *def = member->def;

    if (def != NULL && str_same(def->type, STR("@json"))) {
        if (def->container > LD_IN_SET)
            return ld_refuse(reading, place, "unsupported", "A list of JSON is not read here.");
        add(reading, member, ld_json_literal(reading, value));
        return true;
    }
    if (def != NULL && def->container == LD_IN_LIST)
        return take_list(reading, place, value, member);
    if (def != NULL && def->container == LD_IN_LANGUAGE && value->kind == JSON_OBJECT)
        return take_languages(reading, place, value, member);
    if (value->kind != JSON_LIST)
        return take_item(reading, place, value, member);

    size_t i = 0;

    for (const struct json_tree *one = value->first; one != NULL; one = one->next) {
        struct ld_place at = {place, STR_NONE, i++};

        if (!take_item(reading, &at, one, member))
            return false;
    }
    return true;
}
