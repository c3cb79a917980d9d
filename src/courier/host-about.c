/*
 * What another host of badges is: the service description of Open Badges 3.0, or else the manifest
 * of Badge Connect (Open Badges 2.1); and what its authorization server says (RFC 8414), if it
 * says anything.
 */
#include "courier/host.h"

#include "base/utf8.h"
#include "json/tree.h"

/* Of an answer that says nothing of what is there, since it is not there at the moment. */
static bool
will_pass(const struct fetch_reply *reply)
{
    return reply->outcome != FETCH_ANSWERED || reply->status == 408 || reply->status == 429 ||
           reply->status >= 500;
}

/* A document that was read, or NULL with the fault: "not_a_host" when there is none. */
static const struct json_tree *
get(const struct host_reading *reading, struct str url, const char **fault)
{
    struct fetch_reply reply =
        oauth_get(reading->courier, reading->arena, url, HOST_DESCRIPTION_MAX);
    const struct json_tree *tree = NULL;
    struct scan_fault why;

    *fault = will_pass(&reply) ? host_fault(&reply) : "not_a_host";
    if (reply.outcome != FETCH_ANSWERED || reply.status != 200 ||
        reply.body.size >= HOST_DESCRIPTION_MAX ||
        json_tree_read(reading->arena, reply.body, &tree, &why) != PROBLEM_NONE)
        return NULL;
    return tree;
}

static const struct json_tree *
member(const struct json_tree *object, const char *name)
{
    return object == NULL ? NULL : json_tree_member(object, str_of(name));
}

static struct str
text(const struct json_tree *object, const char *name)
{
    return object == NULL ? STR_NONE : json_tree_text(object, name);
}

static struct str
origin_of(struct arena *arena, struct str url)
{
    return arena_print(arena, "https://" STR_FMT, STR_ARG(fetch_host(url, true)));
}

/* Those that are wanted, of a list of texts, or of the names of an object. */
static struct str
offered(struct arena *arena, const struct json_tree *list, const char *const *wanted)
{
    struct text scopes = text_new(arena);

    for (; list != NULL && *wanted != NULL; wanted++)
        for (const struct json_tree *one = list->first; one != NULL; one = one->next)
            if (str_same(list->kind == JSON_OBJECT ? one->name : one->text, str_of(*wanted))) {
                text_print(&scopes, "%s%s", scopes.size > 0 ? " " : "", *wanted);
                break;
            }
    return text_str(&scopes);
}

/* The scheme of that name, or the first that is OAuth 2. */
static const struct json_tree *
scheme_of(const struct json_tree *description)
{
    const struct json_tree *schemes = member(member(description, "components"), "securitySchemes");
    const struct json_tree *usual = member(schemes, "OAuth2ACG");

    if (usual != NULL || schemes == NULL || schemes->kind != JSON_OBJECT)
        return usual;
    for (const struct json_tree *one = schemes->first; one != NULL; one = one->next)
        if (str_same(text(one, "type"), STR("oauth2")))
            return one;
    return NULL;
}

/* Where the API is: as it says, when that is its own, or else where it said so. */
static struct str
api_of(const struct host_reading *reading, const struct json_tree *description)
{
    const struct json_tree *servers = member(description, "servers");
    struct str url = text(servers == NULL ? NULL : servers->first, "url");

    if (url.size > 0 && url.at[url.size - 1] == '/')
        url.size--;
    return host_owns(reading, url)
               ? url
               : arena_print(reading->arena, STR_FMT "/ims/ob/v3p0", STR_ARG(reading->base));
}

static bool
is_none(const char *fault)
{
    return str_same(str_of(fault), STR("not_a_host"));
}

static const char *
read_description(struct host_reading *reading)
{
    static const char *const wanted[] = {HOST_READ_3, HOST_WRITE_3, "offline_access", NULL};
    struct host_about *about = &reading->about;
    const char *fault;
    const struct json_tree *description =
        get(reading,
            arena_print(reading->arena, STR_FMT "/ims/ob/v3p0/discovery", STR_ARG(reading->base)),
            &fault);
    const struct json_tree *scheme = scheme_of(description);
    const struct json_tree *flow = member(member(scheme, "flows"), "authorizationCode");

    if (flow == NULL)
        return fault;
    *about = (struct host_about){
        .kind = "ob30",
        .name = text(scheme, "x-imssf-name"),
        .issuer = STR_NONE,
        .api = api_of(reading, description),
        .authorize = text(flow, "authorizationUrl"),
        .token = text(flow, "tokenUrl"),
        .refresh = text(flow, "refreshUrl"),
        .revoke = text(scheme, "x-imssf-revocationUrl"),
        .registration = text(scheme, "x-imssf-registrationUrl"),
        .scopes = offered(reading->arena, member(flow, "scopes"), wanted),
    };
    if (about->name.size == 0)
        about->name = text(member(description, "info"), "title");
    return NULL;
}

static const char *
read_manifest(struct host_reading *reading)
{
    static const char *const wanted[] = {HOST_READ_2, "offline_access", NULL};
    const char *fault;
    const struct json_tree *manifest =
        get(reading,
            arena_print(reading->arena, STR_FMT "/.well-known/badgeconnect.json",
                        STR_ARG(origin_of(reading->arena, reading->base))),
            &fault);
    const struct json_tree *list = member(manifest, "badgeConnectAPI"), *api;

    api = list != NULL && list->kind == JSON_LIST ? list->first : list;
    if (api == NULL || api->kind != JSON_OBJECT)
        return fault;
    reading->about = (struct host_about){
        .kind = "ob21",
        .name = text(api, "name"),
        .issuer = STR_NONE,
        .api = text(api, "apiBase"),
        .authorize = text(api, "authorizationUrl"),
        .token = text(api, "tokenUrl"),
        .refresh = STR_NONE,
        .revoke = text(api, "tokenRevocationUrl"),
        .registration = text(api, "registrationUrl"),
        .scopes = offered(reading->arena, member(api, "scopesOffered"), wanted),
    };
    return NULL;
}

/* What neither document says: who issues, and where tokens are given back. It counts where it
 * speaks of the same server. A fault when nobody knows whether it says anything. */
static const char *
read_metadata(struct host_reading *reading)
{
    struct host_about *about = &reading->about;
    const char *fault;
    const struct json_tree *metadata =
        get(reading,
            arena_print(reading->arena, STR_FMT "/.well-known/oauth-authorization-server",
                        STR_ARG(origin_of(reading->arena, about->token))),
            &fault);
    const struct json_tree *names =
        member(metadata, "authorization_response_iss_parameter_supported");
    struct str issuer = text(metadata, "issuer");

    if (!host_owns(reading, issuer) || !str_same(text(metadata, "token_endpoint"), about->token))
        return metadata != NULL || is_none(fault) ? NULL : fault;
    about->issuer = issuer;
    about->names_issuer = names != NULL && names->kind == JSON_TRUE;
    if (about->revoke.size == 0)
        about->revoke = text(metadata, "revocation_endpoint");
    return NULL;
}

/*
 * Each place is the host's own. Else a host could have people asked by another one, and be handed
 * what that one gives.
 */
static const char *
judge_places(struct host_reading *reading)
{
    struct host_about *about = &reading->about;
    const struct str needed[] = {about->api, about->authorize, about->token, about->registration};

    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        if (needed[i].size == 0)
            return "endpoint_missing";
        if (!host_owns(reading, needed[i]))
            return "endpoint_elsewhere";
    }
    if (about->refresh.size == 0)
        about->refresh = about->token;
    if (!host_owns(reading, about->refresh))
        return "endpoint_elsewhere";
    return str_starts(about->scopes, STR(HOST_READ_3)) ||
                   str_starts(about->scopes, STR(HOST_READ_2))
               ? NULL
               : "scope_missing";
}

const char *
host_read(struct host_reading *reading)
{
    const char *fault = read_description(reading);

    if (fault != NULL && is_none(fault))
        fault = read_manifest(reading);
    if (fault == NULL)
        fault = judge_places(reading);
    if (fault == NULL)
        fault = read_metadata(reading);
    if (fault != NULL)
        return fault;
    if (!host_owns(reading, reading->about.revoke))
        reading->about.revoke = STR_NONE;
    if (!utf8_is_line(reading->about.name))
        reading->about.name = STR_NONE;
    return NULL;
}
