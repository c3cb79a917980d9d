#include "api/audit.h"

#include "api/reply.h"
#include "sql/audit.h"

struct filter {
    struct page page;
    struct str action, noun;
};

static const struct shape_field filter_fields[] = {
    PAGE_FIELDS,
    SHAPE_TEXT(struct filter, action, .optional = true, .min = 1, .max = 40,
               .about = "Only this: insert, update or delete, or what happened, as sign_in.",
               .example = "\"delete\""),
    SHAPE_TEXT(struct filter, noun, .optional = true, .min = 1, .max = 40,
               .about = "Only of this kind of thing.", .example = "\"membership\""),
};
const struct shape audit_filter = SHAPE_OF(struct filter, filter_fields, .name = "AuditFilter");

struct reply
audit_mine(struct call *call)
{
    const struct filter *want = call->input;

    return reply_page(
        call, sql_audit_mine(&call->door, want->action, want->noun, call->after, page_count(call)),
        NULL);
}

struct reply
audit_organisation(struct call *call)
{
    const struct filter *want = call->input;

    return reply_page(call,
                      sql_audit_organisation(&call->door, call->parts[0], want->action, want->noun,
                                             call->after, page_count(call)),
                      NULL);
}

struct reply
audit_city(struct call *call)
{
    const struct filter *want = call->input;

    return reply_page(call,
                      sql_audit_city(&call->door, call->parts[0], want->action, want->noun,
                                     call->after, page_count(call)),
                      NULL);
}
