/*
 * oauth-client: which client speaks to the token endpoint and its neighbours.
 *
 * A client shows who it is in the one way that it is registered with, and in no
 * second one beside it: by its secret as Basic (RFC 6749 section 2.3.1), by an
 * assertion that it has signed (RFC 7523), or, when it can keep neither, by its
 * id alone. Who guesses is made to wait. Texts live in the call's arena.
 */
#pragma once

#include "api/api.h"

/* What a form says of the client; each such form's struct begins with it. */
struct oauth_proof {
    struct str client_id, client_secret, client_assertion_type, client_assertion;
};

/* clang-format off */
#define OAUTH_PROOF_FIELDS                                                                         \
    SHAPE_TEXT(struct oauth_proof, client_id, .optional = true, .max = 100,                        \
               .about = "Of a client that has no secret."),                                        \
    SHAPE_TEXT(struct oauth_proof, client_secret, .optional = true, .max = 200,                    \
               .about = "Not taken here: send it as Basic."),                                      \
    SHAPE_TEXT(struct oauth_proof, client_assertion_type, .optional = true, .max = 200,            \
               .about = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer (RFC 7523)."),     \
    SHAPE_TEXT(struct oauth_proof, client_assertion, .optional = true, .max = 8192,                \
               .about = "A JWT that the client has signed.")
/* clang-format on */

struct oauth_client {
    struct str id, name;
    struct str organisation;   /* that it acts for, or STR_NONE */
    struct str kind;           /* public or confidential */
    struct str auth_method;    /* none, client_secret_basic or private_key_jwt */
    struct str scopes, grants; /* with blanks between */
    struct str own_scopes;     /* those of its scopes that need no person */
    struct str id_token_alg;   /* RS256 or ES256 */
    struct str secret;         /* the id of the secret that it has shown, or STR_NONE */
};

/* PROBLEM_NONE, or that `refusal` is the reply. */
enum problem oauth_client_known(struct call *call, const struct oauth_proof *proof,
                                struct oauth_client *client, struct reply *refusal);

/*
 * The id of the client that has signed an assertion, and what of it counts once: the SHA-256 of
 * its jti (as pg_bytes) and until when. PROBLEM_UNAUTHENTICATED when it is not good, or why the
 * database could not tell.
 */
struct oauth_assertion {
    struct str client, hash, until;
};
enum problem oauth_assertion_read(struct call *call, struct str token,
                                  struct oauth_assertion *assertion);
