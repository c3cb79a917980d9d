/*
 * signature: how a receiver knows that a message is ours (Standard Webhooks
 * 1.0.0, the symmetric scheme v1).
 */
#pragma once

#include "base/arena.h"

enum { SIGNATURE_KEY_SIZE_MIN = 24, SIGNATURE_KEY_SIZE_MAX = 64 }; /* bytes */

/*
 * "v1," and the base64 of HMAC-SHA256 over id.timestamp.body, for the header
 * webhook-signature. `secret` is "whsec_" and the base64 of the key; STR_NONE
 * when it is no such thing.
 */
struct str signature_of(struct arena *arena, struct str secret, struct str id, int64_t timestamp,
                        struct str body);
