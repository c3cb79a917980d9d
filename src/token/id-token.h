/*
 * id-token: what tells an app who has signed in (OpenID Connect Core section 2).
 * Its reader is the app and nobody else: no API takes it for an access token,
 * since its "typ" is JWT.
 */
#pragma once

#include "token/token.h"

struct id_token_claims {
    struct str issuer, subject, audience; /* the audience is the client */
    struct str nonce, at_hash, session;   /* STR_NONE: left out, as all below */
    struct str email, name, locale;       /* an address is one that was shown to be the person's */
    int64_t issued_at, expires_at, auth_time; /* seconds since 1970 */
};

/* `algorithm` is RS256 or ES256. STR_NONE when no key signs by it. */
struct str id_token_issue(struct arena *arena, const struct token_keys *keys, struct str algorithm,
                          const struct id_token_claims *claims);
