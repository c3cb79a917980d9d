/*
 * oauth: the token endpoint (RFC 6749 section 3.2), and the public keys that
 * access tokens can be checked with. Errors here are the RFC's, not problem
 * documents.
 */
#pragma once

#include "api/oauth-client.h"

/* What is sent to the token endpoint; which of it is needed, each grant says. */
struct oauth_form {
    struct oauth_proof proof;
    struct str grant_type, scope, resource;
    struct str code, redirect_uri, code_verifier;
    struct str refresh_token;
    struct str pre_authorized_code, tx_code;
};

extern const struct shape oauth_token_form;

struct reply oauth_token(struct call *call);
struct reply oauth_jwks(struct call *call);

/* An error of RFC 6749 section 5.2. */
struct reply oauth_refuse(struct call *call, int status, const char *error,
                          const char *description);

/* Whether each of `wanted` is among `held`, both with blanks between. */
bool oauth_scopes_held(struct call *call, struct str wanted, struct str held);

/* The grants, each in its own file. */
struct reply oauth_grant_code(struct call *call, const struct oauth_client *client);
struct reply oauth_grant_refresh(struct call *call, const struct oauth_client *client);

/*
 * 200 with tokens for the person of a row of code_use or refresh_use: "scope" of
 * the access token, and the refresh token or STR_NONE.
 */
struct reply oauth_give_tokens(struct call *call, const struct oauth_client *client,
                               const struct pg_answer *granted, struct str scope,
                               struct str refresh);

/* 400 for an outcome of code_use or refresh_use that is not "granted". */
struct reply oauth_refuse_outcome(struct call *call, struct str outcome);
