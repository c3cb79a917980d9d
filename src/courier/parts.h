/*
 * parts: what the files of this room know of each other, and nobody else.
 *
 * Two tasks live as long as the courier: look.c finds work, settle.c writes
 * what came of it. Between them each delivery, mail, errand and job is a task of its own. Whatever
 * ends tells stop.c.
 */
#pragma once

#include "base/text.h"
#include "courier/bell.h"
#include "courier/courier.h"
#include "courier/poke.h"
#include "courier/schedule.h"

/* Results on their way into the database, as the members of a JSON array. */
struct results {
    struct arena *arena;
    struct text members;
    size_t count;
    int64_t since_ms; /* when the first of them came */
};

struct issue_keys; /* issue/issue.h */

struct courier {
    struct loop *loop;
    struct pg *pg;
    struct fetch *fetch;
    struct courier_options options;
    struct arena *arena;
    struct str owner; /* of this courier's leases */
    struct poke poke;
    struct issue_keys *keys;

    struct bell look_bell, settle_bell;
    struct results gathering, writing;
    bool looking, settling; /* whether these tasks are alive */
    int in_flight;          /* all that is on its way, */
    int mails, errands;     /* and of these the mails, what providers are asked, */
    int jobs, calendars;    /* the jobs, the calendars that are read, */
    int verifications;      /* the badges that are judged, */
    int arrivals;           /* what learners bring, */
    int visits, hosts;      /* other hosts of badges: what is said there, and what they are, */
    int signings;           /* and the sets of awards that are signed */

    bool stopping;
    struct loop_timer drain;
    void (*stopped)(void *who);
    void *stopped_who;
};

/* look.c: the task that finds work. */
void courier_look(void *courier);

/* delivery.c: takes one row of delivery_claim into a task of its own. */
void courier_deliver(struct courier *courier, const struct pg_answer *claim, size_t row);

/* What came of an attempt. */
struct attempt {
    struct str event, endpoint;
    int64_t number;
    const char *outcome;
    struct str proof; /* the challenge, when it was echoed */
    struct fetch_reply reply;
    struct schedule_next next;
};

/* settle.c: keeps it for the next set, and the task that writes the sets. */
void courier_gather(struct courier *courier, const struct attempt *attempt);
void courier_settle(void *courier);

/* mail.c: begins to send what is due; whether there is more that could be begun. */
bool courier_post(struct courier *courier, struct arena *arena);

/* federation.c: begins to ask providers what is to be asked of them. */
void courier_federate(struct courier *courier, struct arena *arena);

/* job.c: begins what is to be done of jobs. */
void courier_work(struct courier *courier, struct arena *arena);

/* calendar.c: begins to read the calendars that are due. */
void courier_read_calendars(struct courier *courier, struct arena *arena);

/* credential.c: begins to sign awards that nobody has signed yet; whether more could be begun. */
bool courier_sign(struct courier *courier);

/* verification.c: begins to judge badges that somebody asked about. */
void courier_verify(struct courier *courier, struct arena *arena);

/* arrival.c: begins to fetch and unpack what learners have brought. */
void courier_receive(struct courier *courier, struct arena *arena);

/* host.c: begins to ask other hosts of badges what is to be asked of them. */
void courier_visit(struct courier *courier, struct arena *arena);

/* stop.c: called by whatever ends; when it was the last thing to end, the courier has stopped. */
void courier_ended(struct courier *courier);
