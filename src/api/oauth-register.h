/*
 * oauth-register: clients that register themselves (RFC 7591), as hosts of Open
 * Badges 3.0 do, and look after that by themselves (RFC 7592).
 *
 * Anybody may, for a few scopes that people grant: such a client is shown to them
 * as one that nobody here knows. With the token of an owner of an organisation
 * (client:manage) it is that organisation's, and may have what those may have.
 */
#pragma once

#include "api/api.h"

extern const struct shape oauth_registration;

struct reply oauth_register(struct call *call);
struct reply oauth_registration_show(struct call *call);
struct reply oauth_registration_put(struct call *call);
struct reply oauth_registration_delete(struct call *call);
