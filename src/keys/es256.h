/*
 * es256: what the files of this room know about a key, and nobody else.
 */
#pragma once

#include <openssl/evp.h>

enum {
    ES256_HALF_SIZE = 32, /* bytes of x, y, r and s */
    ES256_DER_MAX = 1024, /* bytes of a private key: about 140 are used */
};

struct es256 {
    EVP_PKEY *pair;
};
