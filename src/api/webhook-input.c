/* Endpoints are made, changed, and get new keys: all of it where something is sent in. */
#include "api/reply.h"
#include "api/webhook-parts.h"
#include "api/webhook.h"
#include "api/words.h"
#include "base/coding.h"
#include "base/uuid.h"
#include "sql/webhook.h"

enum { SECRET_SIZE = 32, GRACE_S_MAX = 604800 };

struct input {
    struct str url, description, ordering, payload;
    struct shape_list types;
    int64_t maxPerSecond, maxInFlight;
};

static const struct shape_field input_fields[] = {
    SHAPE_TEXT(struct input, url, .min = 10, .max = 2048,
               .about = "https, a public host, port 443 or 8443.",
               .example = "\"https://partner.example/citylearn\""),
    SHAPE_TEXT(struct input, description, .optional = true, .min = 1, .max = 200,
               .about = "What it is, for people."),
    SHAPE_LIST(struct input, types, .item = SHAPE_IS_TEXT, .min = 1, .max = 50,
               .about = "Event types; activity.* is all of a family, * is all.",
               .example = "[\"activity.*\", \"award.issued\"]"),
    SHAPE_ENUM(struct input, ordering, .optional = true, .words = words_endpoint_ordering,
               .about = "subject: what happened to one thing comes in its order, one at a time; "
                        "none when it is not said."),
    SHAPE_ENUM(struct input, payload, .optional = true, .words = words_endpoint_payload,
               .about = "full: with an activity or a badge as it is by then, as `resource`; thin "
                        "when it is not said."),
    SHAPE_INT(struct input, maxPerSecond, .optional = true, .min = 1, .max = 1000,
              .about = "How many attempts may begin in a second; 100 when it is not said."),
    SHAPE_INT(struct input, maxInFlight, .optional = true, .min = 1, .max = 32,
              .about = "How many attempts may be under way at once; 8 when it is not said."),
};
const struct shape webhook_input =
    SHAPE_OF(struct input, input_fields, .name = "WebhookEndpointInput");
const struct shape webhook_change =
    SHAPE_OF(struct input, input_fields, .name = "WebhookEndpointPatch", .partial = true);

struct rotation {
    int64_t graceSeconds;
};

static const struct shape_field rotation_fields[] = {
    SHAPE_INT(struct rotation, graceSeconds, .optional = true, .max = GRACE_S_MAX,
              .about = "How long the keys before sign beside the new ones; a day when it is not "
                       "said."),
};
const struct shape webhook_rotation =
    SHAPE_OF(struct rotation, rotation_fields, .name = "WebhookRotation");

struct webhook_new_keys
webhook_new_keys(struct call *call, struct str endpoint)
{
    struct arena *arena = call->arena;
    struct str secret = arena_print(arena, "whsec_" STR_FMT,
                                    STR_ARG(coding_base64(arena, keys_chance(arena, SECRET_SIZE))));
    struct str private = keys_ed25519_private(arena, keys_chance(arena, KEYS_ED25519_SEED_SIZE));
    struct str both = arena_print(arena, STR_FMT " whsk_" STR_FMT, STR_ARG(secret),
                                  STR_ARG(coding_base64(arena, private)));

    return (struct webhook_new_keys){
        .secret = secret,
        .sealed = pg_bytes(arena, keys_seal(arena, call->api->seal, endpoint, both)),
        .public_key = pg_bytes(arena, keys_ed25519_public(private)),
    };
}

bool
webhook_fits(struct call *call, struct str json, struct str url)
{
    struct input unused = {.url = STR_NONE};
    struct shape_errors *errors = &call->errors;

    shape_read_json(call->arena, &webhook_change, json, &unused, errors);
    if (!wall_lets_url(&call->api->wall, url) && errors->count < SHAPE_ERRORS_MAX)
        errors->list[errors->count++] = (struct shape_error){
            STR("/url"), problem_slug(PROBLEM_WEBHOOK_URL_NOT_ALLOWED), STR_NONE};
    return errors->count == 0;
}

static const char *
place_path(struct call *call)
{
    struct webhook_place at = webhook_place(call);
    bool is_city = at.organisation.at == NULL;

    return arena_print(call->arena, "/v1/%s/" STR_FMT "/webhook-endpoints/",
                       is_city ? "cities" : "organisations",
                       STR_ARG(is_city ? at.city : at.organisation))
        .at;
}

struct reply
webhook_make(struct call *call)
{
    const struct input *want = call->input;
    struct webhook_place at = webhook_place(call);
    struct str id = uuid_new(call->arena);
    struct webhook_new_keys keys = webhook_new_keys(call, id);

    if (!wall_lets_url(&call->api->wall, want->url))
        return reply_refusal(call, PROBLEM_WEBHOOK_URL_NOT_ALLOWED);
    return reply_made(call,
                      sql_endpoint_make(&call->door, id, at.organisation, at.city,
                                        call->request->body, keys.sealed, keys.public_key,
                                        keys.secret),
                      place_path(call));
}

struct reply
webhook_patch(struct call *call)
{
    const struct input *want = call->input;
    struct webhook_place at = webhook_place(call);

    if (want->url.at != NULL && !wall_lets_url(&call->api->wall, want->url))
        return reply_refusal(call, PROBLEM_WEBHOOK_URL_NOT_ALLOWED);
    return reply_done(call, sql_endpoint_patch(&call->door, at.organisation, at.city, at.endpoint,
                                               call->request->body, call->version));
}

struct reply
webhook_rotate(struct call *call)
{
    struct webhook_place at = webhook_place(call);
    struct webhook_new_keys keys = webhook_new_keys(call, at.endpoint);

    return reply_made(call,
                      sql_endpoint_rotate(&call->door, at.organisation, at.city, at.endpoint,
                                          keys.sealed, keys.public_key, keys.secret,
                                          call->request->body),
                      NULL);
}
