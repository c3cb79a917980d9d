#include "api/mail.h"

#include "api/reply.h"
#include "base/uuid.h"
#include "sql/mail.h"

struct mail_letter
mail_seal(struct call *call, struct str link)
{
    struct str id = uuid_new(call->arena);
    struct str sealed = keys_seal(call->arena, call->api->seal, id, link);

    return (struct mail_letter){id, pg_bytes(call->arena, sealed)};
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
