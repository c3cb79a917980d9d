#include "courier/job.h"

#include "base/log.h"
#include "sql/job.h"

#include <string.h>

enum {
    JOBS_AT_ONCE = 2,
    JOB_MEMORY_MAX = 64 << 10,
    STEP_MEMORY_MAX = 16 << 20,
    EVENTS_IN_STEP = 500,
    STUCK_MS = 1000,
    STUCK_TIMES_MAX = 60, /* then its lease has run out */
};

enum job_step
job_came_to(struct job *job, struct pg_answer answer)
{
    switch (answer.problem) {
    case PROBLEM_NONE:
        return str_same(pg_named(&answer, 0, "state"), STR("running")) ? JOB_GOES_ON : JOB_ENDED;
    case PROBLEM_UNAVAILABLE:
    case PROBLEM_BUSY:
    case PROBLEM_TIMED_OUT:
        return JOB_STUCK;
    default:
        job->problem = answer.problem;
        return JOB_BROKEN;
    }
}

static enum job_step
send_again(struct job *job)
{
    return job_came_to(job, sql_job_webhook_step(&job->door, job->id, job->courier->owner,
                                                 job->attempt, EVENTS_IN_STEP));
}

static const struct kind {
    const char *name;
    enum job_step (*step)(struct job *job);
} kinds[] = {
    {"import",          import_work  },
    {"import_cancel",   import_cancel},
    {"webhook_recover", send_again   },
    {"webhook_replay",  send_again   },
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static const struct kind *
kind_named(struct str name)
{
    for (size_t i = 0; i < KINDS; i++)
        if (str_same(name, str_of(kinds[i].name)))
            return &kinds[i];
    return NULL;
}

struct work {
    struct job job;
    const struct kind *kind;
};

/* Until it is done, or the courier stops, or the database was away for so long that it is lost. */
static enum job_step
work_on(struct work *work)
{
    struct courier *courier = work->job.courier;
    enum job_step step = JOB_GOES_ON;
    int stuck = 0;

    while (step == JOB_GOES_ON || (step == JOB_STUCK && stuck < STUCK_TIMES_MAX)) {
        if (courier->stopping)
            return JOB_GOES_ON;
        if (step == JOB_STUCK)
            task_sleep(courier->loop, STUCK_MS);
        arena_reset(work->job.door.arena);
        step = work->kind->step(&work->job);
        stuck = step == JOB_STUCK ? stuck + 1 : 0;
    }
    return step;
}

static void
do_job(void *who)
{
    struct work *work = who;
    struct job *job = &work->job;
    struct courier *courier = job->courier;
    enum job_step came_to = work_on(work);

    if (came_to == JOB_GOES_ON)
        sql_job_end(&job->door, job->id, courier->owner, job->attempt, STR("queued"), STR_NONE);
    if (came_to == JOB_BROKEN)
        sql_job_end(&job->door, job->id, courier->owner, job->attempt, STR("failed"),
                    str_of(problem_slug(job->problem)));
    log_note("job", LOG_TEXT("job", job->id), LOG_WORDS("kind", work->kind->name),
             LOG_NUMBER("attempt", job->attempt), LOG_NUMBER("ended", came_to == JOB_ENDED),
             LOG_WORDS("problem", came_to == JOB_BROKEN ? problem_slug(job->problem) : ""));
    arena_close(job->door.arena);
    arena_close(job->arena);
    courier->jobs--;
    courier->in_flight--;
    bell_ring(&courier->look_bell);
    courier_ended(courier);
}

static void
begin(struct courier *courier, const struct pg_answer *claim, size_t row)
{
    struct arena *arena = arena_open(JOB_MEMORY_MAX);
    struct work *work = arena_new(arena, struct work);

    *work = (struct work){
        .job = {.courier = courier,
                .arena = arena,
                .door = {.pg = courier->pg, .arena = arena_open(STEP_MEMORY_MAX)},
                .id = pg_kept(arena, pg_cell(claim, row, JOB_CLAIM_ID))},
        .kind = kind_named(pg_cell(claim, row, JOB_CLAIM_KIND)),
    };
    str_integer(pg_cell(claim, row, JOB_CLAIM_ATTEMPT), &work->job.attempt);
    courier->jobs++;
    courier->in_flight++;
    if (task_start(courier->loop, do_job, work))
        return;
    courier->jobs--; /* its lease runs out, and it is taken up again */
    courier->in_flight--;
    arena_close(work->job.door.arena);
    arena_close(arena);
}

void
courier_work(struct courier *courier, struct arena *arena)
{
    struct pg_door door = {.pg = courier->pg, .arena = arena};
    struct str names[KINDS];
    int most = JOBS_AT_ONCE - courier->jobs;
    struct pg_answer claim;

    if (most <= 0)
        return;
    for (size_t i = 0; i < KINDS; i++)
        names[i] = str_of(kinds[i].name);
    claim = sql_job_claim(&door, courier->owner, pg_texts(arena, names, KINDS), most);
    for (size_t row = 0; !claim.problem && row < claim.rows; row++)
        begin(courier, &claim, row);
}
