#include "api/hashing.h"

#include "api/turn.h"

static void
work(void *job)
{
    password_work(job);
}

static enum problem
run(struct call *call, struct password_job *job)
{
    bool was_done = turn_work(call->api->loop, call->api->hashing, work, job);

    return was_done && job->verdict != PASSWORD_FAILED ? PROBLEM_NONE : PROBLEM_BUSY;
}

enum problem
hashing_make(struct call *call, struct str password, struct str *stored)
{
    struct password_job job;
    enum problem problem;

    password_prepare(call->arena, &job, call->api->pepper, password, STR_NONE);
    problem = run(call, &job);
    if (!problem)
        *stored = arena_copy(call->arena, str_of(job.stored));
    password_wipe(&job);
    return problem;
}

enum problem
hashing_check(struct call *call, struct str password, struct str stored,
              enum password_verdict *verdict)
{
    struct password_job job;
    enum problem problem;

    password_prepare(call->arena, &job, call->api->pepper, password, stored);
    problem = run(call, &job);
    *verdict = job.verdict;
    password_wipe(&job);
    return problem;
}
