/*
 * scan-parts: what the scan is put together from; for scan*.c alone.
 *
 * Each part reads on from `*at`, moves it past what it read, and answers false
 * with the fault filled in when that is no JSON.
 */
#pragma once

#include "json/scan.h"

/* Fills the fault; always false. */
static inline bool
scan_refuse(struct scan_fault *fault, size_t at, const char *code, const char *detail)
{
    *fault = (struct scan_fault){at, code, detail};
    return false;
}

/* A member's name, unescaped. */
struct scan_name {
    size_t size;
    char at[SCAN_NAME_MAX];
};

/* The string whose opening quote stands at `*at`. `name` is NULL when it is no name. */
bool scan_string(struct str json, size_t *at, struct scan_name *name, struct scan_fault *fault);

bool scan_number(struct str json, size_t *at, struct scan_fault *fault);

/*
 * The names of all objects that are open, innermost last, so that those of one
 * object are found by where they begin. A name is kept as the place where it
 * stands; the slots are a hash table of 1 + index into the list, and since
 * names leave in the order opposite to how they came, it needs no tombstones.
 */
enum { SCAN_SLOTS = 2 * SCAN_OPEN_NAMES_MAX };

struct scan_names {
    struct str json;
    uint64_t seed; /* so that nobody outside can choose names that share a slot */
    size_t count;
    struct {
        uint32_t at;   /* of its opening quote */
        uint16_t mark; /* bits of its hash that chose no slot */
        uint16_t slot;
    } list[SCAN_OPEN_NAMES_MAX];
    uint16_t slots[SCAN_SLOTS];
};

/* Adds the name that stands at `at` to the object whose names begin at `start`. */
bool scan_names_add(struct scan_names *names, size_t start, const struct scan_name *name, size_t at,
                    struct scan_fault *fault);

/* Forgets the names from index `start` on: their object has ended. */
void scan_names_drop(struct scan_names *names, size_t start);
