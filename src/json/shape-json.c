#include "json/scan.h"
#include "json/shape-parts.h"

#include <assert.h>
#include <json-c/json.h>
#include <math.h>
#include <string.h>

/*
 * Shapes and values are read by functions that call each other in a ring. The
 * ring is bounded: the scan has refused what is nested deeper than
 * SCAN_DEPTH_MAX.
 */
static void read_value(const struct reading *reading, const struct place *place,
                       const struct shape_field *field, struct json_object *value, void *at);

static const char *
type_words(struct json_object *value)
{
    switch (json_object_get_type(value)) {
    case json_type_null:
        return "null";
    case json_type_boolean:
        return "true or false";
    case json_type_double:
    case json_type_int:
        return "a number";
    case json_type_object:
        return "an object";
    case json_type_array:
        return "a list";
    default:
        return "a text";
    }
}

static void
wrong_type(const struct reading *reading, const struct place *place, enum shape_kind kind,
           struct json_object *value)
{
    shape_misfit(reading, place, "wrong_type", "has to be %s, not %s.", shape_kind_words(kind),
                 type_words(value));
}

/* 3.0 and 3e0 are whole numbers for JSON Schema, and so they are here. */
static void
read_whole(const struct reading *reading, const struct place *place,
           const struct shape_field *field, struct json_object *value, void *at)
{
    double number = json_object_get_double(value);

    if (number != trunc(number) || fabs(number) > SHAPE_WHOLE_MAX)
        shape_misfit(reading, place, "wrong_type", "has to be a whole number.");
    else
        shape_take_whole(reading, place, field, (int64_t)number, at);
}

static void
read_object(const struct reading *reading, const struct place *place, const struct shape *shape,
            struct json_object *object, char *into)
{
    struct json_object_iterator at = json_object_iter_begin(object);
    struct json_object_iterator end = json_object_iter_end(object);

    for (size_t i = 0; i < shape->count; i++) {
        struct shape_field field = shape->fields[i];
        struct place inner = {place, str_of(field.name), 0};
        struct json_object *value;

        field.nullable |= shape->partial && field.optional;
        if (!json_object_object_get_ex(object, field.name, &value)) {
            if (!field.optional && !shape->partial)
                shape_misfit(reading, &inner, "required", "is missing; it has to be %s.",
                             shape_kind_words(field.kind));
        } else if (value != NULL || !field.nullable) {
            read_value(reading, &inner, &field, value, into + field.offset);
        }
    }
    for (; !shape->ignores && !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
        struct place inner = {place, str_of(json_object_iter_peek_name(&at)), 0};

        if (shape_field_named(shape, inner.name) == NULL)
            shape_unknown(reading, &inner, shape);
    }
}

static void
read_list(const struct reading *reading, const struct place *place, const struct shape_field *field,
          struct json_object *array, struct shape_list *list)
{
    struct shape_field item = shape_item(field);
    size_t size = shape_value_size(&item);

    if (!shape_list_room(reading, place, field, json_object_array_length(array), list))
        return;
    for (size_t i = 0; i < list->count; i++) {
        struct place inner = {place, STR_NONE, i};

        read_value(reading, &inner, &item, json_object_array_get_idx(array, i),
                   (char *)list->items + i * size);
    }
}

/* Each name is a language, each value by the shape, or null where the map may be so. */
static void
read_map(const struct reading *reading, const struct place *place, const struct shape_field *field,
         struct json_object *object, struct shape_list *list)
{
    struct json_object_iterator at = json_object_iter_begin(object);
    struct shape_field key = {.kind = SHAPE_IS_LANGUAGE};
    struct shape_field item = {.kind = SHAPE_IS_OBJECT, .shape = field->shape};
    size_t count = (size_t)json_object_object_length(object);

    if (!shape_list_room(reading, place, field, count, list))
        return;

    struct str *names = arena_list(reading->arena, struct str, count);

    for (size_t i = 0; i < count; i++, json_object_iter_next(&at)) {
        struct place inner = {place, str_of(json_object_iter_peek_name(&at)), 0};
        struct json_object *value = json_object_iter_peek_value(&at);

        shape_take_text(reading, &inner, &key, inner.name, &names[i]);
        if (value != NULL || !field->nullable)
            read_value(reading, &inner, &item, value, (char *)list->items + i * field->shape->size);
    }
    list->names = names;
}

static enum json_type
type_of(enum shape_kind kind)
{
    switch (kind) {
    case SHAPE_IS_BOOL:
        return json_type_boolean;
    case SHAPE_IS_OBJECT:
    case SHAPE_IS_MAP:
        return json_type_object;
    case SHAPE_IS_LIST:
        return json_type_array;
    case SHAPE_IS_INT:
    case SHAPE_IS_NUMBER:
        return json_type_double;
    default:
        return json_type_string;
    }
}

static bool
is_type(struct json_object *value, enum json_type type)
{
    return json_object_is_type(value, type) ||
           (type == json_type_double && json_object_is_type(value, json_type_int));
}

static void
read_value(const struct reading *reading, const struct place *place,
           const struct shape_field *field, struct json_object *value, void *at)
{
    if (!is_type(value, type_of(field->kind)) &&
        !(field->kind == SHAPE_IS_ANY && is_type(value, json_type_object))) {
        wrong_type(reading, place, field->kind, value);
        return;
    }
    switch (field->kind) {
    case SHAPE_IS_BOOL:
        *(bool *)at = json_object_get_boolean(value);
        break;
    case SHAPE_IS_ANY:
        *(bool *)at = true;
        break;
    case SHAPE_IS_INT:
        read_whole(reading, place, field, value, at);
        break;
    case SHAPE_IS_NUMBER:
        shape_take_number(reading, place, field, json_object_get_double(value), at);
        break;
    case SHAPE_IS_OBJECT:
        read_object(reading, place, field->shape, value, at);
        break;
    case SHAPE_IS_LIST:
        read_list(reading, place, field, value, at);
        break;
    case SHAPE_IS_MAP:
        read_map(reading, place, field, value, at);
        break;
    default:
        shape_take_text(
            reading, place, field,
            (struct str){json_object_get_string(value), (size_t)json_object_get_string_len(value)},
            at);
    }
}

/* The scan let it through, so json-c parses it as well: a fuzz target holds the two together. */
static struct json_object *
parse(struct str json)
{
    struct json_tokener *tokener = json_tokener_new_ex(SCAN_DEPTH_MAX + 1);
    struct json_object *object;

    assert(tokener != NULL);
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    object = json_tokener_parse_ex(tokener, json.at, (int)json.size);
    json_tokener_free(tokener);
    return object;
}

static enum problem
no_json(const struct reading *reading, const struct scan_fault *fault)
{
    reading->errors->whole = true;
    reading->errors->count = 1;
    reading->errors->list[0] = (struct shape_error){
        .where = STR(""),
        .code = fault->code,
        .detail =
            arena_print(reading->arena, "%s It stands at byte %zu.", fault->detail, fault->at),
    };
    return PROBLEM_MALFORMED_JSON;
}

enum problem
shape_read_json(struct arena *arena, const struct shape *shape, struct str json, void *into,
                struct shape_errors *errors)
{
    struct reading reading = {arena, errors, false};
    struct scan_fault fault;
    void *draft = arena_take(arena, shape->size, alignof(max_align_t));

    errors->count = 0;
    errors->whole = false;
    if (scan_json(json, &fault))
        return no_json(&reading, &fault);

    struct json_object *object = parse(json);

    if (json_object_is_type(object, json_type_object)) {
        read_object(&reading, NULL, shape, object, draft);
    } else {
        errors->whole = true;
        wrong_type(&reading, NULL, SHAPE_IS_OBJECT, object);
    }
    json_object_put(object);
    if (errors->count == 0 || (shape->salvages && !errors->whole))
        memcpy(into, draft, shape->size);
    return errors->count == 0 ? PROBLEM_NONE : PROBLEM_BAD_INPUT;
}
