/*
 * oauth-introspect: whether a token counts, for a program that was shown it
 * (RFC 7662).
 *
 * A confidential client sees its own tokens and those of its organisation's
 * clients; one with the scope token:introspect, which the operator alone gives,
 * sees every access token. Of all others it hears that they are not active.
 */
#pragma once

#include "api/api.h"

extern const struct shape oauth_introspect_form;

struct reply oauth_introspect(struct call *call);
