/*
 * holder: whether a wallet holds the key that it wants an award to be bound to: the proof of type
 * "jwt" of OpenID for Verifiable Credential Issuance 1.0 (appendix F.1).
 *
 * The key is one of P-256 (ES256) or Ed25519 (EdDSA). It stands in the header, as "jwk", or is the
 * "kid", as did:key or did:jwk; whichever it is, its did is what the award will be bound to. Texts
 * live in the arena, or are views of what was given.
 */
#pragma once

#include "badge/badge.h"

enum {
    BADGE_HOLDER_SIZE_MAX = 8192, /* bytes of a proof */
    BADGE_HOLDER_DID_MAX = 1024,  /* bytes */
    BADGE_HOLDER_AGE_S_MAX = 300, /* since it was made */
    BADGE_HOLDER_LEEWAY_S = 30,   /* clocks may differ by this much */
};

struct badge_holder_want {
    struct str audience;
    int64_t now; /* seconds since 1970 */
};
struct badge_holder {
    struct str did;
    struct str nonce; /* as it stands there: the caller knows whether it counts */
};

/* NULL when it is good, else why not, as a sentence. */
const char *badge_holder_check(struct arena *arena, const struct badge_holder_want *want,
                               struct str proof, struct badge_holder *holder);
