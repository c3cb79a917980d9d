#include "api/webhook.h"

#include "api/reply.h"
#include "api/webhook-parts.h"
#include "api/words.h"
#include "base/text.h"
#include "sql/webhook.h"

#include <string.h>

struct filter {
    struct page page;
    struct str state, type;
};

static const struct shape_field filter_fields[] = {
    PAGE_FIELDS,
    SHAPE_ENUM(struct filter, state, .words = words_delivery_state, .optional = true,
               .about = "Only those in this state."),
    SHAPE_TEXT(struct filter, type, .optional = true, .max = 100,
               .about = "Only of this event type, or of a family as activity.*."),
};
const struct shape delivery_filter =
    SHAPE_OF(struct filter, filter_fields, .name = "DeliveryFilter");

struct feed {
    struct page page;
    struct str organisation, city, after, type;
};

static const struct shape_field feed_fields[] = {
    PAGE_FIELDS,
    SHAPE_UUID(struct feed, organisation, .optional = true,
               .about = "Whose events; of all that the caller may ask about when it is not said."),
    SHAPE_TEXT(struct feed, city, .optional = true, .max = 60,
               .about = "The events of all organisations of this city, for its administrators."),
    SHAPE_TEXT(struct feed, after, .optional = true, .min = 36, .max = 36,
               .about = "The id of the last event that was read, as msg_...; from the beginning "
                        "of what is kept, 30 days, when it is not said."),
    SHAPE_TEXT(struct feed, type, .optional = true, .max = 100,
               .about = "Only of this event type, or of a family as activity.*."),
};
const struct shape event_filter = SHAPE_OF(struct feed, feed_fields, .name = "EventFilter");

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

struct str
webhook_since(struct call *call, struct str text)
{
    struct once_more want = {.since = STR_NONE};
    struct text json = text_new(call->arena);

    text_add(&json, STR("{"));
    text_add_member(&json, "since", text);
    text_add(&json, STR("}"));
    return shape_read_json(call->arena, &webhook_recovery, text_str(&json), &want, &call->errors)
               ? STR_NONE
               : want.since;
}

struct webhook_place
webhook_place(const struct call *call)
{
    bool is_city = str_starts(call->request->path, STR("/v1/cities/"));

    return (struct webhook_place){is_city ? STR_NONE : call->parts[0],
                                  is_city ? call->parts[0] : STR_NONE, call->parts[1]};
}

struct reply
webhook_types(struct call *call)
{
    return reply_list(call, sql_event_type_list(&call->door));
}

struct reply
webhook_events(struct call *call)
{
    const struct feed *want = call->input;
    struct str after = call->after;

    if (want->organisation.at != NULL && want->city.at != NULL)
        return reply_unfit(call, "city",
                           "has to stand without an organisation, or else that without it.");
    if (after.at == NULL && want->after.at != NULL) {
        if (!str_looks(want->after, "msg_ffffffffffffffffffffffffffffffff"))
            return reply_refusal(call, PROBLEM_EVENT_FORGOTTEN);
        after = str_from(want->after, strlen("msg_"));
    }
    return reply_page(call,
                      sql_event_list(&call->door, want->organisation, want->city, want->type, after,
                                     page_count(call)),
                      NULL);
}

struct reply
webhook_list(struct call *call)
{
    struct webhook_place at = webhook_place(call);

    return reply_page(
        call,
        sql_endpoint_list(&call->door, at.organisation, at.city, call->after, page_count(call)),
        NULL);
}

struct reply
webhook_show(struct call *call)
{
    struct webhook_place at = webhook_place(call);

    return reply_with(call, sql_endpoint_show(&call->door, at.organisation, at.city, at.endpoint));
}

struct reply
webhook_keys(struct call *call)
{
    struct webhook_place at = webhook_place(call);

    return reply_list(call, sql_endpoint_keys(&call->door, at.organisation, at.city, at.endpoint));
}

struct reply
webhook_delete(struct call *call)
{
    struct webhook_place at = webhook_place(call);

    return reply_nothing(call,
                         sql_endpoint_delete(&call->door, at.organisation, at.city, at.endpoint));
}

static struct reply
move(struct call *call, const char *action)
{
    struct webhook_place at = webhook_place(call);

    return reply_done(call, sql_endpoint_move(&call->door, at.organisation, at.city, at.endpoint,
                                              str_of(action)));
}

struct reply
webhook_pause(struct call *call)
{
    return move(call, "pause");
}

struct reply
webhook_resume(struct call *call)
{
    return move(call, "resume");
}

struct reply
webhook_ping(struct call *call)
{
    return move(call, "ping");
}

struct reply
webhook_deliveries(struct call *call)
{
    const struct filter *want = call->input;
    struct webhook_place at = webhook_place(call);

    return reply_page(call,
                      sql_delivery_list(&call->door, at.organisation, at.city, at.endpoint,
                                        want->state, want->type, call->after, page_count(call)),
                      NULL);
}

struct reply
webhook_delivery(struct call *call)
{
    struct webhook_place at = webhook_place(call);

    return reply_with(call, sql_delivery_show(&call->door, at.organisation, at.city, at.endpoint,
                                              call->parts[2]));
}

struct reply
webhook_again(struct call *call)
{
    struct webhook_place at = webhook_place(call);

    return reply_done(call, sql_delivery_again(&call->door, at.organisation, at.city, at.endpoint,
                                               call->parts[2]));
}

static struct reply
send_again(struct call *call, const char *kind)
{
    const struct once_more *want = call->input;
    struct webhook_place at = webhook_place(call);
    struct str types = want->types.count == 0
                           ? STR_NONE
                           : pg_texts(call->arena, want->types.items, want->types.count);

    return reply_begun(call,
                       sql_endpoint_send_again(&call->door, at.organisation, at.city, at.endpoint,
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
