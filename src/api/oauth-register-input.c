/* What a client may tell of itself when it registers. */
#include "api/oauth-register-parts.h"

#include "api/words.h"

enum { REDIRECTS_MAX = 10, LISTED_MAX = 10 };

static const char *const grants_known[] = {"authorization_code", "refresh_token",
                                           "client_credentials", NULL};
static const char *const responses_known[] = {"code", NULL};
static const char *const algorithms[] = {"RS256", "ES256", NULL};
static const char *const applications[] = {"web", "native", NULL};

static const struct shape_field fields[] = {
    SHAPE_LIST(struct metadata, redirect_uris, .optional = true, .item = SHAPE_IS_TEXT,
               .max = REDIRECTS_MAX, .about = "Where people are led back to, each to the letter.",
               .example = "[\"https://badges.example/back\"]"),
    SHAPE_LIST(struct metadata, grant_types, .optional = true, .item = SHAPE_IS_ENUM,
               .words = grants_known, .max = LISTED_MAX,
               .about = "authorization_code when it is not said."),
    SHAPE_LIST(struct metadata, response_types, .optional = true, .item = SHAPE_IS_ENUM,
               .words = responses_known, .max = LISTED_MAX, .about = "code."),
    SHAPE_TEXT(struct metadata, client_name, .optional = true, .max = 100,
               .about = "What people are told that it is."),
    SHAPE_URL(struct metadata, client_uri, .optional = true, .about = "A page about it, https."),
    SHAPE_URL(struct metadata, logo_uri, .optional = true, .about = "Kept and not shown."),
    SHAPE_URL(struct metadata, tos_uri, .optional = true, .about = "Kept and not shown."),
    SHAPE_URL(struct metadata, policy_uri, .optional = true, .about = "Kept and not shown."),
    SHAPE_TEXT(struct metadata, scope, .optional = true, .max = 1000,
               .about = "What people may be asked for, with blanks between."),
    SHAPE_UUID(struct metadata, organisation, .optional = true,
               .about = "Whose it is to be, with an owner's token; need not be said by who owns "
                        "one organisation."),
    SHAPE_ENUM(struct metadata, token_endpoint_auth_method, .optional = true,
               .words = words_auth_method, .about = "client_secret_basic when it is not said."),
    SHAPE_ENUM(struct metadata, id_token_signed_response_alg, .optional = true, .words = algorithms,
               .about = "RS256 when it is not said."),
    SHAPE_ENUM(struct metadata, application_type, .optional = true, .words = applications,
               .about = "web or native."),
    SHAPE_TEXT(struct metadata, software_id, .optional = true, .max = 200,
               .about = "Kept and not shown."),
    SHAPE_TEXT(struct metadata, software_version, .optional = true, .max = 100,
               .about = "Kept and not shown."),
    SHAPE_TEXT(struct metadata, jwks_uri, .optional = true, .about = "Not taken: send jwks."),
    SHAPE_TEXT(struct metadata, client_id, .optional = true, .max = 100,
               .about = "When it is changed: its own."),
    SHAPE_OBJECT(struct metadata, jwks, &client_keys_shape, .optional = true,
                 .about = "The public keys of its assertions, for private_key_jwt."),
};
/* What is null is as what was not said (RFC 7592 section 2.2). */
const struct shape oauth_registration =
    SHAPE_OF(struct metadata, fields, .name = "OauthClientRegistration", .partial = true,
             .salvages = true, .ignores = true);
