/*
 * jwt: tokens of type "JWT" that others have signed: id tokens of a city's provider, and the
 * assertions by which clients show who they are. They are verified by libjwt, behind a guard.
 *
 * libjwt 1.10 takes a token for what its own header says. So the guard has read the token
 * before: its size, its parts, its header (strict JSON, nothing that asks for more), which key
 * it names, and that its algorithm is that key's. Only then is the library asked, with that
 * key alone, and what it says it has read is not used: claims are read from the payload by
 * our own strict reader. The library looks at no claim; what has to hold of them stands here.
 */
#pragma once

#include "token/jwk-set.h"

enum {
    JWT_SIZE_MAX = 8192,       /* bytes */
    JWT_LEEWAY_S = 30,         /* clocks may differ by this much */
    JWT_ASSERTION_S_MAX = 300, /* of what is left of an assertion's life (RFC 7523 section 3) */
    JWT_ID_TOKEN_S_MAX = 86400,
    JWT_ID_SIZE_MIN = 8, /* bytes of a jti */
    JWT_TEXT_SIZE_MAX = 255,
};

/* Each is what was wrong first, in the order of the checks. */
enum jwt_verdict {
    JWT_GOOD,
    JWT_MALFORMED,   /* not three canonical parts, too large, or no strict JSON */
    JWT_HEADER,      /* a type or an extension that is not taken here */
    JWT_ALGORITHM,   /* not one of ours, or not the key's */
    JWT_UNKNOWN_KEY, /* the set has no such key: it may have changed since it was read */
    JWT_SIGNATURE,
    JWT_ISSUER,
    JWT_SUBJECT,
    JWT_AUDIENCE,
    JWT_EXPIRED,
    JWT_TIMES, /* missing, in the future, or too far apart */
    JWT_NONCE,
    JWT_TOKEN_ID,
};
const char *jwt_verdict_name(enum jwt_verdict verdict);

/* RFC 7523 section 3: iss and sub are the client, aud is one of `audiences`, jti is there. */
struct jwt_assertion_want {
    struct str client;
    const struct str *audiences;
    size_t audience_count;
    int64_t now; /* seconds since 1970 */
};
struct jwt_assertion {
    struct str token_id;
    int64_t expires_at;
};
enum jwt_verdict jwt_check_assertion(struct arena *arena, const struct jwk_set *set,
                                     const struct jwt_assertion_want *want, struct str token,
                                     struct jwt_assertion *assertion);

/* The client that an assertion says it comes from, unchecked, to find its keys by; or STR_NONE. */
struct str jwt_named_issuer(struct arena *arena, struct str token);

/* OpenID Connect Core 1.0 section 3.1.3.7. `payload` is the claims as JSON, for jwt_claim. */
struct jwt_id_want {
    struct str issuer, client, nonce;
    int64_t now;
};
struct jwt_identity {
    struct str subject, payload;
};
enum jwt_verdict jwt_check_id_token(struct arena *arena, const struct jwk_set *set,
                                    const struct jwt_id_want *want, struct str token,
                                    struct jwt_identity *identity);

/* A claim that is a text, "true" or "false" of one that is a boolean, else STR_NONE. */
struct str jwt_claim(struct arena *arena, struct str payload, const char *name);
