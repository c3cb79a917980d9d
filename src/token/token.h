/*
 * token: access tokens (RFC 9068), issued and judged.
 *
 * A token is a JWS with typ "at+jwt" and alg ES256. libjwt cannot make or read
 * that type, so the few lines of RFC 7515 stand here, over keys/. What is
 * judged, and in which order, is the table in token.c: a token that fails a
 * step is not looked at further.
 */
#pragma once

#include "base/arena.h"
#include "base/problem.h"
#include "keys/keys.h"

enum {
    TOKEN_SIZE_MAX = 8192,  /* bytes */
    TOKEN_LIFE_S = 600,     /* of what we issue */
    TOKEN_LIFE_S_MAX = 900, /* of what we take */
    TOKEN_LEEWAY_S = 30,    /* clocks may differ by this much */
    TOKEN_CLAIM_MAX = 255,  /* bytes of sub, client_id, jti, sid */
};

struct token_claims {
    struct str issuer, subject, audience, client, token_id, session, scope, organisation;
    int64_t issued_at, expires_at; /* seconds since 1970 */
    int64_t auth_time;             /* when the person last showed a password; 0: left out */
};

/* The public keys that count now, and the private one that signs. */
struct token_keys;
struct token_keys *token_keys_open(void);
void token_keys_close(struct token_keys *keys);
void token_keys_clear(struct token_keys *keys); /* what was revoked stays */
/*
 * Takes the key over, in any case; of each algorithm the last one marked `signs` is used:
 * that of ES256 by token_issue. False when 64 are in, or one with this kid.
 */
bool token_keys_add(struct token_keys *keys, struct str kid, struct sign_key *key, bool signs);
bool token_keys_can_sign(const struct token_keys *keys);

/*
 * What was revoked lately, and when: ids of tokens, sessions or clients. Each is
 * forgotten when no token that names it can be alive; of more than 4,096 in
 * that time the oldest gives way, and all tokens as old as it are refused.
 */
void token_keys_revoke(struct token_keys *keys, struct str id, int64_t at);

/*
 * STR_NONE when there is no key that signs, or when it would pass TOKEN_SIZE_MAX.
 * The caller sets the times; a claim that is STR_NONE is left out.
 */
struct str token_issue(struct arena *arena, const struct token_keys *keys,
                       const struct token_claims *claims);

/*
 * PROBLEM_NONE, PROBLEM_INVALID_TOKEN or PROBLEM_TOKEN_EXPIRED. `unknown_kid`
 * tells that the key may be one that was made since the last reload. Claims
 * live in the arena, and are untouched when the token is refused. A token that
 * passed is remembered by its SHA-256, so the next check costs a hash;
 * revocation and expiry are judged each time.
 */
struct token_want {
    struct str issuer, audience;
    int64_t now;
};
enum problem token_check(struct arena *arena, struct token_keys *keys,
                         const struct token_want *want, struct str token,
                         struct token_claims *claims, bool *unknown_kid);

/* Whether `scope`, a list with blanks between, holds `wanted`. */
bool token_scope_holds(struct str scope, const char *wanted);
