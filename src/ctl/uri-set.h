/*
 * uri-set: URIs, each once, in the order of their bytes.
 *
 * Filled in rounds, one for each file: within a round nothing is looked up, so
 * a file may name a URI twice until the round ends.
 */
#pragma once

#include "base/arena.h"

enum { URI_SET_MAX = 500000 };

struct uri_set {
    struct arena *arena;
    struct str *list;
    size_t count, room, settled; /* the first `settled` are in order, and of rounds that ended */
};

bool uri_set_add(struct uri_set *set, struct str uri); /* false when it is full */
void uri_set_settle(struct uri_set *set);              /* ends a round */
