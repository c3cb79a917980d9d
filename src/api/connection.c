#include "api/connection.h"

#include "api/reply.h"
#include "sql/oauth.h"

struct reply
connection_list(struct call *call)
{
    return reply_list(call, sql_connection_list(&call->door, call->me.person));
}

struct reply
connection_revoke(struct call *call)
{
    return reply_nothing(call, sql_connection_revoke(&call->door, call->me.person, call->parts[0]));
}
