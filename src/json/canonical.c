#include "json/canonical.h"

#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MAX = 64 };

/* The order of UTF-16: as that of code points, but what needs two units comes before U+E000. */
static uint32_t
unit_order(uint32_t point)
{
    return point >= 0x10000 ? point - 0x10000 + 0xe000 : point >= 0xe000 ? point + 0x100000 : point;
}

static int
by_name(const void *a, const void *b)
{
    struct str x = (*(const struct json_tree *const *)a)->name;
    struct str y = (*(const struct json_tree *const *)b)->name;
    size_t i = 0, j = 0;

    while (i < x.size && j < y.size) {
        uint32_t one = unit_order(utf8_next(x, &i)), other = unit_order(utf8_next(y, &j));

        if (one != other)
            return one < other ? -1 : 1;
    }
    return (i < x.size) - (j < y.size);
}

/* Whether these digits mean the number, or do with one more at the end: below a power of two
   numbers are closer than above it, so that of two texts the further one may be it. After a nine
   fewer digits were the same text. */
static bool
means(char *print, double value)
{
    char *last = strchr(print, 'e') - 1;

    if (strtod(print, NULL) == value)
        return true;
    if (*last == '9')
        return false;
    ++*last;
    return strtod(print, NULL) == value;
}

/* The fewest digits that mean the same number, and the power of ten of the first of them. */
static size_t
shortest(double value, char digits[NUMBER_MAX], int *power)
{
    char print[NUMBER_MAX];
    size_t count = 0;

    for (int precision = 0; precision < 17; precision++) {
        snprintf(print, sizeof(print), "%.*e", precision, value);
        if (means(print, value))
            break;
    }
    for (const char *at = print; *at != 'e'; at++)
        if (*at != '.')
            digits[count++] = *at;
    *power = (int)strtol(strchr(print, 'e') + 1, NULL, 10);
    return count;
}

static void
add_zeros(struct text *text, int count)
{
    for (int i = 0; i < count; i++)
        text_add(text, STR("0"));
}

/* ECMA-262, Number::toString: where the point stands, and when an exponent is written. */
static void
add_number(struct text *text, double value)
{
    char digits[NUMBER_MAX];
    int power;
    size_t count = shortest(fabs(value), digits, &power), whole = (size_t)(power + 1);

    if (value < 0)
        text_add(text, STR("-"));
    if (power >= 21 || power < -6) {
        text_add(text, (struct str){digits, 1});
        if (count > 1)
            text_add(text, STR("."));
        text_add(text, (struct str){digits + 1, count - 1});
        text_print(text, "e%+d", power);
    } else if (power < 0) {
        text_add(text, STR("0."));
        add_zeros(text, -power - 1);
        text_add(text, (struct str){digits, count});
    } else if (count <= whole) {
        text_add(text, (struct str){digits, count});
        add_zeros(text, (int)(whole - count));
    } else {
        text_add(text, (struct str){digits, whole});
        text_add(text, STR("."));
        text_add(text, (struct str){digits + whole, count - whole});
    }
}

/* Not deeper than SCAN_DEPTH_MAX: the tree has passed the scan. */
static void
add_members(struct text *text, const struct json_tree *object)
{
    size_t count = 0;

    for (const struct json_tree *one = object->first; one != NULL; one = one->next)
        count++;

    const struct json_tree **members = arena_list(text->arena, const struct json_tree *, count + 1);

    for (const struct json_tree *one = object->first; one != NULL; one = one->next)
        *members++ = one;
    members -= count;
    qsort(members, count, sizeof(*members), by_name);
    text_add(text, STR("{"));
    for (size_t i = 0; i < count; i++) {
        text_add(text, i == 0 ? STR("") : STR(","));
        text_add_json(text, members[i]->name);
        text_add(text, STR(":"));
        json_canonical(text, members[i]);
    }
    text_add(text, STR("}"));
}

static void
add_items(struct text *text, const struct json_tree *list)
{
    text_add(text, STR("["));
    for (const struct json_tree *one = list->first; one != NULL; one = one->next) {
        text_add(text, one == list->first ? STR("") : STR(","));
        json_canonical(text, one);
    }
    text_add(text, STR("]"));
}

void
json_canonical(struct text *text, const struct json_tree *tree)
{
    static const struct str words[] = {
        [JSON_NULL] = {"null",  4},
          [JSON_FALSE] = {"false", 5},
          [JSON_TRUE] = {"true",  4}
    };

    if (tree->kind == JSON_OBJECT)
        add_members(text, tree);
    else if (tree->kind == JSON_LIST)
        add_items(text, tree);
    else if (tree->kind == JSON_STRING)
        text_add_json(text, tree->text);
    else if (tree->kind == JSON_NUMBER)
        add_number(text, strtod(arena_copy(text->arena, tree->text).at, NULL));
    else
        text_add(text, words[tree->kind]);
}
