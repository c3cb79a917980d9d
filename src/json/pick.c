#include "json/pick.h"

#include "base/text.h"
#include "json/cut.h"

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

struct str
json_pick(struct arena *arena, struct str object, const struct str *names, size_t count,
          struct str *stranger)
{
    struct text out = text_new(arena);
    bool *seen = arena_list(arena, bool, count + 1);
    struct json_member *members;
    size_t there = json_cut_object(arena, object, &members);

    text_add(&out, STR("{"));
    for (size_t i = 0; i < there; i++)
        if (is_named(members[i].name, names, count, seen))
            text_print(&out, "%s\"" STR_FMT "\":" STR_FMT, out.size > 1 ? "," : "",
                       STR_ARG(members[i].name), STR_ARG(members[i].value));
    for (size_t i = 0; i < count; i++) {
        if (!seen[i]) {
            *stranger = names[i];
            return STR_NONE;
        }
    }
    text_add(&out, STR("}"));
    return text_str(&out);
}
