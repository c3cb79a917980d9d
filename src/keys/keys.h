/*
 * keys: signing, hashing, sealing and chance, over OpenSSL and libsodium.
 *
 * Keys are parsed once and kept (parsing a PEM costs more than any check).
 * Secrets that leave their use are wiped. Nothing here logs. Functions that
 * answer struct str put it into the arena; STR_NONE means that it failed.
 */
#pragma once

#include "base/arena.h"

enum {
    KEYS_SEAL_SIZE = 32, /* bytes of the key that seals */
    KEYS_SHA256_SIZE = 32,
    KEYS_KID_SIZE = 43, /* letters of an RFC 7638 thumbprint */
};

/* Chance, from the system; never fails. `size` bytes, raw; or as base64url text. */
struct str keys_chance(struct arena *arena, size_t size);
/* The prefix and 256 bits as base64url. */
struct str keys_secret(struct arena *arena, const char *prefix);

/* Both answer 32 raw bytes. */
struct str keys_sha256(struct arena *arena, struct str bytes);
struct str keys_hmac_sha256(struct arena *arena, struct str key, struct str bytes);

bool keys_equal(struct str a, struct str b); /* in constant time for equal sizes */

/*
 * AES-256-GCM: nonce (12 bytes), ciphertext and tag (16) in one. `about` is
 * authenticated with it, so that a sealed text cannot be moved to another row.
 */
struct str keys_seal(struct arena *arena, struct str key, struct str about, struct str plain);
struct str keys_unseal(struct arena *arena, struct str key, struct str about, struct str sealed);

/*
 * The sealing key of the operator's file: 64 hexadecimal digits. Nobody but its
 * owner may write it, and nobody but its owner and group may read it. `why`
 * says what is wrong with it, and the way out.
 */
struct str keys_read_file(struct arena *arena, const char *path, struct str *why);

/* An ES256 key pair (P-256, RFC 7518 section 3.4), or its public half. */
struct es256;
struct es256 *es256_make(void);
struct es256 *es256_from_private(struct str der); /* what es256_private gave */
/* Raw, 32 bytes each; NULL when the point is off the curve. */
struct es256 *es256_from_jwk(struct str x, struct str y);
void es256_free(struct es256 *key);
/* PKCS #8 DER, to be sealed; STR_NONE when there is but the public half. */
struct str es256_private(struct arena *arena, const struct es256 *key);
struct str es256_kid(struct arena *arena, const struct es256 *key); /* RFC 7638 thumbprint */

/*
 * The private half as it is kept in the database: sealed under the operator's
 * key and about the kid, so that it cannot be moved to another. es256_unseal
 * answers NULL when it was sealed otherwise.
 */
struct str es256_seal(struct arena *arena, struct str seal_key, const struct es256 *key);
struct es256 *es256_unseal(struct arena *arena, struct str seal_key, struct str kid,
                           struct str sealed);

/* {"kty":"EC","crv":"P-256","x":..,"y":..,"kid":..,"alg":"ES256","use":"sig"} */
struct str es256_jwk(struct arena *arena, const struct es256 *key);
/*
 * The public half out of what es256_jwk wrote, in any order of members; NULL
 * when it is not such a thing, or when its kid is not its thumbprint.
 */
struct es256 *es256_from_jwk_text(struct str jwk);

/* The signature is r and s, 64 bytes in all. A public half signs nothing: STR_NONE. */
struct str es256_sign(struct arena *arena, const struct es256 *key, struct str bytes);
bool es256_verify(const struct es256 *key, struct str bytes, struct str signature);
