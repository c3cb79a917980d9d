/*
 * smith: makes tokens, true and false ones, for the tests of the token room.
 *
 * It holds the pair whose public half the checks know, so that a false token
 * differs from a true one in nothing but what its case names.
 */
#pragma once

#include "token/token.h"

enum { SMITH_NOW = 1800000000 }; /* seconds since 1970, when all checks take place */

#define SMITH_ISSUER   "https://learn.example"
#define SMITH_AUDIENCE "https://learn.example/v1"

struct smith {
    struct arena *arena;
    struct token_keys *keys;
    struct sign_key *pair;
    struct str kid;
};

void smith_open(struct smith *smith);
void smith_close(struct smith *smith);

/* JSON that passes, but for one member: NULL leaves that out, a new name is added. */
struct str smith_header(struct smith *smith, const char *name, const char *value);
struct str smith_payload(struct smith *smith, const char *name, const char *value);

/* A token of both, signed by the pair; or with these bytes for a signature. */
struct str smith_token(struct smith *smith, struct str header, struct str payload);
struct str smith_join(struct smith *smith, struct str header, struct str payload,
                      struct str signature);
struct str smith_good(struct smith *smith);

/* token_check at SMITH_NOW, in an arena of its own. */
enum problem smith_judge(struct smith *smith, struct str token, bool *unknown_kid);
