/*
 * oauth: access tokens for service clients (RFC 6749 section 4.4), and the
 * public keys that they can be checked with. Errors here are the RFC's, not
 * problem documents.
 */
#pragma once

#include "api/api.h"

extern const struct shape oauth_token_form;

struct reply oauth_token(struct call *call);
struct reply oauth_jwks(struct call *call);
