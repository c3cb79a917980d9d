/*
 * jwk-set: the public keys of somebody else (RFC 7517), to judge what they signed.
 *
 * Only keys that can sign as RS256 or ES256 are taken: others are passed over, since a set may
 * hold them, and one that is broken takes none of its neighbours with it. Private parts are
 * not looked at. A set lives in the arena, and its keys end with it.
 */
#pragma once

#include "base/arena.h"
#include "keys/keys.h"

enum {
    JWK_SET_SIZE_MAX = 64 << 10, /* bytes of the text */
    JWK_SET_MAX = 32,            /* keys */
    JWK_KID_SIZE_MAX = 255,      /* bytes; a key may have none */
};

struct jwk_set {
    size_t count;
    struct jwk {
        struct str kid; /* STR_NONE when it has none */
        struct sign_key *key;
    } list[JWK_SET_MAX];
};

/* NULL when it is no set at all: not JSON, too large, or without "keys". */
const struct jwk_set *jwk_set_read(struct arena *arena, struct str json);

/*
 * The one key for this kid and algorithm; of a token without a kid, the only key of the
 * algorithm. NULL when there is none, or more than one would do.
 */
const struct sign_key *jwk_set_find(const struct jwk_set *set, struct str kid,
                                    enum sign_algorithm algorithm);
