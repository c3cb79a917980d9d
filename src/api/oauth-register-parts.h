/*
 * oauth-register-parts: what the files of registration know of each other.
 */
#pragma once

#include "api/client-keys.h"
#include "api/oauth-register.h"

/* What a client tells of itself, as RFC 7591 section 2 names it. */
struct metadata {
    struct shape_list redirect_uris, grant_types, response_types;
    struct str client_name, client_uri, logo_uri, tos_uri, policy_uri, scope, organisation;
    struct str token_endpoint_auth_method, id_token_signed_response_alg, application_type;
    struct str software_id, software_version, jwks_uri, client_id;
    struct client_keys jwks;
};

/* What a client asks to be, judged, with what it did not say filled in. */
struct registration {
    struct str name, method, kind, uri, alg, organisation;
    struct str scopes, redirect_uris, grants; /* as pg_texts */
    struct str jwks, told;                    /* JSON; jwks may be STR_NONE */
};

/* NULL, or the error of RFC 7591 section 3.2.2 with `description`. */
const char *registration_read(struct call *call, bool for_organisation, struct registration *ask,
                              const char **description);
