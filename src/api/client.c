#include "api/client.h"

#include "api/reply.h"
#include "api/words.h"
#include "sql/client.h"

enum { OLD_SECRET_S_USUAL = 86400, OLD_SECRET_S_MAX = 604800 };

struct input {
    struct str name;
    struct shape_list scopes;
};

static const struct shape_field input_fields[] = {
    SHAPE_TEXT(struct input, name, .min = 1, .max = 100, .about = "What it is, for people."),
    SHAPE_LIST(struct input, scopes, .item = SHAPE_IS_ENUM, .words = words_scope, .min = 1,
               .max = 20, .about = "What its tokens may do."),
};
const struct shape client_input = SHAPE_OF(struct input, input_fields, .name = "ClientInput");

struct rotation {
    int64_t graceSeconds;
};

static const struct shape_field rotation_fields[] = {
    SHAPE_INT(struct rotation, graceSeconds, .optional = true, .min = 1, .max = OLD_SECRET_S_MAX,
              .about = "How long the older secret still counts; a day when it is not said."),
};
const struct shape client_rotation =
    SHAPE_OF(struct rotation, rotation_fields, .name = "SecretRotation");

/* A new secret, and the hash that is all we keep of it. */
struct secret {
    struct str text, hash;
};

static struct secret
make_secret(struct call *call)
{
    struct str text = keys_secret(call->arena, "cs_");

    return (struct secret){text, pg_bytes(call->arena, keys_sha256(call->arena, text))};
}

struct reply
client_list(struct call *call)
{
    return reply_page(
        call, sql_client_list(&call->door, call->parts[0], call->after, page_count(call)), NULL);
}

struct reply
client_make(struct call *call)
{
    const struct input *want = call->input;
    struct secret secret = make_secret(call);
    struct str scopes = pg_texts(call->arena, want->scopes.items, want->scopes.count);

    return reply_made(
        call,
        sql_client_make(&call->door, call->parts[0], want->name, scopes, secret.hash, secret.text),
        NULL);
}

struct reply
client_rotate(struct call *call)
{
    const struct rotation *want = call->input;
    struct secret secret = make_secret(call);
    int64_t grace = want->graceSeconds == 0 ? OLD_SECRET_S_USUAL : want->graceSeconds;

    return reply_made(call,
                      sql_client_secret_make(&call->door, call->parts[0], call->parts[1],
                                             secret.hash, secret.text, grace),
                      NULL);
}

struct reply
client_delete(struct call *call)
{
    return reply_nothing(call, sql_client_delete(&call->door, call->parts[0], call->parts[1]));
}
