#include "ld/node.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_MAX = 15 }; /* what a double keeps of any decimal number */

#define WHOLE_MAX 9007199254740991.0 /* up to here it keeps all whole numbers */

/* Significant digits, without the zeros around them. */
static size_t
digits_of(struct str json)
{
    size_t count = 0, zeros = 0;

    for (size_t i = 0; i < json.size && (json.at[i] | ' ') != 'e'; i++) {
        if (json.at[i] < '0' || json.at[i] > '9')
            continue;
        if (json.at[i] == '0') {
            zeros += count > 0;
        } else {
            count += zeros + 1;
            zeros = 0;
        }
    }
    return count;
}

/* "3.650000000000000E+01" as "3.65E1". */
static struct str
trim(char *at)
{
    char *mark = strchr(at, 'E'), *end = mark;
    long power = strtol(mark + 1, NULL, 10);

    while (end[-1] == '0' && end[-2] != '.')
        end--;
    end += snprintf(end, 8, "E%ld", power);
    return (struct str){at, (size_t)(end - at)};
}

/* STR_NONE of what is whole by rounding alone, and of digits that a double does not keep. */
static struct str
whole_text(struct str json, double value, char at[LD_NUMBER_MAX])
{
    struct str text = {at, (size_t)snprintf(at, LD_NUMBER_MAX, "%.0f", value)};
    size_t digits = digits_of(text);
    bool kept = fabs(value) <= WHOLE_MAX || digits <= DIGITS_MAX;

    return kept && digits == digits_of(json) ? text : STR_NONE;
}

struct str
ld_number(struct str json, bool as_double, bool *whole, char at[LD_NUMBER_MAX])
{
    char text[LD_NUMBER_MAX];

    if (json.size >= sizeof(text))
        return STR_NONE;
    memcpy(text, json.at, json.size);
    text[json.size] = '\0';

    double value = strtod(text, NULL), size = fabs(value);

    *whole = floor(value) == value && size < 1e21;
    if (value == 0 && json.at[0] == '-')
        return STR_NONE;
    if (*whole && !as_double)
        return whole_text(json, value, at);
    if (size != 0 && (digits_of(json) > DIGITS_MAX || size < 1e-6))
        return STR_NONE;
    snprintf(at, LD_NUMBER_MAX, "%.15E", value);
    return trim(at);
}
