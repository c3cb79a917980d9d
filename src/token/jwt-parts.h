/*
 * jwt-parts: what the two files of jwt.h know of each other.
 */
#pragma once

#include "token/claims.h"
#include "token/jwt.h"

enum { JWT_PARTS = 3 };

struct reading {
    struct arena *arena;
    struct str token;
    struct str parts[JWT_PARTS]; /* decoded */
    struct claims header, payload;
};

/* Three parts, each base64url as it would be written, the first two strict JSON objects. */
bool jwt_take_apart(struct reading *reading);

/* What is wrong with the token itself: its form, header, key or signature. */
enum jwt_verdict jwt_open(struct reading *reading, const struct jwk_set *set);
