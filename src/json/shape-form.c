#include "base/coding.h"
#include "base/utf8.h"
#include "json/scan.h"
#include "json/shape-parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A number as JSON writes one: the scan knows its grammar and its bounds. */
static bool
is_number(struct str text)
{
    struct scan_fault unused;

    return text.size > 0 && strchr("-0123456789", text.at[0]) != NULL && text.at[0] != '\0' &&
           text.at[text.size - 1] >= '0' && scan_json(text, &unused) == PROBLEM_NONE;
}

static void
take_value(const struct reading *reading, const struct place *place,
           const struct shape_field *field, struct str text, void *at)
{
    bool yes = str_same(text, STR("true"));
    int64_t whole = 0;

    switch (field->kind) {
    case SHAPE_IS_ANY:
        *(bool *)at = true;
        break;
    case SHAPE_IS_BOOL:
        if (!yes && !str_same(text, STR("false")))
            shape_misfit(reading, place, "wrong_type", "has to be true or false.");
        *(bool *)at = yes;
        break;
    case SHAPE_IS_INT:
        if (str_integer(text, &whole))
            shape_take_whole(reading, place, field, whole, at);
        else
            shape_misfit(reading, place, "wrong_type", "has to be a whole number.");
        break;
    case SHAPE_IS_NUMBER:
        if (is_number(text))
            shape_take_number(reading, place, field,
                              strtod(arena_copy(reading->arena, text).at, NULL), at);
        else
            shape_misfit(reading, place, "wrong_type", "has to be a number, as 54.7.");
        break;
    default:
        /* What has fields of its own cannot be said in a form: such a shape is a mistake. */
        assert(field->kind != SHAPE_IS_OBJECT && field->kind != SHAPE_IS_MAP);
        shape_take_text(reading, place, field, text, at);
    }
}

static size_t
items_in(struct str text)
{
    size_t count = text.size > 0;

    for (size_t i = 0; i < text.size; i++)
        count += text.at[i] == ',';
    return count;
}

static void
take_list(const struct reading *reading, const struct place *place, const struct shape_field *field,
          struct str text, struct shape_list *list)
{
    struct shape_field item = shape_item(field);
    size_t size = shape_value_size(&item);
    struct str one;

    if (!shape_list_room(reading, place, field, items_in(text), list))
        return;
    for (size_t i = 0; i < list->count && str_cut(&text, ',', &one); i++) {
        struct place inner = {place, STR_NONE, i};

        take_value(reading, &inner, &item, one, (char *)list->items + i * size);
    }
}

/* As it may be said again: a name that no parameter could have is percent-encoded, and cut. */
static struct str
shown(struct arena *arena, struct str name)
{
    if (name.size == 0)
        return STR("=");
    if (name.size <= SCAN_NAME_MAX && name.at[0] != '/' && utf8_is_plain(name))
        return name;
    name.size = name.size < SCAN_NAME_MAX ? name.size : SCAN_NAME_MAX;
    return coding_percent(arena, name);
}

static void
note_pair(const struct reading *reading, const struct shape *shape, struct str pair,
          bool ignore_unknown, struct str *values)
{
    struct str name;

    str_cut(&pair, '=', &name);
    name = coding_from_form(reading->arena, name);

    struct place place = {NULL, name, 0};
    const struct shape_field *field = shape_field_named(shape, name);

    if (field == NULL && ignore_unknown)
        return;
    if (field == NULL) {
        place.name = shown(reading->arena, name);
        shape_unknown(reading, &place, shape);
    } else if (values[field - shape->fields].at != NULL) {
        shape_misfit(reading, &place, "repeated", "was sent more than once; send it once%s.",
                     field->kind == SHAPE_IS_LIST ? ", with commas between its items" : "");
    } else {
        values[field - shape->fields] = coding_from_form(reading->arena, pair);
    }
}

enum problem
shape_read_form(struct arena *arena, const struct shape *shape, struct str form,
                bool ignore_unknown, void *into, struct shape_errors *errors)
{
    struct reading reading = {arena, errors, true};
    struct str *values = arena_list(arena, struct str, shape->count);
    char *draft = arena_take(arena, shape->size, alignof(max_align_t));
    struct str pair;

    errors->count = 0;
    errors->whole = false;
    while (str_cut(&form, '&', &pair))
        if (pair.size > 0)
            note_pair(&reading, shape, pair, ignore_unknown, values);

    for (size_t i = 0; i < shape->count; i++) {
        const struct shape_field *field = &shape->fields[i];
        struct place place = {NULL, str_of(field->name), 0};
        /* RFC 6749 section 3.2: a parameter without a value was not sent. */
        bool sent = values[i].at != NULL && !(ignore_unknown && values[i].size == 0);

        if (sent && field->kind == SHAPE_IS_LIST)
            take_list(&reading, &place, field, values[i], (void *)(draft + field->offset));
        else if (sent)
            take_value(&reading, &place, field, values[i], draft + field->offset);
        else if (!field->optional && !shape->partial)
            shape_misfit(&reading, &place, "required", "is missing; it has to be %s.",
                         shape_kind_words(field->kind));
    }
    if (errors->count > 0)
        return PROBLEM_BAD_INPUT;
    memcpy(into, draft, shape->size);
    return PROBLEM_NONE;
}
