#include "api/job.h"

#include "api/reply.h"
#include "sql/job.h"

/* The scope that it takes is the job's own: that of the route which began it. */
struct reply
job_show(struct call *call)
{
    return reply_with(call, sql_job_show(&call->door, call->parts[0], call->me.scope));
}

struct reply
job_cancel(struct call *call)
{
    return reply_done(call, sql_job_cancel(&call->door, call->parts[0], call->me.scope));
}
