/*
 * job: work that outlives the request that asked for it, done in steps. For the files of this
 * room only.
 *
 * A kind of job is a row of the table in job.c: its name, and what does one step of it. A step
 * keeps what it did by SQL functions that begin with job_held and end with job_advance
 * (db/migrations/0018), so that it is fenced, and is whole or was never there.
 */
#pragma once

#include "courier/parts.h"

struct job {
    struct courier *courier;
    struct arena *arena; /* of the job */
    struct pg_door door; /* its arena is the step's, and empty at the beginning of each */
    struct str id;
    int64_t attempt; /* with the courier's owner, what a step is fenced by */
    enum problem problem;
};

enum job_step {
    JOB_GOES_ON, /* there is more to do */
    JOB_ENDED,   /* it is done, or somebody else's; the step has kept that itself */
    JOB_STUCK,   /* the database did not answer: the step is tried once more */
    JOB_BROKEN,  /* it can never be done: the job fails by its `problem` */
};

/* import.c */
enum job_step import_work(struct job *job);
enum job_step import_cancel(struct job *job);

/* What a step of one statement came to, that answers "state": "running" while there is more. */
enum job_step job_came_to(struct job *job, struct pg_answer answer);
