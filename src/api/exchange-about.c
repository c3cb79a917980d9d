/* What this host of badges is (service description, an OpenAPI document), for others to connect. */
#include "api/exchange.h"

#include "api/reply.h"
#include "base/text.h"

#include <string.h>

#define SCOPE "https://purl.imsglobal.org/spec/ob/v3p0/scope/"

static const struct {
    const char *scope, *about;
} scopes[] = {
    {SCOPE "credential.readonly",
     "Permission to read AchievementCredentials for the authenticated entity."                        },
    {SCOPE "credential.upsert",
     "Permission to create or update AchievementCredentials for the authenticated entity."            },
    {SCOPE "profile.readonly",    "Permission to read the profile for the authenticated entity."      },
    {SCOPE "profile.update",      "Permission to update the profile for the authenticated entity."    },
    {"offline_access",            "Permission to act while the person is away: gives a refresh token."},
};

static const struct {
    const char *path, *method, *operation, *scope;
} operations[] = {
    {"/credentials", "get",  "getCredentials",        SCOPE "credential.readonly"},
    {"/credentials", "post", "upsertCredential",      SCOPE "credential.upsert"  },
    {"/profile",     "get",  "getProfile",            SCOPE "profile.readonly"   },
    {"/profile",     "put",  "putProfile",            SCOPE "profile.update"     },
    {"/discovery",   "get",  "getServiceDescription", NULL                       },
};
enum { OPERATION_COUNT = sizeof(operations) / sizeof(operations[0]) };

static void
add_paths(struct text *out)
{
    text_add(out, STR(",\"paths\":{"));
    for (size_t i = 0; i < OPERATION_COUNT; i++) {
        bool is_first = i == 0 || strcmp(operations[i].path, operations[i - 1].path) != 0;
        bool is_last =
            i + 1 == OPERATION_COUNT || strcmp(operations[i].path, operations[i + 1].path) != 0;

        if (is_first)
            text_print(out, "%s\"%s\":{", i > 0 ? "," : "", operations[i].path);
        text_print(out, "%s\"%s\":{\"operationId\":\"%s\",\"security\":[", is_first ? "" : ",",
                   operations[i].method, operations[i].operation);
        if (operations[i].scope != NULL)
            text_print(out, "{\"OAuth2ACG\":[\"%s\"]}", operations[i].scope);
        text_print(out, "],\"responses\":{\"200\":{\"description\":\"Done.\"}}}%s",
                   is_last ? "}" : "");
    }
    text_add(out, STR("}"));
}

static void
add_scheme(struct text *out, const struct api *api)
{
    static const struct {
        const char *name, *path;
    } ends[] = {
        {"x-imssf-registrationUrl", "/oauth2/register"},
        {"x-imssf-revocationUrl",   "/oauth2/revoke"  },
    };
    struct str base = api->base_url;

    text_add(out, STR(",\"components\":{\"securitySchemes\":{\"OAuth2ACG\":{\"type\":\"oauth2\","
                      "\"x-imssf-name\":\"citylearn\""));
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        text_print(out, ",\"%s\":\"" STR_FMT "%s\"", ends[i].name, STR_ARG(base), ends[i].path);
    text_add_next(out, "x-imssf-privacyPolicyUrl", api->privacy_url);
    text_add_next(out, "x-imssf-termsOfServiceUrl", api->terms_url);
    text_print(out,
               ",\"flows\":{\"authorizationCode\":{\"authorizationUrl\":\"" STR_FMT
               "/oauth2/authorize\",\"tokenUrl\":\"" STR_FMT
               "/oauth2/token\",\"refreshUrl\":\"" STR_FMT "/oauth2/token\",\"scopes\":{",
               STR_ARG(base), STR_ARG(base), STR_ARG(base));
    for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++)
        text_print(out, "%s\"%s\":\"%s\"", i > 0 ? "," : "", scopes[i].scope, scopes[i].about);
    text_add(out, STR("}}}}}}}"));
}

struct reply
exchange_about(struct call *call)
{
    struct text out = text_new(call->arena);

    text_add(
        &out,
        STR("{\"openapi\":\"3.0.1\",\"info\":{\"title\":\"citylearn\",\"version\":\"" API_VERSION
            "\""));
    text_add_next(&out, "termsOfService", call->api->terms_url);
    text_add_next(&out, "x-imssf-privacyPolicyUrl", call->api->privacy_url);
    text_print(&out, "},\"servers\":[{\"url\":\"" STR_FMT EXCHANGE_BASE "\"}]",
               STR_ARG(call->api->base_url));
    add_paths(&out);
    add_scheme(&out, call->api);
    return reply_json(call, text_str(&out));
}
