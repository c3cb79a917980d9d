/*
 * signature: how a receiver knows that a message is ours (Standard Webhooks
 * 1.0.0: the symmetric scheme v1, and the asymmetric one v1a).
 */
#pragma once

#include "base/arena.h"

enum { SIGNATURE_KEY_SIZE_MIN = 24, SIGNATURE_KEY_SIZE_MAX = 64 }; /* bytes, of v1 */

/*
 * Signatures over id.timestamp.body, for the header webhook-signature, with a
 * blank between them: for each of `keys`, which stand with blanks between them
 * as well, "v1," and HMAC-SHA256 where it is "whsec_" and a key in base64, or
 * "v1a," and Ed25519 where it is "whsk_" and a private key of keys_ed25519_private.
 * STR_NONE when one of them is no such thing.
 */
struct str signature_of(struct arena *arena, struct str keys, struct str id, int64_t timestamp,
                        struct str body);
