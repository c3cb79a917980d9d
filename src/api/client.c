#include "api/client.h"

#include "api/client-keys.h"
#include "api/reply.h"
#include "api/words.h"
#include "sql/client.h"

enum {
    OLD_SECRET_S_USUAL = 86400,
    OLD_SECRET_S_MAX = 604800,
    SECRET_DAYS_USUAL = 365,
    SECRET_DAYS_MAX = 730,
    REDIRECTS_MAX = 10,
};

struct input {
    struct str name;
    struct shape_list scopes, redirectUris;
    struct str kind, authMethod, clientUri;
    struct client_keys jwks;
    int64_t secretExpiresInDays;
};

/* clang-format off */
#define COMMON_FIELDS                                                                              \
    SHAPE_TEXT(struct input, name, .min = 1, .max = 100, .about = "What it is, for people."),      \
    SHAPE_LIST(struct input, scopes, .item = SHAPE_IS_ENUM, .words = words_scope_of_apps,          \
               .min = 1, .max = 30,                                                                \
               .about = "What its tokens may do; what only a person can grant needs redirectUris.",\
               .example = "[\"activity:read\", \"activity:write\"]"),                              \
    SHAPE_LIST(struct input, redirectUris, .optional = true, .item = SHAPE_IS_TEXT,                \
               .max = REDIRECTS_MAX,                                                               \
               .about = "Where people who sign in to it are led back to, each to the letter."),    \
    SHAPE_URL(struct input, clientUri, .optional = true, .about = "A page about it."),             \
    SHAPE_OBJECT(struct input, jwks, &client_keys_shape, .optional = true,                         \
                 .about = "The public keys of its assertions, for private_key_jwt.")
/* clang-format on */

static const struct shape_field input_fields[] = {
    COMMON_FIELDS,
    SHAPE_ENUM(struct input, kind, .optional = true, .words = words_client_kind,
               .about = "public when it can keep no secret, as an app on a phone."),
    SHAPE_ENUM(struct input, authMethod, .optional = true, .words = words_auth_method,
               .about = "How it shows who it is; private_key_jwt when there are jwks, none when it "
                        "is public, else client_secret_basic."),
    SHAPE_INT(struct input, secretExpiresInDays, .optional = true, .min = 1, .max = SECRET_DAYS_MAX,
              .about = "365 when it is not said; owners hear of the end 30, 7 days and a day "
                       "before."),
};
const struct shape client_input = SHAPE_OF(struct input, input_fields, .name = "ClientInput");

static const struct shape_field change_fields[] = {COMMON_FIELDS};
const struct shape client_change =
    SHAPE_OF(struct input, change_fields, .name = "ClientPatch", .partial = true);

struct rotation {
    int64_t graceSeconds, secretExpiresInDays;
};

static const struct shape_field rotation_fields[] = {
    SHAPE_INT(struct rotation, graceSeconds, .optional = true, .min = 1, .max = OLD_SECRET_S_MAX,
              .about = "How long the older secret still counts; a day when it is not said."),
    SHAPE_INT(struct rotation, secretExpiresInDays, .optional = true, .min = 1,
              .max = SECRET_DAYS_MAX, .about = "Of the new one; 365 when it is not said."),
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

static int64_t
days_of(int64_t wanted)
{
    return wanted == 0 ? SECRET_DAYS_USUAL : wanted;
}

static struct str
texts(struct call *call, const struct shape_list *list)
{
    return pg_texts(call->arena, list->items, list->count);
}

/* False when keys were sent that cannot be used. `keys` is STR_NONE when none were sent. */
static bool
read_keys(struct call *call, const struct input *want, struct str *keys)
{
    *keys = want->jwks.keys.count == 0 ? STR_NONE : client_keys_json(call->arena, &want->jwks);
    return want->jwks.keys.count == 0 || keys->at != NULL;
}

static struct reply
refuse_keys(struct call *call)
{
    call->errors.count = 1;
    call->errors.list[0] = (struct shape_error){
        STR("/jwks"), "bad_format",
        STR("\"jwks\" has to hold public keys alone, one of them for RS256 or ES256.")};
    return reply_refusal(call, PROBLEM_BAD_INPUT);
}

static struct str
method_of(const struct input *want)
{
    if (want->authMethod.size > 0)
        return want->authMethod;
    if (str_same(want->kind, STR("public")))
        return STR("none");
    return want->jwks.keys.count > 0 ? STR("private_key_jwt") : STR("client_secret_basic");
}

struct reply
client_list(struct call *call)
{
    return reply_page(
        call, sql_client_list(&call->door, call->parts[0], call->after, page_count(call)), NULL);
}

struct reply
client_show(struct call *call)
{
    return reply_with(call, sql_client_show(&call->door, call->parts[0], call->parts[1]));
}

struct reply
client_make(struct call *call)
{
    const struct input *want = call->input;
    struct str method = method_of(want), keys;
    struct str kind = want->kind.size > 0             ? want->kind
                      : str_same(method, STR("none")) ? STR("public")
                                                      : STR("confidential");
    struct secret secret = {STR_NONE, STR_NONE};

    if (!read_keys(call, want, &keys))
        return refuse_keys(call);
    if (str_same(method, STR("client_secret_basic")))
        secret = make_secret(call);
    return reply_made(call,
                      sql_client_make(&call->door, call->parts[0], want->name,
                                      texts(call, &want->scopes), texts(call, &want->redirectUris),
                                      kind, method, keys,
                                      want->clientUri.size > 0 ? want->clientUri : STR_NONE,
                                      secret.hash, secret.text, days_of(want->secretExpiresInDays)),
                      NULL);
}

struct reply
client_patch(struct call *call)
{
    struct str keys;

    if (!read_keys(call, call->input, &keys))
        return refuse_keys(call);
    return reply_done(call, sql_client_patch(&call->door, call->parts[0], call->parts[1],
                                             call->request->body, keys));
}

struct reply
client_rotate(struct call *call)
{
    const struct rotation *want = call->input;
    struct secret secret = make_secret(call);
    int64_t grace = want->graceSeconds == 0 ? OLD_SECRET_S_USUAL : want->graceSeconds;

    return reply_made(call,
                      sql_client_secret_make(&call->door, call->parts[0], call->parts[1],
                                             secret.hash, secret.text,
                                             days_of(want->secretExpiresInDays), grace),
                      NULL);
}

struct reply
client_secret_delete(struct call *call)
{
    return reply_nothing(call, sql_client_secret_delete(&call->door, call->parts[0], call->parts[1],
                                                        call->parts[2]));
}

struct reply
client_delete(struct call *call)
{
    return reply_nothing(call, sql_client_delete(&call->door, call->parts[0], call->parts[1]));
}
