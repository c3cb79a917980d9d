#include "api/me.h"

#include "api/reply.h"
#include "sql/feed.h"
#include "sql/person.h"

struct reply
me_show(struct call *call)
{
    return reply_with(call, sql_me_show(&call->door, call->me.person));
}

struct reply
me_portfolio(struct call *call)
{
    return reply_with(call, sql_portfolio_show(&call->door, call->me.person, call->languages));
}

struct reply
me_awards(struct call *call)
{
    return reply_page(
        call,
        sql_my_awards(&call->door, call->me.person, call->after, page_count(call), call->languages),
        NULL);
}

struct reply
me_changes(struct call *call)
{
    return reply_changes(call, sql_portfolio_changes(&call->door, call->me.person, call->after,
                                                     page_count(call), call->languages));
}
