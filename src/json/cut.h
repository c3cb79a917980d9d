/*
 * cut: JSON that is known to be well-formed, such as PostgreSQL writes, taken
 * apart; its pieces are views of the text.
 */
#pragma once

#include "base/arena.h"

struct json_member {
    struct str name, value; /* as they stand; the name without its quotes */
};

/* The members of an object, or the items of a list; none of anything else. Answers how many. */
size_t json_cut_object(struct arena *arena, struct str object, struct json_member **members);
size_t json_cut_list(struct arena *arena, struct str list, struct str **items);

/* The value of a member as it stands; STR_NONE when it is null or not there. */
struct str json_named(const struct json_member *members, size_t count, const char *name);

/* An object that was taken apart once, and the values of its members; `within`: one that is an
 * object. */
struct json_object {
    struct arena *arena;
    struct json_member *members;
    size_t count;
};
struct json_object json_object_open(struct arena *arena, struct str json);
struct str json_object_raw(const struct json_object *object, const char *name);
struct str json_object_meaning(const struct json_object *object, const char *name);
struct json_object json_object_within(const struct json_object *object, const char *name);

/* What a string means; numbers, lists and so on as they stand. STR_NONE stays STR_NONE. */
struct str json_meaning(struct arena *arena, struct str value);
