/* Which forms the reply of a route can be had in, in the OpenAPI document. */
#include "api/format.h"
#include "api/held.h"
#include "api/openapi.h"
#include "api/verification.h"

#include <string.h>

static void
add_schema(struct text *out, const struct route *route)
{
    if (route->gives == NULL) {
        text_add(out, STR("{}"));
        return;
    }
    if (route->answers == PAGE || route->answers == LIST)
        text_add(out, STR("{\"type\":\"object\",\"required\":[\"items\",\"self\"],\"properties\":{"
                          "\"items\":{\"type\":\"array\",\"items\":"));
    text_add(out, STR("{\"$ref\":\"#/components/schemas/"));
    openapi_name(out, route->gives);
    text_add(out, STR("\"}"));
    if (route->answers == PAGE || route->answers == LIST)
        text_add(out, STR("},\"self\":{\"type\":\"string\",\"format\":\"uri\"},"
                          "\"next\":{\"type\":\"string\",\"format\":\"uri\","
                          "\"description\":\"Absent on the last page.\"},"
                          "\"total\":{\"type\":\"integer\",\"description\":\"When count was asked "
                          "for.\"},\"totalKind\":{\"type\":\"string\","
                          "\"enum\":[\"exact\",\"at_least\"]}}}"));
}

/* What is no JSON is known by its address. */
static const char *
usual_type(const struct route *route)
{
    static const char *const types[][2] = {
        {".ics",                                    "text/calendar"         },
        {".atom",                                   "application/atom+xml"  },
        {"/ob/awards/{award}",                      "application/vc+ld+json"},
        {"/ob/badges/{badge}/image",                "image/svg+xml"         },
        {"/versions/{version*}/image",              "image/svg+xml"         },
        {"/ob/endorsements/{endorsement}",          "application/vc+ld+json"},
        {"/ob/status/{list}",                       "application/vc+ld+json"},
        {"/ob2/assertions/{award}/image",           "image/png"             },
        {"/ob2/assertions/{award}",                 "application/ld+json"   },
        {"/ob2/badges/{badge}",                     "application/ld+json"   },
        {"/ob2/badges/{badge}/versions/{version*}", "application/ld+json"   },
        {"/ob2/endorsements/{endorsement}",         "application/ld+json"   },
        {"/ob2/issuers/{organisation}",             "application/ld+json"   },
        {"/ob2/revocations/{organisation}",         "application/ld+json"   },
        {"{slug*}",                                 "text/html"             },
        {"/v1/import-templates/activities",         "text/csv"              },
        {"/file",                                   "application/vc+ld+json"},
        {"/v1/me/credentials/export",               TYPE_ARCHIVE            },
    };

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (str_ends(str_of(route->path), str_of(types[i][0])))
            return types[i][1];
    return format_type(AS_JSON);
}

/* What a handler itself chooses among, by what is accepted; and whether it then refuses. */
static const struct {
    const char *path, *type;
    bool is_text, refuses;
} choices[] = {
    {"/ob/awards/{award}",                           "application/ld+json", false, true },
    {"/ob/awards/{award}",                           "application/json",    false, true },
    {"/ob/awards/{award}",                           "text/plain",          true,  true },
    {"/ob/awards/{award}",                           "image/svg+xml",       false, true },
    {"/ob/awards/{award}",                           "image/png",           false, true },
    {"/ob/badges/{badge}/image",                     "image/png",           false, true },
    {"/ob/badges/{badge}/versions/{version*}/image", "image/png",           false, true },
    {"/ob/endorsements/{endorsement}",               "application/ld+json", false, true },
    {"/ob/endorsements/{endorsement}",               "application/json",    false, true },
    {"/ob/endorsements/{endorsement}",               "text/plain",          true,  true },
    {"/ob/status/{list}",                            "application/ld+json", false, false},
    {"/ob/status/{list}",                            "application/json",    false, false},
    {"/ob2/assertions/{award}/image",                "image/svg+xml",       false, true },
    {"/ob2/assertions/{award}",                      "application/json",    false, false},
    {"/ob2/badges/{badge}",                          "application/json",    false, false},
    {"/ob2/badges/{badge}/versions/{version*}",      "application/json",    false, false},
    {"/ob2/endorsements/{endorsement}",              "application/json",    false, false},
    {"/ob2/issuers/{organisation}",                  "application/json",    false, false},
    {"/ob2/revocations/{organisation}",              "application/json",    false, false},
    {"/file",                                        "application/ld+json", false, false},
    {"/file",                                        "text/plain",          true,  false},
    {"/file",                                        "image/svg+xml",       false, false},
    {"/file",                                        "image/png",           false, false},
};

bool
openapi_refuses_types(const struct route *route)
{
    for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++)
        if (strcmp(route->path, choices[i].path) == 0 && choices[i].refuses)
            return true;
    return route->gives != NULL;
}

/* Other hosts send badges as their standard has it, and no pictures. */
void
openapi_badges(struct text *out, const struct route *route)
{
    static const char *const standard[] = {"application/vc+ld+json", "application/ld+json",
                                           "text/plain", NULL};
    const char *const *types =
        str_starts(str_of(route->path), STR("/ims/")) ? standard : verification_types;

    for (; *types != NULL; types++)
        text_print(out, ",\"%s\":{\"schema\":{%s}}", *types,
                   str_ends(str_of(*types), STR("ld+json"))   ? "\"type\":\"object\""
                   : str_starts(str_of(*types), STR("text/")) ? "\"type\":\"string\""
                                                              : "");
}

/* Each form that the reply can be had in. */
void
openapi_contents(struct text *out, const struct route *route)
{
    text_print(out, ",\"content\":{\"%s\":{\"schema\":", usual_type(route));
    add_schema(out, route);
    text_add(out, STR("}"));
    if (format_fits(route, AS_CSV))
        text_print(out, ",\"%s\":{\"schema\":{\"type\":\"string\"}}", format_type(AS_CSV));
    if (format_fits(route, AS_LINKED))
        text_print(out, ",\"%s\":{\"schema\":{\"type\":\"object\"}}", format_type(AS_LINKED));
    for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++)
        if (str_ends(str_of(route->path), str_of(choices[i].path)))
            text_print(out, ",\"%s\":{\"schema\":{%s}}", choices[i].type,
                       choices[i].is_text ? "\"type\":\"string\"" : "");
    /* A badge that is sent and not described goes back as it came. */
    if (openapi_has_badge(route) && route->gives == NULL)
        openapi_badges(out, route);
    text_add(out, STR("}"));
}
