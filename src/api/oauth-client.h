/*
 * oauth-client: which client speaks to the token endpoint and its neighbours.
 *
 * A client shows who it is in the one way that it is registered with: by its
 * secret as Basic (RFC 6749 section 2.3.1), or, when it can keep none, by its
 * id alone. Texts live in the call's arena.
 */
#pragma once

#include "api/api.h"

struct oauth_client {
    struct str id, name;
    struct str organisation;   /* that it acts for, or STR_NONE */
    struct str kind;           /* public or confidential */
    struct str auth_method;    /* none, client_secret_basic or private_key_jwt */
    struct str scopes, grants; /* with blanks between */
    struct str id_token_alg;   /* RS256 or ES256 */
};

/*
 * PROBLEM_NONE, or that `refusal` is the reply. `client_id` is the parameter of the form,
 * or STR_NONE.
 */
enum problem oauth_client_known(struct call *call, struct str client_id,
                                struct oauth_client *client, struct reply *refusal);
