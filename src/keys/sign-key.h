/*
 * sign-key: what the files of this room know about a key, and nobody else.
 */
#pragma once

#include "keys/keys.h"

#include <openssl/evp.h>

enum {
    SIGN_KEY_HALF_SIZE = 32,      /* bytes of x, y, r and s */
    SIGN_KEY_DER_MAX = 4096,      /* bytes of a private key: of RSA about 1220 are used */
    SIGN_KEY_RSA_BITS = 2048,     /* of what we make, and the least that we take */
    SIGN_KEY_RSA_BITS_MAX = 4096, /* more costs a verifier too much */
    SIGN_KEY_RSA_SIZE_MAX = SIGN_KEY_RSA_BITS_MAX / 8,
    SIGN_KEY_ECDSA_MAX = 104, /* bytes of a signature of P-384 as OpenSSL writes it */
};

struct sign_key {
    EVP_PKEY *pair;
    enum sign_algorithm algorithm;
};

/* The public half of these parts, or NULL. */
EVP_PKEY *sign_key_of_parts(const char *type, OSSL_PARAM *parts);
/* A signature of r and s side by side as OpenSSL has it: its size, or 0; at most SIGN_KEY_ECDSA_MAX
   bytes. */
size_t sign_key_ecdsa_der(struct str raw, unsigned char *der);
