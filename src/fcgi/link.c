#include "fcgi/parts.h"

#include "base/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { ROLE_RESPONDER = 1 };

static void
join(struct link_list *list, struct link *link)
{
    link->next = NULL;
    link->before = list->last;
    if (list->last == NULL)
        list->first = link;
    else
        list->last->next = link;
    list->last = link;
}

static void
part(struct link_list *list, struct link *link)
{
    if (link->before == NULL)
        list->first = link->next;
    else
        link->before->next = link->next;
    if (link->next == NULL)
        list->last = link->before;
    else
        link->next->before = link->before;
}

bool
link_is_quiet(const struct link *link)
{
    char first;

    return recv(link->watch.fd, &first, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

void
links_left(struct fcgi *fcgi)
{
    if (fcgi->drained != NULL && fcgi->link_count == 0)
        loop_timer_set(fcgi->loop, &fcgi->farewell, 0);
}

static void
start(struct link *link)
{
    struct fcgi *fcgi = link->fcgi;

    part(&fcgi->idle, link);
    join(&fcgi->busy, link);
    fcgi->busy_count++;
    link->start_us = clock_us();
    link->arena =
        fcgi->arena_count > 0 ? fcgi->arenas[--fcgi->arena_count] : arena_open(FCGI_MEMORY_MAX);
}

static void
stop(struct link *link)
{
    struct fcgi *fcgi = link->fcgi;

    arena_reset(link->arena);
    if (fcgi->arena_count < FCGI_REQUESTS_MAX)
        fcgi->arenas[fcgi->arena_count++] = link->arena;
    else
        arena_close(link->arena);
    link->arena = NULL;
    fcgi->busy_count--;
    part(&fcgi->busy, link);
    join(&fcgi->idle, link);
}

void
link_close(struct link *link)
{
    struct fcgi *fcgi = link->fcgi;

    if (link->arena != NULL)
        stop(link);
    FCGX_Free(&link->fcgx, 0);
    loop_timer_clear(fcgi->loop, &link->patience);
    loop_unwatch(fcgi->loop, &link->watch);
    if (link->fcgx.ipcFd >= 0) { /* libfcgi itself closes one that sends garbage */
        shutdown(link->watch.fd, SHUT_RDWR);
        close(link->watch.fd);
    }
    part(&fcgi->idle, link);
    fcgi->link_count--;
    free(link);
    links_left(fcgi);
}

/* The end of a request: as FCGX_Finish_r has it, but for closing. */
static void
finish(struct link *link, const struct request *request, const struct reply *reply)
{
    struct fcgi *fcgi = link->fcgi;
    bool keep = !fcgi->draining && link->fcgx.keepConnection != 0 &&
                FCGX_GetError(link->fcgx.in) == 0 && FCGX_HasSeenEOF(link->fcgx.in) != 0;

    if (!send_reply(link, request, reply))
        keep = false;
    /* At once: nginx should not find it worth keeping when it reads the reply. */
    if (!keep)
        shutdown(link->watch.fd, SHUT_RDWR);
    fcgi->done(fcgi->who, request, reply, clock_us() - link->start_us);
    if (!keep) {
        link_close(link);
        return;
    }
    FCGX_Free(&link->fcgx, 0);
    stop(link);
    if (link->deaf)
        loop_rewatch(fcgi->loop, &link->watch, EPOLLIN);
    link->deaf = false;
}

/* In a task. */
static void
serve(void *who)
{
    struct link *link = who;
    struct fcgi *fcgi = link->fcgi;
    struct request request;
    enum problem problem = hear(&link->fcgx, link->arena, &request);
    struct reply reply =
        problem ? reply_problem(link->arena, &request, problem, STR_NONE, NULL, STR_NONE)
                : fcgi->answer(fcgi->who, link->arena, &request);

    finish(link, &request, &reply);
}

static void
refuse(struct link *link)
{
    struct request request;

    hear_without_body(&link->fcgx, link->arena, &request);

    struct reply reply =
        reply_problem(link->arena, &request, PROBLEM_BUSY, STR_NONE, NULL, STR_NONE);

    reply_header(&reply, "Retry-After", STR("1"));
    finish(link, &request, &reply);
}

/*
 * It stays in the loop's interest while a request is in flight, since asking
 * the kernel twice for each request costs more than it is worth: it is taken
 * out at the first word that comes.
 */
static void
ready_while_busy(struct link *link)
{
    if (link->sender != NULL) {
        sender_ready(link);
        return;
    }
    loop_rewatch(link->fcgi->loop, &link->watch, 0);
    link->deaf = true;
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
    struct link *link = who;
    struct fcgi *fcgi = link->fcgi;

    if (link->arena != NULL) {
        ready_while_busy(link);
        return;
    }
    if ((events & (EPOLLHUP | EPOLLERR)) != 0 || !accept_request(&link->fcgx)) {
        link_close(link);
        return;
    }

    bool too_many = fcgi->busy_count == FCGI_REQUESTS_MAX;

    start(link);
    if (too_many || !task_start(fcgi->loop, serve, link))
        refuse(link);
}

static void
limit_waiting(int fd)
{
    struct timeval time = {FCGI_PEER_MS_MAX / 1000, FCGI_PEER_MS_MAX % 1000 * 1000};

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time));
}

bool
link_open(struct fcgi *fcgi, int fd)
{
    struct link *link = calloc(1, sizeof(*link));

    if (link == NULL)
        return false;
    limit_waiting(fd);
    link->fcgi = fcgi;
    FCGX_InitRequest(&link->fcgx, -1, 0);
    link->fcgx.ipcFd = fd;
    link->fcgx.keepConnection = 1;
    link->fcgx.detached = 1;
    link->watch = (struct loop_watch){.fd = fd, .ready = ready, .who = link};
    loop_watch(fcgi->loop, &link->watch, EPOLLIN);
    join(&fcgi->idle, link);
    fcgi->link_count++;
    return true;
}
