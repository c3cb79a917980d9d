#include "http/negotiate-parts.h"

#include <ctype.h>

enum { FULL_WEIGHT = 1000 };

bool
negotiate_cut(struct str *rest, char mark, struct str *head)
{
    bool quoted = false;

    if (rest->at == NULL)
        return false;
    *head = *rest;
    for (size_t i = 0; i < rest->size; i++) {
        if (rest->at[i] == '"')
            quoted = !quoted;
        if (rest->at[i] != mark || quoted)
            continue;
        head->size = i;
        *rest = str_from(*rest, i + 1);
        *head = str_trim(*head);
        return true;
    }
    *rest = STR_NONE;
    *head = str_trim(*head);
    return true;
}

/* "0.5" is 500 (RFC 9110 section 12.4.2); what is no weight is 0, so its range is left out. */
static int
weight_of(struct str text)
{
    int weight = 0, unit = 100;

    if (text.size == 0 || text.size > 5 || (text.size > 1 && text.at[1] != '.'))
        return 0;
    for (size_t i = 2; i < text.size; i++, unit /= 10) {
        if (!isdigit((unsigned char)text.at[i]))
            return 0;
        weight += (text.at[i] - '0') * unit;
    }
    if (text.at[0] == '1')
        return weight == 0 ? FULL_WEIGHT : 0;
    return text.at[0] == '0' ? weight : 0;
}

struct str
negotiate_range(struct str element, int *weight)
{
    struct str range = STR(""), parameter, name;

    *weight = FULL_WEIGHT;
    negotiate_cut(&element, ';', &range);
    while (negotiate_cut(&element, ';', &parameter)) {
        str_cut(&parameter, '=', &name);
        if (str_same_any_case(str_trim(name), STR("q")))
            *weight = weight_of(str_trim(parameter));
    }
    return range;
}

/* How closely `range` names `type`: 0 not at all, 1 as anything, 2 by its family, 3 itself. */
static int
closeness(struct str range, struct str type)
{
    struct str family = type, subtype = type;

    str_cut(&subtype, '/', &family);
    if (str_same_any_case(range, type))
        return 3;
    if (str_ends(range, STR("/*")) &&
        str_same_any_case((struct str){range.at, range.size - 2}, family))
        return 2;
    return str_same(range, STR("*/*"));
}

int
weight_for(struct str accept, const char *type)
{
    int closest = 0, weight_of_closest = 0;
    struct str element;

    if (str_trim(accept).size == 0)
        return FULL_WEIGHT;
    while (negotiate_cut(&accept, ',', &element)) {
        int weight;
        int close = closeness(negotiate_range(element, &weight), str_of(type));

        if (close > closest || (close == closest && close > 0 && weight > weight_of_closest)) {
            closest = close;
            weight_of_closest = weight;
        }
    }
    return weight_of_closest;
}

bool
accepts(struct str accept, const char *type)
{
    return weight_for(accept, type) > 0;
}

const char *
type_wanted(struct str accept, const char *const types[], size_t count)
{
    const char *best = NULL;
    int most = 0;

    for (size_t i = 0; i < count; i++) {
        int weight = weight_for(accept, types[i]);

        if (weight > most) {
            most = weight;
            best = types[i];
        }
    }
    return best;
}

/* Whether no charset but UTF-8 is claimed. */
static bool
is_utf8(struct str parameters)
{
    struct str parameter, name;

    while (negotiate_cut(&parameters, ';', &parameter)) {
        str_cut(&parameter, '=', &name);
        parameter = str_trim(parameter);
        if (str_same_any_case(str_trim(name), STR("charset")) &&
            !str_same_any_case(parameter, STR("utf-8")) &&
            !str_same_any_case(parameter, STR("\"utf-8\"")))
            return false;
    }
    return true;
}

static bool
is_type(struct str content_type, struct str type)
{
    struct str name = STR("");

    negotiate_cut(&content_type, ';', &name);
    return str_same_any_case(name, type) && is_utf8(content_type);
}

bool
is_json(struct str content_type)
{
    return is_type(content_type, STR("application/json")) ||
           is_type(content_type, STR("application/merge-patch+json"));
}

bool
is_form(struct str content_type)
{
    return is_type(content_type, STR("application/x-www-form-urlencoded"));
}

bool
is_csv(struct str content_type)
{
    return is_type(content_type, STR("text/csv"));
}

bool
is_ndjson(struct str content_type)
{
    return is_type(content_type, STR("application/x-ndjson"));
}

const char *
type_among(struct str content_type, const char *const types[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_type(content_type, str_of(types[i])))
            return types[i];
    return NULL;
}

static struct str
opaque(struct str tag)
{
    return str_starts(tag, STR("W/")) ? str_from(tag, 2) : tag;
}

bool
tags_name(struct str list, struct str tag)
{
    struct str one;

    if (str_same(str_trim(list), STR("*")))
        return true;
    while (negotiate_cut(&list, ',', &one))
        if (one.size > 0 && str_same(opaque(one), opaque(tag)))
            return true;
    return false;
}
