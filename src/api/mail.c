#include "api/mail.h"

#include "api/reply.h"
#include "base/coding.h"
#include "base/uuid.h"
#include "sql/mail.h"

struct address {
    struct str email;
};

static const struct shape_field address_fields[] = {
    SHAPE_EMAIL(struct address, email),
};
static const struct shape address_shape = SHAPE_OF(struct address, address_fields);

struct mail_link
mail_link(struct call *call, const char *page)
{
    struct str secret = keys_secret(call->arena, "ml_"), id = uuid_new(call->arena);
    struct str link = arena_print(call->arena, STR_FMT "%s?token=" STR_FMT,
                                  STR_ARG(call->api->base_url), page, STR_ARG(secret));
    struct str sealed = keys_seal(call->arena, call->api->seal, id, link);

    return (struct mail_link){pg_bytes(call->arena, keys_sha256(call->arena, secret)), id,
                              pg_bytes(call->arena, sealed)};
}

/* The rule for addresses is the shapes' own. */
struct str
mail_address(struct call *call, struct str text)
{
    struct shape_errors *errors = arena_new(call->arena, struct shape_errors);
    struct address address = {STR_NONE};
    struct str form = arena_print(call->arena, "email=" STR_FMT,
                                  STR_ARG(coding_percent(call->arena, str_trim(text))));

    if (text.size == 0 ||
        shape_read_form(call->arena, &address_shape, form, false, &address, errors))
        return STR_NONE;
    return address.email;
}

struct reply
mail_show(struct call *call)
{
    return reply_with(call, sql_mail_show(&call->door, call->parts[0]));
}

struct reply
mail_resend(struct call *call)
{
    return reply_done(call, sql_mail_resend(&call->door, call->parts[0]));
}
