#include "fcgi/parts.h"

#include "base/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { ROLE_RESPONDER = 1 };

static void
join(struct connection_list *list, struct connection *connection)
{
    connection->next = NULL;
    connection->before = list->last;
    if (list->last == NULL)
        list->first = connection;
    else
        list->last->next = connection;
    list->last = connection;
}

static void
part(struct connection_list *list, struct connection *connection)
{
    if (connection->before == NULL)
        list->first = connection->next;
    else
        connection->before->next = connection->next;
    if (connection->next == NULL)
        list->last = connection->before;
    else
        connection->next->before = connection->before;
}

bool
connection_is_quiet(const struct connection *connection)
{
    char first;

    return recv(connection->watch.fd, &first, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

void
connections_left(struct fcgi *fcgi)
{
    if (fcgi->drained != NULL && fcgi->connection_count == 0)
        loop_timer_set(fcgi->loop, &fcgi->farewell, 0);
}

static void
start(struct connection *connection)
{
    struct fcgi *fcgi = connection->fcgi;

    part(&fcgi->idle, connection);
    join(&fcgi->busy, connection);
    fcgi->busy_count++;
    connection->start_us = clock_us();
    connection->arena =
        fcgi->arena_count > 0 ? fcgi->arenas[--fcgi->arena_count] : arena_open(FCGI_MEMORY_MAX);
}

static void
stop(struct connection *connection)
{
    struct fcgi *fcgi = connection->fcgi;

    arena_reset(connection->arena);
    if (fcgi->arena_count < FCGI_REQUESTS_MAX)
        fcgi->arenas[fcgi->arena_count++] = connection->arena;
    else
        arena_close(connection->arena);
    connection->arena = NULL;
    fcgi->busy_count--;
    part(&fcgi->busy, connection);
    join(&fcgi->idle, connection);
}

void
connection_close(struct connection *connection)
{
    struct fcgi *fcgi = connection->fcgi;

    if (connection->arena != NULL)
        stop(connection);
    FCGX_Free(&connection->fcgx, 0);
    loop_timer_clear(fcgi->loop, &connection->patience);
    loop_unwatch(fcgi->loop, &connection->watch);
    if (connection->fcgx.ipcFd >= 0) { /* libfcgi itself closes one that sends garbage */
        shutdown(connection->watch.fd, SHUT_RDWR);
        close(connection->watch.fd);
    }
    part(&fcgi->idle, connection);
    fcgi->connection_count--;
    free(connection);
    connections_left(fcgi);
}

/* The end of a request: as FCGX_Finish_r has it, but for closing. */
static void
finish(struct connection *connection, const struct request *request, const struct reply *reply)
{
    struct fcgi *fcgi = connection->fcgi;
    bool keep = !fcgi->draining && connection->fcgx.keepConnection != 0 &&
                FCGX_GetError(connection->fcgx.in) == 0 &&
                FCGX_HasSeenEOF(connection->fcgx.in) != 0;
    bool is_last = !keep && connection->fcgx.keepConnection != 0;

    if (!send_reply(connection, request, reply, is_last))
        keep = false;
    if (!keep)
        shutdown(connection->watch.fd, SHUT_RDWR);
    if (fcgi->done != NULL)
        fcgi->done(fcgi->who, request, reply, clock_us() - connection->start_us);
    if (!keep) {
        connection_close(connection);
        return;
    }
    FCGX_Free(&connection->fcgx, 0);
    stop(connection);
    if (connection->deaf)
        loop_rewatch(fcgi->loop, &connection->watch, EPOLLIN);
    connection->deaf = false;
}

/* In a task. */
static void
serve(void *who)
{
    struct connection *connection = who;
    struct fcgi *fcgi = connection->fcgi;
    struct request request;
    enum problem problem = hear(&connection->fcgx, connection->arena, &request);
    struct reply reply =
        problem ? reply_problem(connection->arena, &request, problem, STR_NONE, NULL, STR_NONE)
                : fcgi->answer(fcgi->who, connection->arena, &request);

    if (request.stream != NULL)
        hear_end(fcgi->loop, &connection->fcgx);
    finish(connection, &request, &reply);
}

static void
refuse(struct connection *connection)
{
    struct request request;

    hear_without_body(&connection->fcgx, connection->arena, &request);

    struct reply reply =
        reply_problem(connection->arena, &request, PROBLEM_BUSY, STR_NONE, NULL, STR_NONE);

    reply_header(&reply, "Retry-After", STR("1"));
    finish(connection, &request, &reply);
}

/*
 * It stays in the loop's interest while a request is in flight, since asking
 * the kernel twice for each request costs more than it is worth: it is taken
 * out at the first word that comes.
 */
static void
ready_while_busy(struct connection *connection)
{
    if (connection->sender != NULL) {
        sender_ready(connection);
        return;
    }
    loop_rewatch(connection->fcgi->loop, &connection->watch, 0);
    connection->deaf = true;
}

/* libfcgi also takes parameters that break off for the whole of them: only the stream knows. */
static bool
accept_request(FCGX_Request *fcgx)
{
    return FCGX_Accept_r(fcgx) == 0 && FCGX_GetError(fcgx->in) == 0 && fcgx->role == ROLE_RESPONDER;
}

static void
ready(void *who, uint32_t events)
{
    struct connection *connection = who;
    struct fcgi *fcgi = connection->fcgi;

    if (connection->arena != NULL) {
        ready_while_busy(connection);
        return;
    }
    if ((events & (EPOLLHUP | EPOLLERR)) != 0 || !accept_request(&connection->fcgx)) {
        connection_close(connection);
        return;
    }

    bool too_many = fcgi->busy_count == FCGI_REQUESTS_MAX;

    start(connection);
    if (too_many || !task_start(fcgi->loop, serve, connection))
        refuse(connection);
}

static void
limit_waiting(int fd)
{
    struct timeval time = {FCGI_PEER_MS_MAX / 1000, FCGI_PEER_MS_MAX % 1000 * 1000};

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time));
}

bool
connection_open(struct fcgi *fcgi, int fd)
{
    struct connection *connection = calloc(1, sizeof(*connection));

    if (connection == NULL)
        return false;
    limit_waiting(fd);
    connection->fcgi = fcgi;
    FCGX_InitRequest(&connection->fcgx, -1, 0);
    connection->fcgx.ipcFd = fd;
    connection->fcgx.keepConnection = 1;
    connection->fcgx.detached = 1;
    connection->watch = (struct loop_watch){.fd = fd, .ready = ready, .who = connection};
    loop_watch(fcgi->loop, &connection->watch, EPOLLIN);
    join(&fcgi->idle, connection);
    fcgi->connection_count++;
    return true;
}
