#include "ld/node.h"

#include <stdlib.h>
#include <string.h>

enum { SCOPES_MAX = 16 }; /* types of one node that bring a context */

struct node {
    struct ld_reading *reading;
    const struct ld_place *place;
    const struct json_tree *object;
    const struct ld_layer *typed; /* what is true for the types themselves */
    const struct ld_layer *layer; /* and for all else */
    ld_ref subject, graph;
};

static int
by_text(const void *a, const void *b)
{
    const struct json_tree *const *x = a, *const *y = b;
    size_t size = (*x)->text.size < (*y)->text.size ? (*x)->text.size : (*y)->text.size;
    int order = memcmp((*x)->text.at, (*y)->text.at, size);

    return order != 0 ? order
                      : ((*x)->text.size > (*y)->text.size) - ((*x)->text.size < (*y)->text.size);
}

/* The types that bring a context, sorted: each changes what is true for the next. */
static bool
take_scopes(struct node *node, const struct json_tree *types)
{
    const struct json_tree *one = types->kind == JSON_LIST ? types->first : types;
    const struct json_tree *list[SCOPES_MAX];
    size_t count = 0;
    struct ld_place at = {node->place, types->name, 0};

    for (; one != NULL; one = types->kind == JSON_LIST ? one->next : NULL) {
        const struct ld_def *def =
            one->kind != JSON_STRING ? NULL : ld_find(node->typed, one->text);

        if (one->kind != JSON_STRING)
            return ld_refuse(node->reading, &at, "bad_value", "A type has to be a text.");
        if (def == NULL || def->scope == NULL)
            continue;
        if (count == SCOPES_MAX)
            return ld_refuse(node->reading, &at, "too_many", "There are too many types.");
        list[count++] = one;
    }
    if (count > 1)
        qsort(list, count, sizeof(*list), by_text);
    for (size_t i = 0; i < count; i++)
        if (!ld_layer_over(node->reading, &at, ld_find(node->typed, list[i]->text)->scope, true,
                           false, &node->layer))
            return false;
    return true;
}

/* The one member that is `keyword`; NULL when there is none. */
static bool
only(const struct node *node, const struct ld_layer *layer, enum ld_keyword keyword,
     const struct json_tree **found)
{
    *found = NULL;
    for (const struct json_tree *one = node->object->first; one != NULL; one = one->next) {
        struct ld_place at = {node->place, one->name, 0};
        struct ld_iri iri;

        ld_expand(layer, one->name, true, NULL, &iri);
        if (iri.keyword != keyword)
            continue;
        if (*found != NULL)
            return ld_refuse(node->reading, &at, "bad_value",
                             "Two members of this object mean the same.");
        *found = one;
    }
    return true;
}

static bool
take_subject(struct node *node)
{
    const struct json_tree *id;
    struct ld_place at = {node->place, STR_NONE, 0};

    if (!only(node, node->layer, LD_ID, &id))
        return false;
    if (id == NULL) {
        node->subject = ld_blank(node->reading->dataset);
        return true;
    }
    at.name = id->name;
    if (id->kind != JSON_STRING)
        return ld_refuse(node->reading, &at, "bad_value", "An id has to be a text.");
    return ld_reference(node->reading, &at, node->layer, id->text, false, &node->subject);
}

static bool
take_types(const struct node *node, const struct ld_place *place, const struct json_tree *types)
{
    struct ld_dataset *dataset = node->reading->dataset;
    const struct json_tree *one = types->kind == JSON_LIST ? types->first : types;
    ld_ref type, predicate = ld_iri(dataset, STR(LD_NAMESPACE_RDF "type"));

    for (; one != NULL; one = types->kind == JSON_LIST ? one->next : NULL) {
        if (one->kind != JSON_STRING)
            return ld_refuse(node->reading, place, "bad_value", "A type has to be a text.");
        if (!ld_reference(node->reading, place, node->typed, one->text, true, &type))
            return false;
        ld_add(dataset, (struct ld_quad){node->subject, predicate, type, node->graph});
    }
    return true;
}

static bool
take_member(const struct node *node, const struct json_tree *one)
{
    struct ld_reading *reading = node->reading;
    struct ld_place at = {node->place, one->name, 0};
    struct ld_iri iri;

    ld_expand(node->layer, one->name, true, NULL, &iri);
    if (iri.keyword == LD_TYPE)
        return take_types(node, &at, one);
    if (iri.keyword == LD_ID || iri.keyword == LD_CONTEXT)
        return true;
    if (iri.keyword)
        return ld_refuse(reading, &at, "unsupported", STR_FMT " is not read here.",
                         STR_ARG(ld_shown(one->name)));
    if (iri.dropped || !ld_is_absolute(iri.head, iri.tail))
        return ld_refuse(reading, &at, "undefined_term",
                         "No context says what " STR_FMT " means here.",
                         STR_ARG(ld_shown(one->name)));

    struct ld_member member = {node->layer, iri.def, node->subject,
                               ld_iri_joined(reading->dataset, iri.head, iri.tail), node->graph};

    return ld_member_read(reading, &at, one, &member);
}

bool
ld_node(struct ld_reading *reading, const struct ld_place *place, const struct json_tree *object,
        const struct ld_layer *layer, ld_ref graph, ld_ref *term)
{
    struct node node = {reading, place, object, layer, layer, LD_NONE, graph};
    const struct json_tree *types;

    if (!only(&node, layer, LD_TYPE, &types) || (types != NULL && !take_scopes(&node, types)) ||
        !take_subject(&node))
        return false;
    *term = node.subject;
    for (const struct json_tree *one = object->first; one != NULL; one = one->next)
        if (reading->dataset->full || !take_member(&node, one))
            return false;
    return true;
}
