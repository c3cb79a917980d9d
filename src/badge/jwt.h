/*
 * jwt: VC-JWT (Open Badges 3.0 section 8.2). `key_url` is where the public key is, as one JWK.
 * Checked are signature, header, and the claims against the credential, which is written to
 * `payload`.
 */
#pragma once

#include "badge/badge.h"

struct str badge_jwt(struct arena *arena, struct str credential, const struct badge_award *award,
                     const struct sign_key *key, struct str key_url);
/* A compact JWS, taken apart and decoded; `head` is what is signed. False when it is none. */
struct badge_jws {
    struct str head, header, payload, signature;
};
bool badge_jws_cut(struct arena *arena, struct str token, struct badge_jws *jws);
enum badge_verdict badge_check_jwt(struct arena *arena, struct str token,
                                   const struct sign_key *key, struct str *payload);
