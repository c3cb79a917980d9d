#include "api/webhook.h"

#include "api/reply.h"
#include "api/words.h"
#include "base/coding.h"
#include "base/uuid.h"
#include "sql/webhook.h"

enum { SECRET_SIZE = 32 };

struct input {
    struct str url, description;
    struct shape_list types;
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
};
const struct shape webhook_input =
    SHAPE_OF(struct input, input_fields, .name = "WebhookEndpointInput");

struct filter {
    struct page page;
    struct str state;
};

static const struct shape_field filter_fields[] = {
    PAGE_FIELDS,
    SHAPE_ENUM(struct filter, state, .words = words_delivery_state, .optional = true,
               .about = "Only those in this state."),
};
const struct shape delivery_filter =
    SHAPE_OF(struct filter, filter_fields, .name = "DeliveryFilter");

struct once_more {
    struct str since, until;
    struct shape_list types;
};

/* clang-format off */
#define FROM_SINCE_UNTIL                                                                           \
    SHAPE_TIME(struct once_more, since, .about = "Events from then on.",                           \
               .example = "\"2026-11-23T00:00:00Z\""),                                             \
    SHAPE_TIME(struct once_more, until, .optional = true,                                          \
               .about = "Events before then; now when it is not said.")
/* clang-format on */

static const struct shape_field recovery_fields[] = {FROM_SINCE_UNTIL};
static const struct shape_field replay_fields[] = {
    FROM_SINCE_UNTIL,
    SHAPE_LIST(struct once_more, types, .item = SHAPE_IS_TEXT, .optional = true, .min = 1,
               .max = 50, .about = "Only these, of what the endpoint listens to."),
};
const struct shape webhook_recovery =
    SHAPE_OF(struct once_more, recovery_fields, .name = "WebhookRecovery");
const struct shape webhook_replay_input =
    SHAPE_OF(struct once_more, replay_fields, .name = "WebhookReplay");

struct reply
webhook_types(struct call *call)
{
    return reply_list(call, sql_event_type_list(&call->door));
}

struct reply
webhook_list(struct call *call)
{
    return reply_page(
        call, sql_endpoint_list(&call->door, call->parts[0], call->after, page_count(call)), NULL);
}

struct reply
webhook_show(struct call *call)
{
    return reply_with(call, sql_endpoint_show(&call->door, call->parts[0], call->parts[1]));
}

/* The secret leaves once, in the answer; in the database it is sealed, about the endpoint's id. */
struct reply
webhook_make(struct call *call)
{
    const struct input *want = call->input;
    struct str id = uuid_new(call->arena);
    struct str secret =
        arena_print(call->arena, "whsec_" STR_FMT,
                    STR_ARG(coding_base64(call->arena, keys_chance(call->arena, SECRET_SIZE))));
    struct str sealed = keys_seal(call->arena, call->api->seal, id, secret);
    struct str types = pg_texts(call->arena, want->types.items, want->types.count);

    if (!wall_lets_url(&call->api->wall, want->url))
        return reply_refusal(call, PROBLEM_WEBHOOK_URL_NOT_ALLOWED);
    return reply_made(call,
                      sql_endpoint_make(&call->door, id, call->parts[0], want->url,
                                        want->description, types, pg_bytes(call->arena, sealed),
                                        secret),
                      arena_print(call->arena, "/v1/organisations/" STR_FMT "/webhook-endpoints/",
                                  STR_ARG(call->parts[0]))
                          .at);
}

struct reply
webhook_delete(struct call *call)
{
    return reply_nothing(call, sql_endpoint_delete(&call->door, call->parts[0], call->parts[1]));
}

struct reply
webhook_deliveries(struct call *call)
{
    const struct filter *want = call->input;

    return reply_page(call,
                      sql_delivery_list(&call->door, call->parts[0], call->parts[1], want->state,
                                        call->after, page_count(call)),
                      NULL);
}

struct reply
webhook_again(struct call *call)
{
    return reply_done(
        call, sql_delivery_again(&call->door, call->parts[0], call->parts[1], call->parts[2]));
}

static struct reply
send_again(struct call *call, const char *kind)
{
    const struct once_more *want = call->input;
    struct str types = want->types.count == 0
                           ? STR_NONE
                           : pg_texts(call->arena, want->types.items, want->types.count);

    return reply_begun(call,
                       sql_endpoint_send_again(&call->door, call->parts[0], call->parts[1],
                                               str_of(kind), want->since, want->until, types));
}

struct reply
webhook_recover(struct call *call)
{
    return send_again(call, "webhook_recover");
}

struct reply
webhook_replay(struct call *call)
{
    return send_again(call, "webhook_replay");
}
