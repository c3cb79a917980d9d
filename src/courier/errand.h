/*
 * errand: something that a provider of identities is asked, in a task and an arena of its
 * own. For the files of this room only.
 */
#pragma once

#include "courier/parts.h"

enum { ERRAND_DOCUMENT_MAX = 64 << 10 }; /* bytes of what a provider may answer */

/* A row of federation_claim or of provider_due; what the row lacks is STR_NONE. */
struct errand {
    struct courier *courier;
    struct arena *arena;
    struct str id, city, issuer, client, sealed, claims, token_url, jwks_url, jwks, nonce, verifier,
        code;
};

/* Begins one for a row; run(errand) has to end it. */
void errand_begin(struct courier *courier, const struct pg_answer *rows, size_t row,
                  void (*run)(void *errand));
void errand_end(struct errand *errand);

/* The JSON document at `url`, when the answer is 200; else STR_NONE. */
struct str errand_get(const struct errand *errand, struct str url);
bool errand_is_json(struct str text);

void provider_look(void *errand); /* provider.c: reads a provider's configuration */
