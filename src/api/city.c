#include "api/city.h"

#include "api/reply.h"
#include "sql/city.h"

struct reply
city_list(struct call *call)
{
    return reply_page(call,
                      sql_city_list(&call->door, call->after, page_count(call), call->languages,
                                    view_whole(call)),
                      NULL);
}

struct reply
city_show(struct call *call)
{
    return reply_with(
        call, sql_city_show(&call->door, call->parts[0], call->languages, view_whole(call)));
}

struct reply
city_categories(struct call *call)
{
    return reply_list(call, sql_category_list(&call->door, call->parts[0], call->languages));
}

struct reply
city_starter_kit(struct call *call)
{
    return reply_with(call, sql_starter_kit_show(&call->door, call->parts[0], call->languages));
}
