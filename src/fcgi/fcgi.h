/*
 * fcgi: the door to nginx, and the only room that knows libfcgi.
 *
 * The loop accepts by itself and hands libfcgi descriptors that are ready;
 * while a request is in flight its descriptor is left alone. Each request is a
 * task with an arena of its own. Every size that a caller can choose is bounded
 * here, before anything is allocated for it; the bounds make the request
 * arena's limit sure. (The parameters are bounded by nginx's buffers for headers.)
 *
 * A request is read with blocking reads from its first byte to its last: nginx
 * buffers requests (fastcgi_request_buffering on) and sends them in one go. One
 * that stalls in the middle holds up the worker, for FCGI_PEER_MS_MAX. A reply
 * that nginx is slow to take holds up nobody but its own task.
 *
 * A body that nginx announces as a stream (CITYLEARN_BODY) has no bound here: its handler reads
 * it piece by piece, and parks between the pieces, so that others are answered meanwhile.
 *
 * Signals that have a handler are best kept blocked (signalfd): one that
 * interrupts libfcgi costs that connection. fcgi_open ignores SIGPIPE.
 *
 * Replies that never reach a handler: malformed_request for a body that is not
 * as long as announced, too_large, and busy with Retry-After. A method that is
 * not known is METHOD_COUNT, and the handler's to refuse.
 */
#pragma once

#include "http/http.h"
#include "loop/loop.h"

enum {
    FCGI_BODY_MAX = 4 << 20,     /* bytes; nginx sets a smaller limit for most paths */
    FCGI_MEMORY_MAX = 96 << 20,  /* bytes of one request's arena */
    FCGI_CONNECTIONS_MAX = 1024, /* kept by nginx at once */
    FCGI_REQUESTS_MAX = 512,     /* in flight at once; more are answered PROBLEM_BUSY */
    FCGI_PEER_MS_MAX = 5000,     /* nginx may stall in the middle of a request this long */
};

/* Answers one request, in a task; what it takes from `arena` lasts until the reply is sent. */
typedef struct reply fcgi_answer(void *who, struct arena *arena, const struct request *request);

/* Told of each request once its reply is sent; NULL: nobody is. */
typedef void fcgi_done(void *who, const struct request *request, const struct reply *reply,
                       int64_t us);

/* A UNIX socket at `path`, mode 0660, that listens; -1 with errno. Before fork. */
int fcgi_listen(const char *path);

struct fcgi;
struct fcgi *fcgi_open(struct loop *loop, int listening, fcgi_answer *answer, fcgi_done *done,
                       void *who);

/*
 * No new connections; a kept one is closed with the end of its next reply, or
 * after `grace_ms` when nothing was sent on it until then. Once all are gone
 * `drained` is called, once, from the loop. Called again, it only changes the
 * grace.
 *
 * nginx may choose a kept connection in the moment when it is closed. Then it
 * sends the request to another worker if the method allows that, and answers
 * 502 to a POST or PATCH. So the last reply is marked as such: see send.c. What
 * is idle is best left to nginx, by a grace that is longer than the
 * keepalive_timeout of its upstream.
 *
 * fcgi_close may be called before that, once the loop no longer runs: what is
 * in flight is dropped. The listening socket stays open.
 */
void fcgi_drain(struct fcgi *fcgi, int64_t grace_ms, void (*drained)(void *who), void *who);
void fcgi_close(struct fcgi *fcgi);
