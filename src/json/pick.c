#include "json/pick.h"

#include "base/text.h"

#include <string.h>

/* One past the string that begins at `at`. */
static size_t
string_end(struct str json, size_t at)
{
    for (at++; at < json.size && json.at[at] != '"'; at++)
        if (json.at[at] == '\\')
            at++;
    return at + 1;
}

/* One past the value that begins at `at`: where a comma or a bracket of its own level stands. */
static size_t
value_end(struct str json, size_t at)
{
    int depth = 0;

    while (at < json.size) {
        char c = json.at[at];

        if (c == '"') {
            at = string_end(json, at);
            continue;
        }
        if (c == '{' || c == '[')
            depth++;
        if (depth == 0 && (c == ',' || c == '}' || c == ']'))
            break;
        if (c == '}' || c == ']')
            depth--;
        at++;
    }
    return at;
}

static bool
is_named(struct str name, const struct str *names, size_t count, bool *seen)
{
    for (size_t i = 0; i < count; i++) {
        if (!str_same(names[i], name))
            continue;
        seen[i] = true;
        return true;
    }
    return false;
}

static size_t
skip(struct str json, size_t at)
{
    while (at < json.size && strchr(" \t\r\n,:", json.at[at]) != NULL)
        at++;
    return at;
}

struct str
json_pick(struct arena *arena, struct str object, const struct str *names, size_t count,
          struct str *stranger)
{
    struct text out = text_new(arena);
    bool *seen = arena_list(arena, bool, count + 1);

    text_add(&out, STR("{"));
    for (size_t at = skip(object, 1); at < object.size && object.at[at] == '"';) {
        size_t start = at, name_end = string_end(object, at);
        struct str name = {object.at + start + 1, name_end - start - 2};

        at = value_end(object, skip(object, name_end));
        if (is_named(name, names, count, seen)) {
            text_add(&out, out.size > 1 ? STR(",") : STR(""));
            text_add(&out, (struct str){object.at + start, at - start});
        }
        at = skip(object, at);
    }
    text_add(&out, STR("}"));
    for (size_t i = 0; i < count; i++) {
        if (!seen[i]) {
            *stranger = names[i];
            return STR_NONE;
        }
    }
    return text_str(&out);
}
