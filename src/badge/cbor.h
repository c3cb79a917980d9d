/*
 * cbor: the parts of CBOR (RFC 8949) that proofs are made of: whole numbers, byte strings, lists
 * and maps, of definite length and without tags; for this room alone.
 *
 * All take what they read off the front of `rest`; false when something else stands there, or more
 * than the caller has a use for. Nothing is copied.
 */
#pragma once

#include "base/str.h"

bool cbor_number(struct str *rest, uint64_t most, uint64_t *number);
bool cbor_bytes(struct str *rest, size_t size, struct str *bytes); /* of just this size */
/* How many items, and how many pairs, follow: never more than there are bytes. */
bool cbor_list(struct str *rest, size_t most, size_t *count);
bool cbor_map(struct str *rest, size_t most, size_t *count);
