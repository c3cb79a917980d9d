/* New keys, and the way of a secret to the one page that shows it. */
#include "api/account-webhook-parts.h"

#include "base/coding.h"

enum { SECRET_SHOWN_S = 300 };

static struct str
about(const struct call *call, struct str endpoint)
{
    return arena_print(call->arena, "shown " STR_FMT " " STR_FMT, STR_ARG(call->session.id),
                       STR_ARG(endpoint));
}

/* Without "whsec_" and base64, so that it is as short as a cookie may be. */
void
hook_secret_hand(struct call *call, struct reply *reply, struct str endpoint, struct str secret)
{
    struct arena *arena = call->arena;
    struct str bytes = coding_from_base64(arena, str_from(secret, STR("whsec_").size));
    struct str sealed = keys_seal(arena, call->api->seal, about(call, endpoint), bytes);

    browser_set_cookie(call, reply, "shown", coding_base64url(arena, sealed), SECRET_SHOWN_S);
}

struct str
hook_secret_take(struct call *call)
{
    struct arena *arena = call->arena;
    struct str sealed = coding_from_base64url(arena, browser_cookie(call, "shown")), bytes;

    if (sealed.size == 0)
        return STR_NONE;
    bytes = keys_unseal(arena, call->api->seal, about(call, call->parts[1]), sealed);
    return bytes.size == 0
               ? STR_NONE
               : arena_print(arena, "whsec_" STR_FMT, STR_ARG(coding_base64(arena, bytes)));
}

void
hook_secret_forget(struct call *call, struct reply *reply)
{
    browser_set_cookie(call, reply, "shown", STR(""), 0);
}

struct rotation {
    struct form_guard guard;
    struct str grace;
};

static const struct shape_field rotation_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct rotation, grace, .optional = true, .max = 20,
               .about = "Seconds that the keys before sign beside the new ones."),
};
const struct shape account_webhook_rotation =
    SHAPE_OF(struct rotation, rotation_fields, .name = "WebhookRotationForm");

/* Of those that the page offers; anything else is a day. */
static const char *
grace_of(struct str wanted)
{
    static const char *const offered[] = {"0", "3600", "604800"};

    for (size_t i = 0; i < sizeof(offered) / sizeof(offered[0]); i++)
        if (str_same(wanted, str_of(offered[i])))
            return offered[i];
    return "86400";
}

struct reply
account_webhook_rotate(struct call *call)
{
    const struct rotation *want = call->input;
    struct webhook_new_keys keys = webhook_new_keys(call, call->parts[1]);
    struct str input = arena_print(call->arena, "{\"graceSeconds\": %s}", grace_of(want->grace));
    struct pg_answer answer =
        sql_endpoint_rotate(&call->door, call->parts[0], STR_NONE, call->parts[1], keys.sealed,
                            keys.public_key, keys.secret, input);
    struct reply reply;

    if (answer.problem)
        return reply_broken_rule(call, answer);
    reply = hook_noticed(call, "webhook_rotated");
    hook_secret_hand(call, &reply, call->parts[1], keys.secret);
    return reply;
}
