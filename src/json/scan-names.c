#include "json/scan-parts.h"

#include <string.h>

static uint64_t
hash_of(uint64_t seed, const struct scan_name *name)
{
    uint64_t hash = seed ^ name->size;

    for (size_t i = 0; i < name->size; i++) {
        hash = (hash ^ (unsigned char)name->at[i]) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    return hash;
}

/* It was read once without a fault, so reading it again cannot fail. */
static bool
stands_at(struct str json, size_t at, const struct scan_name *name)
{
    struct scan_name other;
    struct scan_fault none;

    return scan_string(json, &at, &other, &none) && other.size == name->size &&
           memcmp(other.at, name->at, name->size) == 0;
}

bool
scan_names_add(struct scan_names *names, size_t start, const struct scan_name *name, size_t at,
               struct scan_fault *fault)
{
    uint64_t hash = hash_of(names->seed, name);
    uint16_t mark = (uint16_t)(hash >> 48);
    size_t slot = hash % SCAN_SLOTS;

    for (; names->slots[slot] != 0; slot = (slot + 1) % SCAN_SLOTS) {
        size_t other = names->slots[slot] - 1u;

        if (other >= start && names->list[other].mark == mark &&
            stands_at(names->json, names->list[other].at, name))
            return scan_refuse(fault, at, "doubled_name",
                               "Two members of one object have this name.");
    }
    if (names->count == SCAN_OPEN_NAMES_MAX)
        return scan_refuse(fault, at, "too_many",
                           "The objects around this one have too many members before it.");
    names->list[names->count].at = (uint32_t)at;
    names->list[names->count].mark = mark;
    names->list[names->count].slot = (uint16_t)slot;
    names->slots[slot] = (uint16_t)++names->count;
    return true;
}

void
scan_names_drop(struct scan_names *names, size_t start)
{
    while (names->count > start)
        names->slots[names->list[--names->count].slot] = 0;
}
