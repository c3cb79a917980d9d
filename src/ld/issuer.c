#include "ld/canon.h"

#include <string.h>

/* Where it stands, or `count` when it has no name yet. */
size_t
ld_issued_place(const struct ld_issuer *issuer, uint32_t blank)
{
    size_t i = 0;

    while (i < issuer->count && issuer->order[i] != blank)
        i++;
    return i;
}

static void
issuer_room(struct ld_canon *canon, struct ld_issuer *issuer, size_t room)
{
    uint32_t *order;

    if (room <= issuer->room)
        return;
    order = arena_list(canon->arena, uint32_t, 2 * room);
    if (issuer->count > 0)
        memcpy(order, issuer->order, issuer->count * sizeof(*order));
    issuer->order = order;
    issuer->room = 2 * room;
}

void
ld_issuer_copy(struct ld_canon *canon, struct ld_issuer *into, const struct ld_issuer *from)
{
    into->count = 0;
    issuer_room(canon, into, from->count + 1);
    if (from->count > 0)
        memcpy(into->order, from->order, from->count * sizeof(*from->order));
    into->count = from->count;
}

void
ld_issue(struct ld_canon *canon, struct ld_issuer *issuer, uint32_t blank)
{
    issuer_room(canon, issuer, issuer->count + 1);
    issuer->order[issuer->count++] = blank;
}
