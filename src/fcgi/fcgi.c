#include "fcgi/parts.h"

#include "base/log.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    ACCEPT_MAX = 64, /* connections in one turn */
    REST_MS = 50,    /* after the system had no room for one more */
};

static_assert(FCGI_CONNECTIONS_MAX > FCGI_REQUESTS_MAX, "some are always idle");

/* FCGX_Init takes over signals that are not its business. */
static bool
open_library(void)
{
    struct sigaction term, usr1;

    sigaction(SIGTERM, NULL, &term);
    sigaction(SIGUSR1, NULL, &usr1);

    bool ready = FCGX_Init() == 0;

    sigaction(SIGTERM, &term, NULL);
    sigaction(SIGUSR1, &usr1, NULL);
    signal(SIGPIPE, SIG_IGN); /* a write to somebody who went away is an error like others */
    return ready;
}

/* Room for one more: of the idle ones the one that was idle longest gives way. */
static bool
make_room(struct fcgi *fcgi)
{
    if (fcgi->connection_count < FCGI_CONNECTIONS_MAX)
        return true;
    for (struct connection *connection = fcgi->idle.first; connection != NULL;
         connection = connection->next) {
        if (!connection_is_quiet(connection))
            continue;
        connection_close(connection);
        return true;
    }
    return false;
}

static void
rest(struct fcgi *fcgi, int error)
{
    if (!fcgi->short_of)
        log_warning("accept_failed", LOG_WORDS("error", strerror(error)));
    fcgi->short_of = true;
    loop_rewatch(fcgi->loop, &fcgi->listening, 0);
    loop_timer_set(fcgi->loop, &fcgi->rest, REST_MS);
}

static void
rested(void *who)
{
    struct fcgi *fcgi = who;

    loop_rewatch(fcgi->loop, &fcgi->listening, EPOLLIN);
}

/* False when there is nobody more to be had now. */
static bool
accept_one(struct fcgi *fcgi)
{
    int fd = accept4(fcgi->listening.fd, NULL, NULL, SOCK_CLOEXEC);

    if (fd >= 0) {
        if (!connection_open(fcgi, fd))
            close(fd);
        return true;
    }
    if (errno == EINTR || errno == ECONNABORTED)
        return true;
    if (errno == EAGAIN)
        fcgi->short_of = false;
    else
        rest(fcgi, errno);
    return false;
}

static void
accept_some(void *who, uint32_t events)
{
    struct fcgi *fcgi = who;

    (void)events;
    for (int i = 0; i < ACCEPT_MAX; i++)
        if (!make_room(fcgi) || !accept_one(fcgi))
            return;
}

/* What was sent but not read yet is served first, and its connection closed after that. */
static void
close_idle(void *who)
{
    struct fcgi *fcgi = who;

    for (struct connection *connection = fcgi->idle.first, *next; connection != NULL;
         connection = next) {
        next = connection->next;
        if (connection_is_quiet(connection))
            connection_close(connection);
    }
}

static void
say_farewell(void *who)
{
    struct fcgi *fcgi = who;
    void (*drained)(void *) = fcgi->drained;

    fcgi->drained = NULL;
    drained(fcgi->drained_who);
}

struct fcgi *
fcgi_open(struct loop *loop, int listening, fcgi_answer *answer, fcgi_done *done, void *who)
{
    struct fcgi *fcgi = calloc(1, sizeof(*fcgi));

    if (fcgi == NULL || !open_library()) {
        free(fcgi);
        return NULL;
    }
    fcgi->loop = loop;
    fcgi->answer = answer;
    fcgi->done = done;
    fcgi->who = who;
    fcgi->listening = (struct loop_watch){.fd = listening, .ready = accept_some, .who = fcgi};
    fcgi->rest = (struct loop_timer){.fire = rested, .who = fcgi};
    fcgi->grace = (struct loop_timer){.fire = close_idle, .who = fcgi};
    fcgi->farewell = (struct loop_timer){.fire = say_farewell, .who = fcgi};
    loop_watch(loop, &fcgi->listening, EPOLLIN);
    return fcgi;
}

static void
stop_accepting(struct fcgi *fcgi)
{
    if (fcgi->draining)
        return;
    fcgi->draining = true;
    loop_timer_clear(fcgi->loop, &fcgi->rest);
    loop_unwatch(fcgi->loop, &fcgi->listening);
}

void
fcgi_drain(struct fcgi *fcgi, int64_t grace_ms, void (*drained)(void *who), void *who)
{
    stop_accepting(fcgi);
    fcgi->drained = drained;
    fcgi->drained_who = who;
    loop_timer_set(fcgi->loop, &fcgi->grace, grace_ms);
    connections_left(fcgi);
}

void
fcgi_close(struct fcgi *fcgi)
{
    stop_accepting(fcgi);
    fcgi->drained = NULL;
    loop_timer_clear(fcgi->loop, &fcgi->grace);
    loop_timer_clear(fcgi->loop, &fcgi->farewell);
    while (fcgi->busy.first != NULL)
        connection_close(fcgi->busy.first);
    while (fcgi->idle.first != NULL)
        connection_close(fcgi->idle.first);
    while (fcgi->arena_count > 0)
        arena_close(fcgi->arenas[--fcgi->arena_count]);
    free(fcgi);
}
