#include "http/negotiate.h"

#include <assert.h>
#include <ctype.h>

enum { FULL_WEIGHT = 1000, TAG_MAX = 35, RANGES_MAX = 32 };

/* Takes the next element off a list, whose commas do not count within quotes. */
static bool
cut_outside_quotes(struct str *rest, char mark, struct str *head)
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

/* What stands before the parameters of an element, and its weight among them. */
static struct str
range_of(struct str element, int *weight)
{
    struct str range = STR(""), parameter, name;

    *weight = FULL_WEIGHT;
    cut_outside_quotes(&element, ';', &range);
    while (cut_outside_quotes(&element, ';', &parameter)) {
        str_cut(&parameter, '=', &name);
        if (str_same_any_case(str_trim(name), STR("q")))
            *weight = weight_of(str_trim(parameter));
    }
    return range;
}

/* Letters and digits with "-" between them: enough to be looked up by. */
static bool
is_tag(struct str tag)
{
    if (tag.size == 0 || tag.size > TAG_MAX || !isalpha((unsigned char)tag.at[0]))
        return false;
    for (size_t i = 0; i < tag.size; i++)
        if (!isalnum((unsigned char)tag.at[i]) && tag.at[i] != '-')
            return false;
    return true;
}

/* The usual letter case (RFC 5646 section 2.1.1): "LT" is "lt", "pt-br" is "pt-BR". */
static struct str
usual_case(struct arena *arena, struct str tag)
{
    char *usual = arena_take(arena, tag.size + 1, 1);
    struct str rest = tag, part;

    while (str_cut(&rest, '-', &part)) {
        size_t start = (size_t)(part.at - tag.at);

        for (size_t i = 0; i < part.size; i++) {
            bool upper = start > 0 && (part.size == 2 || (part.size == 4 && i == 0));
            unsigned char c = (unsigned char)part.at[i];

            usual[start + i] = (char)(upper ? toupper(c) : tolower(c));
        }
        if (rest.at != NULL)
            usual[start + part.size] = '-';
    }
    return (struct str){usual, tag.size};
}

struct range {
    struct str tag;
    int weight;
};

/* Each range once, unless it is no language or "*". */
static size_t
read_ranges(struct arena *arena, struct str header, struct range ranges[RANGES_MAX])
{
    struct str element;
    size_t count = 0;

    while (count < RANGES_MAX && cut_outside_quotes(&header, ',', &element)) {
        int weight;
        struct str tag = range_of(element, &weight);

        if (is_tag(tag))
            ranges[count++] = (struct range){usual_case(arena, tag), weight};
    }
    return count;
}

static bool
is_refused(const struct range *ranges, size_t count, struct str tag)
{
    for (size_t i = 0; i < count; i++)
        if (ranges[i].weight == 0 && str_same(ranges[i].tag, tag))
            return true;
    return false;
}

struct wish {
    const struct range *ranges;
    size_t range_count, count;
    struct str *wanted;
};

static void
want(struct wish *wish, struct str tag)
{
    if (wish->count == LANGUAGES_MAX || is_refused(wish->ranges, wish->range_count, tag))
        return;
    for (size_t i = 0; i < wish->count; i++)
        if (str_same(wish->wanted[i], tag))
            return;
    wish->wanted[wish->count++] = tag;
}

/* "zh-Hant-TW", then "zh-Hant", then "zh" (RFC 4647 section 3.4). */
static void
want_with_wider(struct wish *wish, struct str tag)
{
    want(wish, tag);
    for (; tag.size > 0; tag.size--)
        if (tag.at[tag.size - 1] == '-')
            want(wish, (struct str){tag.at, tag.size - 1});
}

/* The heaviest range that is left, the first of them if there are several. */
static struct range *
heaviest(struct range *ranges, size_t count)
{
    struct range *best = NULL;

    for (size_t i = 0; i < count; i++)
        if (ranges[i].weight > 0 && (best == NULL || ranges[i].weight > best->weight))
            best = &ranges[i];
    return best;
}

size_t
languages_wanted(struct arena *arena, struct str lang, struct str accept_language,
                 struct str wanted[LANGUAGES_MAX])
{
    struct range ranges[RANGES_MAX], *best;
    size_t count = read_ranges(arena, accept_language, ranges);
    struct wish wish = {ranges, 0, 0, wanted};

    /* The query is what somebody chose just now; it wins over what a browser always refuses. */
    if (is_tag(lang))
        want_with_wider(&wish, usual_case(arena, lang));
    wish.range_count = count;
    while ((best = heaviest(ranges, count)) != NULL) {
        want_with_wider(&wish, best->tag);
        best->weight = -1;
    }
    return wish.count;
}

/* How closely `range` names `type`: 0 not at all, 1 "*" of everything, 2 of its family, 3 itself.
 */
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

bool
accepts(struct str accept, const char *type)
{
    int closest = 0, weight_of_closest = 0;
    struct str element;

    if (str_trim(accept).size == 0)
        return true;
    while (cut_outside_quotes(&accept, ',', &element)) {
        int weight;
        int close = closeness(range_of(element, &weight), str_of(type));

        if (close > closest || (close == closest && close > 0 && weight > weight_of_closest)) {
            closest = close;
            weight_of_closest = weight;
        }
    }
    return weight_of_closest > 0;
}

/* Whether no charset but UTF-8 is claimed. */
static bool
is_utf8(struct str parameters)
{
    struct str parameter, name;

    while (cut_outside_quotes(&parameters, ';', &parameter)) {
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

    cut_outside_quotes(&content_type, ';', &name);
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
    while (cut_outside_quotes(&list, ',', &one))
        if (one.size > 0 && str_same(opaque(one), opaque(tag)))
            return true;
    return false;
}
