/*
 * keys: signing, hashing, sealing and chance, over OpenSSL and libsodium.
 *
 * Keys are parsed once and kept (parsing a PEM costs more than any check).
 * Private halves, what was unsealed and what chance gave are wiped when their
 * arena is reset; texts that are made of them are the caller's to think of.
 * Nothing here logs. Functions that answer struct str put it into the arena;
 * STR_NONE means that it failed.
 */
#pragma once

#include "base/arena.h"

enum {
    KEYS_SEAL_SIZE = 32, /* bytes of the key that seals */
    KEYS_SHA256_SIZE = 32,
    KEYS_SHA384_SIZE = 48,
    KEYS_MD5_SIZE = 16,
    KEYS_ED25519_SEED_SIZE = 32,
    KEYS_ED25519_PRIVATE_SIZE = 64,
    KEYS_ED25519_PUBLIC_SIZE = 32,
    KEYS_ED25519_SIGNATURE_SIZE = 64,
    KEYS_KID_SIZE = 43, /* letters of an RFC 7638 thumbprint */
};

/* Chance, from the system; never fails. `size` bytes, raw; or as base64url text. */
struct str keys_chance(struct arena *arena, size_t size);
/* The prefix and 256 bits as base64url. */
struct str keys_secret(struct arena *arena, const char *prefix);

/* All answer raw bytes: 32, and 48 of SHA-384. */
struct str keys_sha256(struct arena *arena, struct str bytes);
struct str keys_sha384(struct arena *arena, struct str bytes);
/* 16 bytes: for what others have hashed so long ago, and never for what is to be safe. */
struct str keys_md5(struct arena *arena, struct str bytes);
struct str keys_hmac_sha256(struct arena *arena, struct str key, struct str bytes);

/*
 * Ed25519 (RFC 8032): the private key of a seed of KEYS_ED25519_SEED_SIZE bytes, which is the seed
 * and the public half, since to work that out costs as much as to sign; its public half, a view
 * of 32 bytes; and a signature, 64 bytes.
 */
struct str keys_ed25519_private(struct arena *arena, struct str seed);
struct str keys_ed25519_public(struct str key);
struct str keys_ed25519_sign(struct arena *arena, struct str key, struct str bytes);
bool keys_ed25519_verify(struct str public_half, struct str bytes, struct str signature);

/*
 * ECDSA with a public key that is a compressed point (SEC 1 section 2.3.3): of P-256, 33 bytes,
 * with SHA-256, and of P-384, 49 bytes, with SHA-384. A signature is r and s side by side, 64 and
 * 96 bytes. NULL when there is no such point. The key ends with the arena.
 */
struct ecdsa_key;
struct ecdsa_key *keys_ecdsa_open(struct arena *arena, struct str point);
bool keys_ecdsa_verify(const struct ecdsa_key *key, struct str bytes, struct str signature);

/*
 * The place of a text in a table that strangers fill: who does not know the key cannot find two
 * texts that meet (SipHash-2-4).
 */
struct keys_table {
    unsigned char key[16];
};
struct keys_table keys_table_open(void);
uint64_t keys_table_place(const struct keys_table *table, struct str text);

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

/*
 * A key pair that signs, or its public half: ES256 (P-256) or RS256 (RSA of 2048 bits and
 * more), RFC 7518 sections 3.4 and 3.3.
 */
enum sign_algorithm { SIGN_ES256, SIGN_RS256, SIGN_ALGORITHMS };
const char *sign_algorithm_name(enum sign_algorithm algorithm);
/* False when the name, letter by letter, is none of the two. */
bool sign_algorithm_named(struct str name, enum sign_algorithm *algorithm);

struct sign_key;
struct sign_key *sign_key_make(enum sign_algorithm algorithm);
struct sign_key *sign_key_from_private(struct str der); /* what sign_key_private gave */
/* Public halves, of raw bytes: x and y, 32 each, NULL when off the curve; n and e, big-endian. */
struct sign_key *sign_key_from_ec(struct str x, struct str y);
struct sign_key *sign_key_from_rsa(struct str n, struct str e);
struct sign_key *sign_key_from_pem(struct str pem); /* SubjectPublicKeyInfo, as others write it */
void sign_key_free(struct sign_key *key);
/* The same key once more, which is freed for itself. */
struct sign_key *sign_key_share(const struct sign_key *key);
enum sign_algorithm sign_key_algorithm(const struct sign_key *key);
/* PKCS #8 DER, to be sealed; STR_NONE when there is but the public half. */
struct str sign_key_private(struct arena *arena, const struct sign_key *key);
struct str sign_key_kid(struct arena *arena, const struct sign_key *key); /* RFC 7638 thumbprint */
struct str sign_key_pem(struct arena *arena, const struct sign_key *key); /* the public half */

/*
 * The private half as it is kept in the database: sealed under the operator's key and about
 * the kid, so that it cannot be moved to another. sign_key_unseal answers NULL when it was
 * sealed otherwise.
 */
struct str sign_key_seal(struct arena *arena, struct str seal_key, const struct sign_key *key);
struct sign_key *sign_key_unseal(struct arena *arena, struct str seal_key, struct str kid,
                                 struct str sealed);

/* A JWK (RFC 7517) with kty, its parts, kid, alg and use, in this order. */
struct str sign_key_jwk(struct arena *arena, const struct sign_key *key);
/*
 * The public half out of what sign_key_jwk wrote, in any order of members; NULL
 * when it is not such a thing, or when its kid is not its thumbprint.
 */
struct sign_key *sign_key_from_jwk_text(struct str jwk);

/* Of ES256 r and s, 64 bytes in all. A public half signs nothing: STR_NONE. */
struct str sign_key_sign(struct arena *arena, const struct sign_key *key, struct str bytes);
bool sign_key_verify(const struct sign_key *key, struct str bytes, struct str signature);
