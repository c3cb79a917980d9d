/*
 * client-keys: the public keys that a client brings to sign its assertions with
 * (RFC 7517), as an input.
 *
 * They are read member by member and written anew, so that what is kept holds
 * the public parts alone. Texts live in the arena.
 */
#pragma once

#include "api/api.h"

struct client_keys {
    struct shape_list keys;
};
extern const struct shape client_keys_shape;

/* As JSON; STR_NONE when one of them is a secret, or none can be used here. */
struct str client_keys_json(struct arena *arena, const struct client_keys *keys);
