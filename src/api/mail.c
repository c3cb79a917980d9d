#include "api/mail.h"

#include "base/uuid.h"

struct mail_letter
mail_seal(struct call *call, struct str link)
{
    struct str id = uuid_new(call->arena);
    struct str sealed = keys_seal(call->arena, call->api->seal, id, link);

    return (struct mail_letter){id, pg_bytes(call->arena, sealed)};
}
