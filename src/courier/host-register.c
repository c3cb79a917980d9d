/* This service registers with another host of badges (RFC 7591, as Open Badges 3.0 wants it). */
#include "courier/host.h"

#include "base/clock.h"
#include "courier/errand.h"
#include "keys/keys.h"

#define EXPIRES_S_MAX (INT64_C(10) * 365 * 86400)

static void
add_page(struct text *body, const char *name, struct str url)
{
    if (str_starts(url, STR("https://")))
        text_add_next(body, name, url);
}

/* Pages are told where they are https, as hosts want them: else this is a machine of a developer.
 */
static struct str
metadata(const struct host_reading *reading)
{
    const struct courier_options *options = &reading->courier->options;
    struct arena *arena = reading->arena;
    struct text body = text_new(arena);

    text_add(&body, STR("{"));
    text_add_member(
        &body, "client_name",
        arena_print(arena, "citylearn, " STR_FMT, STR_ARG(fetch_host(options->base_url, false))));
    text_add_next(&body, "software_id", STR("citylearn"));
    text_add_next(&body, "software_version", STR(PACKAGE_VERSION));
    add_page(&body, "client_uri", options->base_url);
    add_page(&body, "logo_uri",
             arena_print(arena, STR_FMT "/account/logo.svg", STR_ARG(options->base_url)));
    add_page(&body, "tos_uri", options->terms_url);
    add_page(&body, "policy_uri", options->privacy_url);
    text_add(&body, STR(",\"redirect_uris\":["));
    text_add_json(&body, host_way_back(reading->courier, arena, reading->id));
    text_add(&body, STR("],\"token_endpoint_auth_method\":\"client_secret_basic\",\"grant_types\":["
                        "\"authorization_code\",\"refresh_token\"],\"response_types\":[\"code\"]"));
    text_add_next(&body, "scope", reading->about.scopes);
    text_add(&body, STR("}"));
    return text_str(&body);
}

static struct fetch_reply
ask(const struct host_reading *reading)
{
    struct str headers[] = {STR("content-type: application/json"), STR("accept: application/json")};
    struct fetch_request request = {
        .method = "POST",
        .url = reading->about.registration,
        .headers = headers,
        .header_count = 2,
        .body = metadata(reading),
        .body_max = OAUTH_ANSWER_MAX,
    };

    return fetch_send(reading->courier->fetch, reading->arena, &request);
}

const char *
host_register(struct host_reading *reading)
{
    struct arena *arena = reading->arena;
    struct fetch_reply reply = ask(reading);
    struct json_object said;
    struct str secret, method;
    int64_t expires = 0, now = clock_now();

    if (reply.outcome != FETCH_ANSWERED || reply.status == 429 || reply.status >= 500)
        return host_fault(&reply);
    if ((reply.status != 201 && reply.status != 200) || !errand_is_json(reply.body))
        return "registration_refused";
    said = json_object_open(arena, reply.body);
    reading->client = json_object_meaning(&said, "client_id");
    secret = json_object_meaning(&said, "client_secret");
    method = json_object_meaning(&said, "token_endpoint_auth_method");
    if (reading->client.size == 0 || reading->client.size > 1000 || secret.size == 0 ||
        secret.size > 4000 || (method.size > 0 && !str_same(method, STR("client_secret_basic"))))
        return "registration_refused";
    reading->sealed = keys_seal(arena, reading->courier->options.seal_key, reading->id, secret);
    if (str_integer(json_object_raw(&said, "client_secret_expires_at"), &expires) &&
        expires > now && expires < now + EXPIRES_S_MAX) /* what it says otherwise means nothing */
        reading->expires = clock_text(arena, expires);
    return NULL;
}

struct str
host_told(const struct host_reading *reading)
{
    const struct host_about *about = &reading->about;
    const struct {
        const char *name;
        struct str value;
    } members[] = {
        {"name",      about->name        },
        {"issuer",    about->issuer      },
        {"api",       about->api         },
        {"authorize", about->authorize   },
        {"token",     about->token       },
        {"refresh",   about->refresh     },
        {"revoke",    about->revoke      },
        {"register",  about->registration},
        {"scopes",    about->scopes      },
    };
    struct text json = text_new(reading->arena);

    text_print(&json, "{\"kind\":\"%s\",\"namesIssuer\":%s", about->kind,
               about->names_issuer ? "true" : "false");
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        if (members[i].value.size > 0)
            text_add_next(&json, members[i].name, members[i].value);
    text_add(&json, STR("}"));
    return text_str(&json);
}
