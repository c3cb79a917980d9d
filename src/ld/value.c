#include "ld/node.h"

#include "json/canonical.h"

#define XSD(name) STR(LD_NAMESPACE_XSD name)

bool
ld_reference(struct ld_reading *reading, const struct ld_place *place, const struct ld_layer *layer,
             struct str text, bool vocab, ld_ref *term)
{
    struct ld_iri iri;

    ld_expand(layer, text, vocab, NULL, &iri);
    if (iri.keyword || iri.dropped)
        return ld_refuse(reading, place, "bad_value", "\"" STR_FMT "\" names nothing.",
                         STR_ARG(ld_shown(text)));
    if (iri.tail.size == 0 && str_starts(iri.head, STR("_:"))) {
        *term = ld_blank_named(reading->dataset, iri.head);
        return true;
    }
    if (!ld_is_absolute(iri.head, iri.tail))
        return ld_refuse(reading, place, "bad_iri", "\"" STR_FMT "\" is no absolute IRI.",
                         STR_ARG(ld_shown(text)));
    *term = ld_iri_joined(reading->dataset, iri.head, iri.tail);
    return true;
}

/* What a type says of a literal; STR_NONE when it is for references, or none. */
static struct str
datatype_of(const struct ld_def *def)
{
    return def == NULL || str_starts(def->type, STR("@")) ? STR_NONE : def->type;
}

static bool
number(struct ld_reading *reading, const struct ld_place *place, struct str json,
       struct str datatype, ld_ref *term)
{
    char at[LD_NUMBER_MAX];
    bool whole;
    struct str text = ld_number(json, str_same(datatype, XSD("double")), &whole, at);

    if (text.at == NULL)
        return ld_refuse(reading, place, "bad_number",
                         "Programs do not agree on how to write the number " STR_FMT ".",
                         STR_ARG(ld_shown(json)));
    if (datatype.at == NULL)
        datatype = whole ? XSD("integer") : XSD("double");
    *term = ld_literal(reading->dataset, text, datatype, STR_NONE);
    return true;
}

static bool
literal(struct ld_reading *reading, const struct ld_place *place, const struct json_tree *value,
        struct str datatype, struct str language, ld_ref *term)
{
    bool truth = value->kind == JSON_TRUE;

    if (value->kind == JSON_NUMBER)
        return number(reading, place, value->text, datatype, term);
    if (value->kind != JSON_STRING)
        *term = ld_literal(reading->dataset, truth ? STR("true") : STR("false"),
                           datatype.at == NULL ? XSD("boolean") : datatype, STR_NONE);
    else if (str_same(datatype, XSD("double")))
        return ld_refuse(reading, place, "bad_number",
                         "Programs do not agree on how to write a double that is a text.");
    else
        *term = ld_literal(reading->dataset, value->text,
                           datatype.at == NULL ? XSD("string") : datatype,
                           datatype.at == NULL ? language : STR_NONE);
    return true;
}

ld_ref
ld_json_literal(struct ld_reading *reading, const struct json_tree *value)
{
    struct text text = text_new(reading->arena);

    json_canonical(&text, value);
    return ld_literal(reading->dataset, text_str(&text), STR(LD_NAMESPACE_RDF "JSON"), STR_NONE);
}

/* As processors write it: in lower case. */
static struct str
lowered(struct ld_reading *reading, struct str language)
{
    char *at = arena_take(reading->arena, language.size + 1, 1);

    if (language.at == NULL)
        return STR_NONE;
    for (size_t i = 0; i < language.size; i++)
        at[i] = language.at[i] >= 'A' && language.at[i] <= 'Z' ? (char)(language.at[i] | ' ')
                                                               : language.at[i];
    return (struct str){at, language.size};
}

/* Value Expansion (section 5.3). The member's own context may say something else of its term. */
bool
ld_scalar(struct ld_reading *reading, const struct ld_place *place, const struct json_tree *value,
          const struct ld_member *member, ld_ref *term)
{
    const struct ld_layer *layer = member->layer;
    const struct ld_def *def = member->def;
    struct str language;

    if (def != NULL && def->scope != NULL) {
        if (!ld_layer_over(reading, place, def->scope, false, true, &layer))
            return false;
        def = ld_find(layer, def->name);
    }
    if (def != NULL && def->type.at != NULL) {
        enum ld_keyword type = ld_keyword_of(def->type);

        if ((type == LD_ID || type == LD_VOCAB) && value->kind == JSON_STRING)
            return ld_reference(reading, place, layer, value->text, type == LD_VOCAB, term);
        if (type == LD_JSON)
            return ld_refuse(reading, place, "unsupported",
                             "A term may not become JSON by the context that it brings itself.");
    }
    language = def != NULL && (def->flags & LD_DEF_LANGUAGE) ? def->language : layer->language;
    return literal(reading, place, value, datatype_of(def), lowered(reading, language), term);
}

struct parts {
    const struct json_tree *value, *type, *language;
};

static bool
take_parts(struct ld_reading *reading, const struct ld_place *place, const struct json_tree *object,
           const struct ld_layer *layer, struct parts *parts)
{
    for (const struct json_tree *one = object->first; one != NULL; one = one->next) {
        struct ld_place at = {place, one->name, 0};
        struct ld_iri iri;

        ld_expand(layer, one->name, true, NULL, &iri);
        if (iri.keyword == LD_CONTEXT)
            continue;

        const struct json_tree **part = iri.keyword == LD_VALUE      ? &parts->value
                                        : iri.keyword == LD_TYPE     ? &parts->type
                                        : iri.keyword == LD_LANGUAGE ? &parts->language
                                                                     : NULL;

        if (part == NULL || *part != NULL)
            return ld_refuse(reading, &at, "unsupported",
                             "Beside \"@value\" only \"@type\" or \"@language\" is read here.");
        if (part != &parts->value && one->kind != JSON_STRING)
            return ld_refuse(reading, &at, "bad_value", "This has to be a text.");
        *part = one;
    }
    return true;
}

static bool
typed(struct ld_reading *reading, const struct ld_place *place, const struct ld_layer *layer,
      const struct parts *parts, ld_ref *term)
{
    const struct ld_def *def = ld_find(layer, parts->type->text);
    struct ld_iri iri;

    ld_expand(layer, parts->type->text, true, NULL, &iri);
    if (def != NULL && def->scope != NULL)
        return ld_refuse(reading, place, "unsupported",
                         "The type of a value may not bring a context.");
    if (iri.keyword == LD_JSON) {
        *term = ld_json_literal(reading, parts->value);
        return true;
    }
    if (iri.keyword || iri.dropped || !ld_is_absolute(iri.head, iri.tail))
        return ld_refuse(reading, place, "bad_iri", "\"" STR_FMT "\" is no type of a value.",
                         STR_ARG(ld_shown(parts->type->text)));
    if (parts->value->kind == JSON_LIST || parts->value->kind == JSON_OBJECT ||
        parts->value->kind == JSON_NULL)
        return ld_refuse(reading, place, "bad_value",
                         "\"@value\" has to be a text, a number, true or false.");
    return literal(
        reading, place, parts->value,
        arena_print(reading->arena, STR_FMT STR_FMT, STR_ARG(iri.head), STR_ARG(iri.tail)),
        STR_NONE, term);
}

bool
ld_value_object(struct ld_reading *reading, const struct ld_place *place,
                const struct json_tree *object, const struct ld_layer *layer, ld_ref *term)
{
    struct parts parts = {NULL, NULL, NULL};
    struct str language = STR_NONE;

    if (!take_parts(reading, place, object, layer, &parts))
        return false;
    if (parts.type != NULL && parts.language == NULL)
        return typed(reading, place, layer, &parts, term);
    if (parts.type != NULL || parts.value->kind == JSON_LIST || parts.value->kind == JSON_OBJECT ||
        parts.value->kind == JSON_NULL)
        return ld_refuse(reading, place, "bad_value",
                         "\"@value\" has to be a text, a number, true or false, and has a type or "
                         "a language.");
    if (parts.language != NULL) {
        language = lowered(reading, parts.language->text);
        if (!ld_is_language(language) || parts.value->kind != JSON_STRING)
            return ld_refuse(reading, place, "bad_value",
                             "Only a text has a language, and a language is a tag of BCP 47.");
    }
    return literal(reading, place, parts.value, STR_NONE, language, term);
}
