/* What a route can answer, in the OpenAPI document. */
#include "api/openapi.h"

#include <string.h>

bool
openapi_has_body(const struct route *route)
{
    return route->takes != NULL && route->method != GET && route->method != DELETE &&
           route->demand != NEEDS_FILE && route->demand != MATCHES_FILE;
}

bool
openapi_has_badge(const struct route *route)
{
    return route->method == POST && strcmp(route->path, "/ims/ob/v3p0/credentials") == 0;
}

static void
add_success(struct text *out, const struct route *route, int status, const char *about)
{
    text_print(out,
               "\"%d\":{\"description\":\"%s\",\"headers\":"
               "{\"API-Version\":{\"$ref\":\"#/components/headers/ApiVersion\"}}",
               status, about);
    if (status != 204)
        openapi_contents(out, route);
    text_add(out, STR("}"));
}

/* Whether it refuses in the words of OAuth. */
static bool
speaks_oauth(const struct route *route)
{
    return route->who == CLIENT || route->who == REGISTRANT || route->who == WALLET ||
           strcmp(route->path, "/oauth2/register") == 0;
}

/* Whether it refuses in the words of Open Badges. */
static bool
speaks_open_badges(const struct route *route)
{
    return strncmp(route->path, "/ims/", 5) == 0;
}

static bool
is_write(const struct route *route)
{
    return route->method != GET;
}

/* Which refusals a route can answer, by what it asks for; OAuth has a status for each of its
 * errors. */
static bool
can_refuse(const struct route *route, int status)
{
    bool has_parts = strchr(route->path, '{') != NULL;
    bool is_closed = route->who != ANYONE;

    switch (status) {
    case 401:
    case 400:
    case 429:
    case 500:
    case 503:
        return true;
    case 403:
        return (is_closed && route->who != CLIENT) || speaks_oauth(route);
    case 404:
        return has_parts || route->demand == MAY_FILE || (is_write(route) && !is_closed);
    case 406:
        return openapi_refuses_types(route);
    case 409:
        return is_write(route) && is_closed && route->who != CLIENT;
    case 412:
        return route->demand == NEEDS_MATCH || route->demand == MATCHES_FILE ||
               route->method == DELETE;
    case 428:
        return route->demand == NEEDS_MATCH || route->demand == MATCHES_FILE;
    case 413:
    case 415:
        return openapi_has_body(route) || route->demand == NEEDS_FILE ||
               route->demand == MATCHES_FILE || openapi_has_badge(route);
    default: /* 422 */
        return route->demand == NEEDS_KEY || route->demand == MAY_KEY ||
               route->demand == NEEDS_FILE;
    }
}

/* What a standard of others wants some to answer beside. */
static void
add_others(struct text *out, const struct route *route)
{
    static const struct {
        const char *path, *answer;
    } others[] = {
        {"/ob/awards/{award}",                     "\"303\":{\"description\":\"A browser is led to the page.\"}"             },
        {"/ob/badges/{badge}",                     "\"303\":{\"description\":\"A browser is led to the page.\"}"             },
        {"/ob/badges/{badge}/versions/{version*}",
         "\"303\":{\"description\":\"A browser is led to the page.\"}"                                                       },
        {"/ob/issuers/{organisation}",
         "\"303\":{\"description\":\"A browser is led to the page.\"}"                                                       },
        {"/ob2/assertions/{award}",                "\"303\":{\"description\":\"A browser is led to the page.\"}"             },
        {"/ob2/assertions/{award}",                "\"410\":{\"description\":\"It was revoked.\",\"content\":{"
                                    "\"application/ld+json\":{},\"application/json\":{}}}"},
        {"/ob2/endorsements/{endorsement}",
         "\"410\":{\"description\":\"It was revoked.\",\"content\":{"
         "\"application/ld+json\":{},\"application/json\":{}}}"                                                              },
        {"/oembed",                                "\"404\":{\"$ref\":\"#/components/responses/Problem\"}"                   },
        {"/oembed",                                "\"501\":{\"$ref\":\"#/components/responses/Problem\"}"                   },
    };

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (strcmp(route->path, others[i].path) == 0)
            text_print(out, ",%s", others[i].answer);
}

/* What is not taken at once is an import, and what was, a badge. */
static void
add_later(struct text *out)
{
    text_add(out, STR(",\"202\":{\"description\":\"It is fetched or unpacked; see at Location what "
                      "came of it.\",\"headers\":{\"API-Version\":{\"$ref\":\"#/components/headers/"
                      "ApiVersion\"}},\"content\":{\"application/json\":{\"schema\":{\"$ref\":"
                      "\"#/components/schemas/HeldImport\"}}}}"));
}

static bool
is_of_oauth(int status)
{
    return status < 404 || status == 429 || status == 503;
}

void
openapi_responses(struct text *out, const struct route *route)
{
    static const int refusals[] = {400, 401, 403, 404, 406, 409, 412,
                                   413, 415, 422, 428, 429, 500, 503};
    bool is_new = (route->demand == NEEDS_KEY && route->answers == ONE) ||
                  strcmp(route->path, "/oauth2/register") == 0;

    text_add(out, STR("\"responses\":{"));
    if (route->answers == NOTHING)
        add_success(out, route, 204, "Done.");
    else if (route->answers == JOB)
        add_success(out, route, 202, "It is being done; see how far it is at Location.");
    else
        add_success(out, route, is_new ? 201 : 200, is_new ? "It was made." : "As asked for.");
    if (route->answers == ONE_OR_LATER) {
        text_add(out, STR(","));
        add_success(out, route, 202, "It is being found out; see at Location what came of it.");
    }
    if (route->answers == ONE_OR_NEW) {
        text_add(out, STR(","));
        add_success(out, route, 201, "It was made.");
        if (route->demand == MAY_FILE)
            add_later(out);
    }
    if (route->method == GET && (route->gives != NULL || route->keeping != PRIVATE))
        text_add(out, STR(",\"304\":{\"$ref\":\"#/components/responses/NotModified\"}"));
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
        if (can_refuse(route, refusals[i]))
            text_print(out, ",\"%d\":{\"$ref\":\"#/components/responses/%s\"}", refusals[i],
                       speaks_open_badges(route)                         ? "OpenBadgesError"
                       : speaks_oauth(route) && is_of_oauth(refusals[i]) ? "OauthError"
                                                                         : "Problem");
    add_others(out, route);
    text_add(out, STR("}"));
}
