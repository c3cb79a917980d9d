/* Addresses of this service that name an award. */
#include "issue/issue.h"

#include <ctype.h>

static struct str
lower(struct arena *arena, struct str text)
{
    char *letters = arena_take(arena, text.size + 1, 1);

    for (size_t i = 0; i < text.size; i++)
        letters[i] = (char)tolower((unsigned char)text.at[i]);
    return (struct str){letters, text.size};
}

struct str
issue_award_of(struct arena *arena, struct str base, struct str url)
{
    static const char *const before[] = {"/v1/verifications/", "/verify/", "/v1/awards/",
                                         "/ob/awards/",        "/b/",      "/ob2/assertions/"};
    struct str path, id;

    if (!str_starts(url, base))
        return STR_NONE;
    path = str_from(url, base.size);
    str_cut(&path, '#', &id);
    path = id;
    str_cut(&path, '?', &id);
    path = id;
    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
        if (!str_starts(path, str_of(before[i])))
            continue;
        path = str_from(path, str_of(before[i]).size);
        str_cut(&path, '/', &id); /* a file of its page, or its picture */
        return str_is_uuid(id) ? lower(arena, id) : STR_NONE;
    }
    return STR_NONE;
}
