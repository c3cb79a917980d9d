/*
 * parts: what the files of this room know of each other, and nobody else.
 *
 * A question stands on the stack of the task that asks. It is in one queue at
 * a time: its lane's while it waits for a connection, or that of the link it
 * was sent over. It leaves the queue when it is answered, and a link that
 * breaks answers or hands back every question it holds, so that nothing points
 * to a question whose task has gone on.
 */
#pragma once

#include "pg/pg.h"

enum { STEPS_MAX = 4, RETRIES_MAX = 3 };

/* What every session begins with, whoever asks: answers do not depend on the server's own. */
#define SESSION_SETTINGS "-c TimeZone=UTC -c DateStyle=ISO"

struct pg_conn;
struct pg_result;

/* Why a question was refused, and whether that calls for more than saying so. */
struct refusal {
    enum problem problem;
    struct str detail;
    bool again; /* undone by no fault of its own: may be asked again */
    bool anew;  /* the connection is of no use any more */
};

struct question {
    const struct pg_query *queries[STEPS_MAX]; /* one implicit transaction, in this order */
    const char *const *values[STEPS_MAX];
    int steps, own; /* how many they are, and which of them is the question itself */
    int heard;      /* results that have come */
    struct arena *arena;
    struct lane *lane;
    struct task *task;
    int64_t asked_ms, queued_ms;
    struct pg_result *result; /* of the question itself; cleared unless it becomes the answer */
    struct refusal refusal;
    bool done, parked, moved; /* moved: a link that broke has handed it back before */
    struct question *next;
};

struct queue {
    struct question *first, *last;
    size_t count;
};

void queue_put(struct queue *queue, struct question *question);
struct question *queue_take(struct queue *queue); /* NULL when it is empty */

/* One connection: absent until its timer fires, then connecting, preparing, ready. */
struct link {
    struct lane *lane;
    struct pg_conn *conn;
    enum { LINK_ABSENT, LINK_CONNECTING, LINK_PREPARING, LINK_READY } state;
    struct queue asked;
    const struct pg_query *const *preparing; /* whose turn it is in the catalogue */
    bool prepared;                           /* it is, and its columns are to be told */
    int64_t retry_ms, due_ms;
    struct loop_timer timer;
    struct loop_watch watch;
    struct loop_hook flush;
    uint32_t interest; /* what the loop watches for: changing it is a call of the kernel */
    bool told;         /* that there is no connection is in the log */
};

struct lane {
    struct pg *pg;
    enum pg_lane which;
    struct link *links;
    int count;
    struct queue waiting; /* for a connection */
    size_t unanswered;
    struct loop_timer timer; /* for who waits longest */
};

struct pg {
    struct loop *loop;
    const struct pg_options *options;
    struct lane lanes[PG_LANES];
    struct link links[]; /* of all lanes */
};

/*
 * lane.c. Who lost a connection waits for one that is made after that: when a
 * server goes down, its other connections are as good as lost.
 */
void lane_place(struct question *question);  /* sends it, or lets it wait for a connection */
void lane_wait(struct question *question);   /* for a new one */
void lane_return(struct question *question); /* its link broke */
void lane_ready(struct lane *lane, struct link *link); /* who waits goes over this one */
void lane_late(void *lane);                            /* its timer */
void question_forget(struct question *question);       /* the answer, to be asked anew */
void question_end(struct question *question);

/* connect.c */
void link_connect(struct link *link);
void link_go_on_connecting(struct link *link);
void link_prepared(struct link *link, struct pg_result *result); /* one step of preparing */
void link_interest(struct link *link, uint32_t events);
const char *link_name(const struct link *link); /* as the server and the log know it */

/* link.c */
void link_open(struct link *link, struct lane *lane); /* connects in this or the next turn */
void link_ask(struct link *link, struct question *question);
void link_break(struct link *link, const char *event, struct str query, const char *why);
void link_close(struct link *link);

/* refusal.c; `step` is the query that `result` refuses. */
struct refusal refusal_of(struct arena *arena, const struct pg_query *step,
                          const struct pg_result *result);
struct str first_line(const char *words); /* what a library says, up to its first line end */

/* connect.c: nobody hears the server's notices; a PQnoticeProcessor. */
void overhear(void *who, const char *notice);
