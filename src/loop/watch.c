#include "loop/parts.h"

#include <assert.h>
#include <errno.h>

/* What the kernel has told already, and its watch no longer wants to hear. */
static void
forget(struct loop *loop, const struct loop_watch *watch, uint32_t wanted)
{
    for (int i = loop->batch_at + 1; i < loop->batch_count; i++) {
        struct epoll_event *event = &loop->batch[i];

        if (event->data.ptr != watch)
            continue;
        event->events &= wanted;
        if (event->events == 0)
            event->data.ptr = NULL;
    }
}

void
loop_watch(struct loop *loop, struct loop_watch *watch, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = watch};

    /* An interest in nothing would still be told of errors and hang-ups, at each turn. */
    if (events == 0)
        return;

    int failed = epoll_ctl(loop->epoll, EPOLL_CTL_ADD, watch->fd, &event);

    assert(failed == 0);
    (void)failed;
}

void
loop_rewatch(struct loop *loop, struct loop_watch *watch, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = watch};

    if (events == 0) {
        loop_unwatch(loop, watch);
        return;
    }
    forget(loop, watch, events | EPOLLERR | EPOLLHUP);
    if (epoll_ctl(loop->epoll, EPOLL_CTL_MOD, watch->fd, &event) == 0)
        return;
    assert(errno == ENOENT);
    loop_watch(loop, watch, events);
}

void
loop_unwatch(struct loop *loop, struct loop_watch *watch)
{
    forget(loop, watch, 0);

    /* It is not there when its interest was taken back before. */
    int failed = epoll_ctl(loop->epoll, EPOLL_CTL_DEL, watch->fd, NULL);

    assert(failed == 0 || errno == ENOENT || errno == EBADF);
    (void)failed;
}
