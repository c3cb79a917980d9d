#include "json/cut.h"

#include "json/unescape.h"

#include <string.h>

enum { ROOM_FIRST = 48 }; /* most objects have fewer members */

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

static size_t
skip(struct str json, size_t at)
{
    while (at < json.size && strchr(" \t\r\n,:", json.at[at]) != NULL)
        at++;
    return at;
}

size_t
json_cut_object(struct arena *arena, struct str object, struct json_member **members)
{
    size_t count = 0, room = ROOM_FIRST;
    struct json_member *list = arena_list(arena, struct json_member, room);

    if (str_starts(object, STR("{")))
        for (size_t at = skip(object, 1); at < object.size && object.at[at] == '"';) {
            size_t name_end = string_end(object, at), start = skip(object, name_end);
            size_t end = value_end(object, start);

            list = arena_room(arena, list, count, &room, sizeof(*list));
            list[count++] = (struct json_member){
                .name = {object.at + at + 1, name_end - at - 2},
                .value = str_trim((struct str){object.at + start,  end - start      }
                  ),
            };
            at = skip(object, end);
        }
    *members = list;
    return count;
}

size_t
json_cut_list(struct arena *arena, struct str list, struct str **items)
{
    size_t count = 0, room = ROOM_FIRST;
    struct str *found = arena_list(arena, struct str, room);

    if (str_starts(list, STR("[")))
        for (size_t at = skip(list, 1); at < list.size && list.at[at] != ']';) {
            size_t end = value_end(list, at);

            found = arena_room(arena, found, count, &room, sizeof(*found));
            found[count++] = str_trim((struct str){list.at + at, end - at});
            at = skip(list, end);
        }
    *items = found;
    return count;
}

struct str
json_named(const struct json_member *members, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (str_same(members[i].name, str_of(name)))
            return str_same(members[i].value, STR("null")) ? STR_NONE : members[i].value;
    return STR_NONE;
}

struct str
json_meaning(struct arena *arena, struct str value)
{
    if (!str_starts(value, STR("\"")))
        return value;
    return json_unescape(arena, (struct str){value.at + 1, value.size - 2});
}

struct json_object
json_object_open(struct arena *arena, struct str json)
{
    struct json_object object = {.arena = arena};

    object.count = json_cut_object(arena, json, &object.members);
    return object;
}

struct str
json_object_raw(const struct json_object *object, const char *name)
{
    return json_named(object->members, object->count, name);
}

struct str
json_object_meaning(const struct json_object *object, const char *name)
{
    return json_meaning(object->arena, json_object_raw(object, name));
}

struct json_object
json_object_within(const struct json_object *object, const char *name)
{
    return json_object_open(object->arena, json_object_raw(object, name));
}
