/*
 * parts: what the files of this room know of each other, and nobody else.
 *
 * A connection is one that nginx keeps. It is idle, among the idle ones in the
 * order of their last use, or busy with one request.
 *
 * libfcgi is used for what it does well, records and parameters, and kept from
 * what it does badly. It never accepts. It never closes with its own patience
 * (up to two seconds in which nothing else would happen): each connection is
 * "detached", which in libfcgi means only that, and FCGX_Finish_r, which would
 * close, is spelled out in connection.c. It forgets what it has read ahead when a
 * request ends, so each request is read to its last record.
 */
#pragma once

#include "fcgi/fcgi.h"

#include <fcgiapp.h>

struct connection {
    struct fcgi *fcgi;
    struct loop_watch watch;
    FCGX_Request fcgx;
    struct arena *arena; /* of the request that is in flight; NULL when idle */
    int64_t start_us;
    bool deaf;                  /* taken out of the loop's interest */
    struct task *sender;        /* waits until nginx takes more of its reply */
    struct loop_timer patience; /* for the sender */
    bool late;
    struct connection *next, *before;
};

struct connection_list {
    struct connection *first, *last;
};

struct fcgi {
    struct loop *loop;
    fcgi_answer *answer;
    fcgi_done *done;
    void *who;

    struct loop_watch listening;
    struct loop_timer rest; /* until accepting is tried again */
    bool short_of, draining;

    struct connection_list idle, busy;
    size_t connection_count, busy_count;

    struct arena *arenas[FCGI_REQUESTS_MAX]; /* that wait for a request */
    size_t arena_count;

    struct loop_timer grace;    /* for kept connections, while draining */
    struct loop_timer farewell; /* drained, once nobody is left */
    void (*drained)(void *who);
    void *drained_who;
};

/* connection.c */
bool connection_open(struct fcgi *fcgi, int fd); /* takes it over, unless it answers false */
void connection_close(struct connection *connection);
/* Whether nginx has sent nothing that was not read. */
bool connection_is_quiet(const struct connection *connection);
void connections_left(struct fcgi *fcgi); /* perhaps that was the last one */

/* hear.c: both read the whole request, so that the connection may be used again. */
enum problem hear(FCGX_Request *fcgx, struct arena *arena, struct request *request);
/* What the handler left of a stream; others are answered meanwhile. */
void hear_end(struct loop *loop, FCGX_Request *fcgx);
void hear_without_body(FCGX_Request *fcgx, struct arena *arena, struct request *request);

/* send.c: false when nginx does not listen any more. `is_last`: on this connection. */
bool send_reply(struct connection *connection, const struct request *request,
                const struct reply *reply, bool is_last);
void sender_ready(struct connection *connection);
