/* Addresses of this service that name something signed. */
#include "issue/issue.h"

/* The id after one of the beginnings, the last of which is followed by NULL. */
static struct str
id_after(struct arena *arena, struct str base, struct str url, const char *const *before)
{
    struct str path, id;

    if (!str_starts(url, base))
        return STR_NONE;
    path = str_from(url, base.size);
    str_cut(&path, '#', &id);
    path = id;
    str_cut(&path, '?', &id);
    path = id;
    for (; *before != NULL; before++) {
        if (!str_starts(path, str_of(*before)))
            continue;
        path = str_from(path, str_of(*before).size);
        str_cut(&path, '/', &id); /* a file of its page, or its picture */
        return str_is_uuid(id) ? arena_lower(arena, id) : STR_NONE;
    }
    return STR_NONE;
}

struct str
issue_award_of(struct arena *arena, struct str base, struct str url)
{
    static const char *const before[] = {
        "/v1/verifications/", "/verify/", "/v1/awards/", "/ob/awards/", "/b/",
        "/ob2/assertions/",   NULL};

    return id_after(arena, base, url, before);
}

struct str
issue_endorsement_of(struct arena *arena, struct str base, struct str url)
{
    static const char *const before[] = {"/ob/endorsements/", "/v1/endorsements/",
                                         "/ob2/endorsements/", NULL};

    return id_after(arena, base, url, before);
}
