#include "json/shape-parts.h"

#include "base/text.h"
#include "json/scan.h"

#include <stdarg.h>
#include <stdio.h>

enum { DETAIL_SIZE = 512, FIELDS_MAX = 128 };

/* Of a form the parameter alone counts, whatever stands in it. */
static struct str
parameter(const struct place *place)
{
    while (place->outer != NULL)
        place = place->outer;
    return place->name;
}

/* RFC 6901 section 3. */
static void
add_token(struct text *pointer, const struct place *place)
{
    if (place->name.at == NULL) {
        text_print(pointer, "/%zu", place->index);
        return;
    }
    text_add(pointer, STR("/"));
    for (size_t i = 0; i < place->name.size; i++) {
        struct str letter = {place->name.at + i, 1};

        text_add(pointer, *letter.at == '~' ? STR("~0") : *letter.at == '/' ? STR("~1") : letter);
    }
}

static struct str
pointer(struct arena *arena, const struct place *place)
{
    const struct place *way[SCAN_DEPTH_MAX + 1];
    struct text text = text_new(arena);
    size_t count = 0;

    /* No chain is longer: the scan has refused what is nested deeper. */
    for (; place != NULL; place = place->outer)
        way[count++] = place;
    while (count > 0)
        add_token(&text, way[--count]);
    return text_str(&text);
}

static struct str
subject(struct arena *arena, const struct place *place)
{
    if (place == NULL)
        return STR("The body");
    if (place->name.at != NULL)
        return arena_print(arena, "\"" STR_FMT "\"", STR_ARG(place->name));
    return arena_print(arena, "Item %zu of \"" STR_FMT "\"", place->index,
                       STR_ARG(place->outer->name));
}

void
shape_misfit(const struct reading *reading, const struct place *place, const char *code,
             const char *format, ...)
{
    struct shape_errors *errors = reading->errors;
    char rest[DETAIL_SIZE];
    va_list args;

    if (errors->count == SHAPE_ERRORS_MAX)
        return;
    va_start(args, format);
    vsnprintf(rest, sizeof(rest), format, args);
    va_end(args);

    struct str name = subject(reading->arena, place);

    errors->list[errors->count++] = (struct shape_error){
        .where = reading->form ? parameter(place) : pointer(reading->arena, place),
        .code = code,
        .detail = arena_print(reading->arena, STR_FMT " %s", STR_ARG(name), rest),
    };
}

static size_t
names_of(const struct shape *shape, const char *names[FIELDS_MAX])
{
    size_t count = 0;

    for (; count < shape->count && count < FIELDS_MAX; count++)
        names[count] = shape->fields[count].name;
    return count;
}

void
shape_unknown(const struct reading *reading, const struct place *place, const struct shape *shape)
{
    const char *names[FIELDS_MAX];
    size_t count = names_of(shape, names);

    if (reading->errors->count == SHAPE_ERRORS_MAX)
        return;

    const char *nearest = str_nearest(place->name, names, count);
    struct text hint = text_new(reading->arena);

    if (nearest != NULL)
        text_print(&hint, "; did you mean \"%s\"?", nearest);
    else
        text_add(&hint, STR("."));
    if (reading->form && count > 0) {
        text_add(&hint, STR(" Known here:"));
        for (size_t i = 0; i < count; i++)
            text_print(&hint, "%s %s", i == 0 ? "" : ",", names[i]);
        text_add(&hint, STR("."));
    }
    shape_misfit(reading, place, "unknown_field", "is not known here%s", text_str(&hint).at);
}

const struct shape_field *
shape_field_named(const struct shape *shape, struct str name)
{
    for (size_t i = 0; i < shape->count; i++)
        if (str_same(str_of(shape->fields[i].name), name))
            return &shape->fields[i];
    return NULL;
}

const char *
shape_kind_words(enum shape_kind kind)
{
    static const char *const words[SHAPE_KINDS] = {
        [SHAPE_IS_INT] = "a whole number",
        [SHAPE_IS_NUMBER] = "a number",
        [SHAPE_IS_BOOL] = "true or false",
        [SHAPE_IS_OBJECT] = "an object",
        [SHAPE_IS_LIST] = "a list",
        [SHAPE_IS_MAP] = "an object with languages as names",
        [SHAPE_IS_ANY] = "an object or a text",
    };

    return words[kind] == NULL ? "a text" : words[kind];
}

size_t
shape_value_size(const struct shape_field *field)
{
    switch (field->kind) {
    case SHAPE_IS_INT:
        return sizeof(int64_t);
    case SHAPE_IS_NUMBER:
        return sizeof(double);
    case SHAPE_IS_BOOL:
    case SHAPE_IS_ANY:
        return sizeof(bool);
    case SHAPE_IS_OBJECT:
    case SHAPE_IS_MAP:
        return field->shape->size;
    case SHAPE_IS_LIST:
        return sizeof(struct shape_list);
    default:
        return sizeof(struct str);
    }
}
