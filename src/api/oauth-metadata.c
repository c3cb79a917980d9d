/*
 * What this authorization server is (RFC 8414, OpenID Connect Discovery 1.0): one document for
 * both addresses, since each standard ignores what it does not know.
 */
#include "api/oauth-about.h"

#include "api/reply.h"
#include "api/wallet.h"
#include "api/words.h"
#include "base/text.h"
#include "page/page.h"

static const struct {
    const char *name, *path;
} endpoints[] = {
    {"authorization_endpoint", "/oauth2/authorize" },
    {"token_endpoint",         "/oauth2/token"     },
    {"userinfo_endpoint",      "/oauth2/userinfo"  },
    {"jwks_uri",               "/oauth2/jwks"      },
    {"registration_endpoint",  "/oauth2/register"  },
    {"introspection_endpoint", "/oauth2/introspect"},
    {"revocation_endpoint",    "/oauth2/revoke"    },
    {"service_documentation",  "/v1/openapi.json"  },
};

static const char *const codes[] = {"code", NULL};
static const char *const modes[] = {"query", NULL};
static const char *const grants[] = {"authorization_code", "refresh_token", "client_credentials",
                                     WALLET_GRANT, NULL};
static const char *const methods[] = {"client_secret_basic", "private_key_jwt", "none", NULL};
static const char *const introspection_methods[] = {"client_secret_basic", "private_key_jwt", NULL};
static const char *const algorithms[] = {"RS256", "ES256", NULL};
static const char *const challenges[] = {"S256", NULL};
static const char *const prompts[] = {"none", "login", "consent", "select_account", NULL};
static const char *const subjects[] = {"public", NULL};
static const char *const claims[] = {"sub",
                                     "iss",
                                     "aud",
                                     "exp",
                                     "iat",
                                     "auth_time",
                                     "nonce",
                                     "at_hash",
                                     "sid",
                                     "email",
                                     "email_verified",
                                     "name",
                                     "locale",
                                     NULL};

static const struct {
    const char *name;
    const char *const *words;
} lists[] = {
    {"scopes_supported",                                         words_scope_of_people},
    {"response_types_supported",                                 codes                },
    {"response_modes_supported",                                 modes                },
    {"grant_types_supported",                                    grants               },
    {"token_endpoint_auth_methods_supported",                    methods              },
    {"token_endpoint_auth_signing_alg_values_supported",         algorithms           },
    {"introspection_endpoint_auth_methods_supported",            introspection_methods},
    {"introspection_endpoint_auth_signing_alg_values_supported", algorithms           },
    {"revocation_endpoint_auth_methods_supported",               methods              },
    {"revocation_endpoint_auth_signing_alg_values_supported",    algorithms           },
    {"subject_types_supported",                                  subjects             },
    {"id_token_signing_alg_values_supported",                    algorithms           },
    {"code_challenge_methods_supported",                         challenges           },
    {"prompt_values_supported",                                  prompts              },
    {"claims_supported",                                         claims               },
};

static const struct {
    const char *name;
    bool is_so;
} flags[] = {
    {"authorization_response_iss_parameter_supported",  true },
    {"pre-authorized_grant_anonymous_access_supported", true },
    {"claims_parameter_supported",                      false},
    {"request_parameter_supported",                     false},
    {"request_uri_parameter_supported",                 false},
    {"require_request_uri_registration",                false},
};

static void
add_list(struct text *out, const char *name, const char *const *words)
{
    text_print(out, ",\"%s\":[", name);
    for (size_t i = 0; words[i] != NULL; i++)
        text_print(out, "%s\"%s\"", i > 0 ? "," : "", words[i]);
    text_add(out, STR("]"));
}

struct reply
oauth_metadata(struct call *call)
{
    struct text out = text_new(call->arena);
    size_t count;
    const struct str *languages = page_languages(&count);

    text_add(&out, STR("{"));
    text_add_member(&out, "issuer", call->api->base_url);
    for (size_t i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++)
        text_print(&out, ",\"%s\":\"" STR_FMT "%s\"", endpoints[i].name,
                   STR_ARG(call->api->base_url), endpoints[i].path);
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
        add_list(&out, lists[i].name, lists[i].words);
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        text_print(&out, ",\"%s\":%s", flags[i].name, flags[i].is_so ? "true" : "false");
    text_add(&out, STR(",\"ui_locales_supported\":["));
    for (size_t i = 0; i < count; i++)
        text_print(&out, "%s\"" STR_FMT "\"", i > 0 ? "," : "", STR_ARG(languages[i]));
    text_add(&out, STR("]}"));
    return reply_json(call, text_str(&out));
}
