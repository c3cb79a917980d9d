#include "ctl/uri-set.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024 };

static int
compare(const void *a, const void *b)
{
    const struct str *one = a, *other = b;
    size_t size = one->size < other->size ? one->size : other->size;
    int order = memcmp(one->at, other->at, size);

    return order != 0 ? order : (one->size > other->size) - (one->size < other->size);
}

bool
uri_set_add(struct uri_set *set, struct str uri)
{
    if (set->settled > 0 &&
        bsearch(&uri, set->list, set->settled, sizeof(set->list[0]), compare) != NULL)
        return true;
    if (set->count == URI_SET_MAX)
        return false;
    if (set->count == set->room) {
        size_t room = set->room == 0 ? FIRST_ROOM : set->room * 2;
        struct str *list = arena_list(set->arena, struct str, room);

        if (set->count > 0)
            memcpy(list, set->list, set->count * sizeof(list[0]));
        set->list = list;
        set->room = room;
    }
    set->list[set->count++] = arena_copy(set->arena, uri);
    return true;
}

void
uri_set_settle(struct uri_set *set)
{
    size_t kept = 0;

    if (set->count > 1)
        qsort(set->list, set->count, sizeof(set->list[0]), compare);
    for (size_t i = 0; i < set->count; i++)
        if (i == 0 || !str_same(set->list[i], set->list[kept - 1]))
            set->list[kept++] = set->list[i];
    set->count = set->settled = kept;
}
