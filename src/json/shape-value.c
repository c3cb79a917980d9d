#include "json/shape-parts.h"

#include "base/text.h"

#include <assert.h>

static bool
within(const struct reading *reading, const struct place *place, const struct shape_field *field,
       double value)
{
    bool whole = field->kind == SHAPE_IS_INT;

    if (value < field->min) {
        shape_misfit(reading, place, "too_small", "has to be at least %.16g.", field->min);
        return false;
    }
    if (field->max != 0 && value > field->max) {
        shape_misfit(reading, place, "too_large", "has to be at most %.16g.", field->max);
        return false;
    }
    if (whole && value > SHAPE_WHOLE_MAX) {
        shape_misfit(reading, place, "too_large", "has to be at most %.0f.", SHAPE_WHOLE_MAX);
        return false;
    }
    return true;
}

void
shape_take_whole(const struct reading *reading, const struct place *place,
                 const struct shape_field *field, int64_t value, void *at)
{
    if (within(reading, place, field, (double)value))
        *(int64_t *)at = value;
}

void
shape_take_number(const struct reading *reading, const struct place *place,
                  const struct shape_field *field, double value, void *at)
{
    if (within(reading, place, field, value))
        *(double *)at = value == 0 ? 0 : value; /* without the sign that zero may have */
}

static size_t
limit_or(double limit, size_t usually)
{
    return limit > 0 ? (size_t)limit : usually;
}

static bool
long_enough(const struct reading *reading, const struct place *place,
            const struct shape_field *field, size_t length, const char *what)
{
    size_t min = limit_or(field->min, 0);

    if (length < min)
        shape_misfit(reading, place, "too_short", "has to have at least %zu %s%s; it has %zu.", min,
                     what, min == 1 ? "" : "s", length);
    return length >= min;
}

static bool
short_enough(const struct reading *reading, const struct place *place,
             const struct shape_field *field, size_t length, size_t usually, const char *what)
{
    size_t max = limit_or(field->max, usually);

    if (length > max)
        shape_misfit(reading, place, "too_long", "may have at most %zu %s%s; it has %zu.", max,
                     what, max == 1 ? "" : "s", length);
    return length <= max;
}

static bool
text_fits(const struct reading *reading, const struct place *place, const struct shape_field *field,
          struct str text)
{
    const char *flaw = shape_text_flaw(text);
    size_t length = shape_text_length(text);

    if (flaw != NULL) {
        shape_misfit(reading, place, "bad_format", "%s", flaw);
        return false;
    }
    if (!long_enough(reading, place, field, length, "character") ||
        !short_enough(reading, place, field, length, SHAPE_TEXT_MAX, "character"))
        return false;
    if (field->min >= 1 && shape_text_blank(text)) {
        shape_misfit(reading, place, "too_short", "has to have something that can be seen.");
        return false;
    }
    return true;
}

static bool
word_fits(const struct reading *reading, const struct place *place, const struct shape_field *field,
          struct str text)
{
    struct text list;
    size_t count = 0;

    for (; field->words[count] != NULL; count++)
        if (str_same(str_of(field->words[count]), text))
            return true;
    if (reading->errors->count == SHAPE_ERRORS_MAX)
        return false;
    list = text_new(reading->arena);
    for (size_t i = 0; i < count; i++)
        text_print(&list, "%s%s", i == 0 ? "" : ", ", field->words[i]);

    const char *nearest = str_nearest(text, field->words, count);

    if (nearest == NULL)
        shape_misfit(reading, place, "not_in_list", "has to be one of: %s.", text_str(&list).at);
    else
        shape_misfit(reading, place, "not_in_list", "has to be one of: %s; did you mean \"%s\"?",
                     text_str(&list).at, nearest);
    return false;
}

static bool
kind_fits(const struct reading *reading, const struct place *place, const struct shape_field *field,
          struct str text)
{
    const struct shape_text_kind *kind = shape_text_kind(field->kind);
    size_t max = field->max > 0 && field->max < (double)kind->max ? (size_t)field->max : kind->max;

    if (text.size > max)
        shape_misfit(reading, place, "too_long", "may have at most %zu bytes; it has %zu.", max,
                     text.size);
    else if (text.size < kind->min)
        shape_misfit(reading, place, "too_short", "has to have at least %zu bytes; it has %zu.",
                     kind->min, text.size);
    else if (!kind->fits(text))
        shape_misfit(reading, place, "bad_format", "%s", kind->rule);
    else
        return long_enough(reading, place, field, text.size, "byte");
    return false;
}

static struct str
lower_case(struct arena *arena, struct str text)
{
    char *lower = arena_take(arena, text.size + 1, 1);

    for (size_t i = 0; i < text.size; i++)
        lower[i] = (char)(text.at[i] >= 'A' && text.at[i] <= 'Z' ? text.at[i] | ' ' : text.at[i]);
    return (struct str){lower, text.size};
}

void
shape_take_text(const struct reading *reading, const struct place *place,
                const struct shape_field *field, struct str text, void *at)
{
    bool fits = field->kind == SHAPE_IS_TEXT   ? text_fits(reading, place, field, text)
                : field->kind == SHAPE_IS_ENUM ? word_fits(reading, place, field, text)
                                               : kind_fits(reading, place, field, text);

    if (fits)
        *(struct str *)at = field->kind == SHAPE_IS_EMAIL ? lower_case(reading->arena, text)
                                                          : arena_copy(reading->arena, text);
}

/* An item has the limits of its kind; a text has to say something, a number may be any. */
struct shape_field
shape_item(const struct shape_field *list)
{
    assert(list->item != SHAPE_IS_LIST && list->item != SHAPE_IS_MAP);
    return (struct shape_field){
        .name = list->name,
        .kind = list->item,
        .min = list->item == SHAPE_IS_TEXT                                   ? 1
               : list->item == SHAPE_IS_INT || list->item == SHAPE_IS_NUMBER ? -SHAPE_WHOLE_MAX
                                                                             : 0,
        .max = list->item == SHAPE_IS_TEXT ? SHAPE_ITEM_TEXT_MAX : 0,
        .words = list->words,
        .shape = list->shape,
    };
}

bool
shape_list_room(const struct reading *reading, const struct place *place,
                const struct shape_field *field, size_t count, struct shape_list *list)
{
    struct shape_field item = *field;

    if (field->kind == SHAPE_IS_LIST)
        item = shape_item(field);
    long_enough(reading, place, field, count, "item");
    if (!short_enough(reading, place, field, count, SHAPE_ITEMS_MAX, "item"))
        return false;
    list->count = count;
    list->items = arena_take(reading->arena, shape_value_size(&item) * count, alignof(max_align_t));
    return true;
}
