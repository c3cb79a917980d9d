/*
 * revoked: ids that count no more, until no token can name them any more.
 *
 * A ring. When it is full, the oldest gives way, and since it is not known any
 * more whom that one was about, all tokens that are as old as it are refused:
 * their holders fetch new ones. For the files of this room only.
 */
#pragma once

#include "token/token.h"

enum {
    REVOKED_MAX = 4096,
    /* Seconds: a token may have been dated by a clock that is ahead, and be read by one behind. */
    REVOKED_KEPT_S = TOKEN_LIFE_S_MAX + 2 * TOKEN_LEEWAY_S,
};

struct revoked {
    size_t first, count;
    int64_t floor; /* tokens issued by then are refused */
    uint32_t hashes[REVOKED_MAX];
    struct revoked_id {
        int64_t at; /* seconds since 1970 */
        size_t size;
        char id[TOKEN_CLAIM_MAX];
    } list[REVOKED_MAX];
};

void revoked_add(struct revoked *revoked, struct str id, int64_t at);
bool revoked_holds(struct revoked *revoked, struct str id, int64_t now);
