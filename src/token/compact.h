/*
 * compact: a JWT that we sign, in its compact form (RFC 7515 section 7.1). All texts live in
 * the arena.
 */
#pragma once

#include "base/text.h"
#include "token/keyring.h"

/* A member and a comma after it; what was not given is left out. */
void compact_add_claim(struct text *payload, const char *name, struct str value);

/* Header, payload and signature; STR_NONE when it cannot be signed. `type` is its "typ". */
struct str compact_sign(struct arena *arena, const struct keyring_key *own, const char *type,
                        struct str payload);
