#include "token/revoked.h"

#include <string.h>

/* Saves looking at the ids themselves. */
static uint32_t
hash_of(struct str id)
{
    return (uint32_t)str_hash(id);
}

static struct revoked_id *
find(struct revoked *revoked, struct str id)
{
    uint32_t hash = hash_of(id);

    for (size_t i = 0; i < revoked->count; i++) {
        size_t place = (revoked->first + i) % REVOKED_MAX;
        struct revoked_id *entry = &revoked->list[place];

        if (revoked->hashes[place] == hash && str_same((struct str){entry->id, entry->size}, id))
            return entry;
    }
    return NULL;
}

static void
drop_first(struct revoked *revoked)
{
    revoked->first = (revoked->first + 1) % REVOKED_MAX;
    revoked->count--;
}

static void
make_room(struct revoked *revoked)
{
    int64_t floor = revoked->list[revoked->first].at + TOKEN_LEEWAY_S;

    if (revoked->count < REVOKED_MAX)
        return;
    if (floor > revoked->floor)
        revoked->floor = floor;
    drop_first(revoked);
}

void
revoked_add(struct revoked *revoked, struct str id, int64_t at)
{
    /* No token that passes has an id of such a size. */
    if (id.size == 0 || id.size > TOKEN_CLAIM_MAX)
        return;

    struct revoked_id *entry = find(revoked, id);

    if (entry != NULL) {
        entry->at = at > entry->at ? at : entry->at;
        return;
    }
    make_room(revoked);

    size_t place = (revoked->first + revoked->count++) % REVOKED_MAX;

    entry = &revoked->list[place];
    entry->at = at;
    entry->size = id.size;
    memcpy(entry->id, id.at, id.size);
    revoked->hashes[place] = hash_of(id);
}

bool
revoked_holds(struct revoked *revoked, struct str id, int64_t now)
{
    while (revoked->count > 0 && now - revoked->list[revoked->first].at > REVOKED_KEPT_S)
        drop_first(revoked);

    return id.size > 0 && find(revoked, id) != NULL;
}
