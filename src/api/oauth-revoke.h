/*
 * oauth-revoke: a client gives a token back (RFC 7009): an access token by itself,
 * a refresh token with all of its family. Nothing is told of what is another's.
 */
#pragma once

#include "api/api.h"

extern const struct shape oauth_revoke_form;

struct reply oauth_revoke(struct call *call);
