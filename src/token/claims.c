#include "token/claims.h"

#include "json/unescape.h"

#include <string.h>

struct walk {
    struct str json;
    size_t at;
};

static bool
is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/* The next byte that is no blank; NUL at the end. */
static char
next(struct walk *walk)
{
    while (walk->at < walk->json.size && is_one_of(walk->json.at[walk->at], " \t\r\n"))
        walk->at++;
    return walk->at < walk->json.size ? walk->json.at[walk->at] : '\0';
}

static bool
take(struct walk *walk, char mark)
{
    if (next(walk) != mark || walk->at >= walk->json.size)
        return false;
    walk->at++;
    return true;
}

static struct str
since(const struct walk *walk, size_t start)
{
    return (struct str){walk->json.at + start, walk->at - start};
}

/* What stands between quotes, escapes and all. */
static bool
take_text(struct walk *walk, struct str *inner)
{
    if (!take(walk, '"'))
        return false;
    for (size_t start = walk->at; walk->at < walk->json.size; walk->at++) {
        char c = walk->json.at[walk->at];

        if (c == '"') {
            *inner = since(walk, start);
            walk->at++;
            return true;
        }
        walk->at += c == '\\';
    }
    return false;
}

/* An object or a list, whatever is in it. */
static bool
take_nested(struct walk *walk)
{
    struct str ignored;
    size_t depth = 0;

    do {
        char c = next(walk);

        if (c == '"') {
            if (!take_text(walk, &ignored))
                return false;
            continue;
        }
        if (walk->at >= walk->json.size)
            return false;
        depth += is_one_of(c, "{[");
        depth -= is_one_of(c, "}]");
        walk->at++;
    } while (depth > 0);
    return true;
}

static bool
take_value(struct walk *walk, struct str *value)
{
    char first = next(walk);
    size_t start = walk->at;
    struct str ignored;

    if (first == '"') {
        if (!take_text(walk, &ignored))
            return false;
    } else if (is_one_of(first, "{[")) {
        if (!take_nested(walk))
            return false;
    } else {
        while (walk->at < walk->json.size && !is_one_of(walk->json.at[walk->at], ",]} \t\r\n"))
            walk->at++;
    }
    *value = since(walk, start);
    return value->size > 0;
}

static bool
take_end(struct walk *walk, char mark)
{
    return take(walk, mark) && next(walk) == '\0' && walk->at == walk->json.size;
}

bool
claims_read(struct str json, struct claims *claims)
{
    struct walk walk = {json, 0};

    claims->count = 0;
    if (!take(&walk, '{'))
        return false;
    if (next(&walk) == '}')
        return take_end(&walk, '}');
    do {
        struct str name, value;

        if (claims->count == CLAIMS_MAX || !take_text(&walk, &name) || !take(&walk, ':') ||
            !take_value(&walk, &value) || memchr(name.at, '\\', name.size) != NULL)
            return false;
        claims->list[claims->count].name = name;
        claims->list[claims->count++].value = value;
    } while (take(&walk, ','));
    return take_end(&walk, '}');
}

static struct str
value_of(const struct claims *claims, const char *name)
{
    for (size_t i = 0; i < claims->count; i++)
        if (str_same(claims->list[i].name, str_of(name)))
            return claims->list[i].value;
    return STR_NONE;
}

bool
claims_are_flat(const struct claims *claims)
{
    for (size_t i = 0; i < claims->count; i++)
        if (is_one_of(claims->list[i].value.at[0], "{["))
            return false;
    return true;
}

bool
claims_have(const struct claims *claims, const char *name)
{
    return value_of(claims, name).at != NULL;
}

struct str
claims_text(struct arena *arena, const struct claims *claims, const char *name)
{
    struct walk walk = {value_of(claims, name), 0};
    struct str inner;

    return take_text(&walk, &inner) ? json_unescape(arena, inner) : STR_NONE;
}

bool
claims_integer(const struct claims *claims, const char *name, int64_t *value)
{
    int64_t read;

    if (!str_integer(value_of(claims, name), &read))
        return false;
    *value = read;
    return true;
}

bool
claims_hold(struct arena *arena, const struct claims *claims, const char *name, struct str wanted)
{
    struct walk walk = {value_of(claims, name), 0};
    struct str inner;
    bool held = false;

    if (take_text(&walk, &inner))
        return str_same(json_unescape(arena, inner), wanted);
    if (!take(&walk, '['))
        return false;
    do {
        if (!take_text(&walk, &inner))
            return false;
        held |= str_same(json_unescape(arena, inner), wanted);
    } while (take(&walk, ','));
    return take_end(&walk, ']') && held;
}

struct str
claims_raw(const struct claims *claims, const char *name)
{
    return value_of(claims, name);
}

bool
claims_list(const struct claims *claims, const char *name, struct str *list)
{
    struct str value = value_of(claims, name);

    if (value.size < 2 || value.at[0] != '[' || value.at[value.size - 1] != ']')
        return false;
    *list = (struct str){value.at + 1, value.size - 2};
    return true;
}

bool
claims_next(struct str *list, struct str *item)
{
    struct walk walk = {*list, 0};

    if (next(&walk) == '\0' || !take_value(&walk, item))
        return false;
    take(&walk, ',');
    *list = str_from(*list, walk.at);
    return true;
}

bool
claims_has_several(const struct claims *claims, const char *name)
{
    struct str list, item;

    return claims_list(claims, name, &list) && claims_next(&list, &item) &&
           claims_next(&list, &item);
}
