#include "fcgi_stage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct loop *loop;
struct fcgi *fcgi;
int listening;
char folder[64], path[96];
size_t done_count, drained_count, done_when_drained;

static size_t parked_count;
static struct task *parked[FCGI_REQUESTS_MAX];
static struct loop_timer later;

void
wake_parked(void *who)
{
    (void)who;
    while (parked_count > 0)
        task_wake(parked[--parked_count]);
}

void
drained(void *who)
{
    (void)who;
    drained_count++;
    done_when_drained = done_count;
    loop_stop(loop);
}

static struct str
facts(struct arena *arena, const struct request *request)
{
#define FACT(field)                                                                                \
    request->field.at == NULL ? 1 : (int)request->field.size,                                      \
        request->field.at == NULL ? "-" : request->field.at
    return arena_print(arena,
                       "%d|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%d",
                       request->method, FACT(path), FACT(query), FACT(content_type),
                       FACT(content_encoding), FACT(accept), FACT(accept_language),
                       FACT(authorization), FACT(origin), FACT(if_match), FACT(if_none_match),
                       FACT(idempotency_key), FACT(traceparent), FACT(remote), request->operations);
#undef FACT
}

static struct reply
answer(void *who, struct arena *arena, const struct request *request)
{
    struct reply reply = {.status = 200, .type = "text/plain", .body = STR("hello")};

    (void)who;
    if (str_same(request->path, STR("/facts")))
        reply.body = facts(arena, request);
    else if (str_same(request->path, STR("/id")))
        reply.body = request->id;
    else if (str_same(request->path, STR("/echo")))
        reply.body = request->body;
    else if (str_same(request->path, STR("/big")))
        reply.body = (struct str){arena_take(arena, BIG_SIZE, 1), BIG_SIZE};
    else if (str_same(request->path, STR("/gone")))
        reply = (struct reply){.status = 204};
    else if (str_same(request->path, STR("/same")))
        reply = (struct reply){.status = 304, .body = STR("not to be sent")};
    else if (str_same(request->path, STR("/wake")))
        wake_parked(NULL);
    else if (str_same(request->path, STR("/drain")))
        fcgi_drain(fcgi, GRACE_MS, drained, NULL);
    if (str_same(request->path, STR("/drain")))
        loop_timer_set(loop, &later, GRACE_MS + 20);
    if (str_same(request->path, STR("/park"))) {
        parked[parked_count++] = task_current();
        task_park();
    }
    reply_header(&reply, "X-Test", STR("yes"));
    return reply;
}

static void
done(void *who, const struct request *request, const struct reply *reply, int64_t us)
{
    (void)who;
    (void)us;
    if (request->id.size == 32 && reply->status > 0)
        done_count++;
}

int
open_worker(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/fcgi_test.XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof(path), "%s/socket", folder);
    done_count = drained_count = parked_count = done_when_drained = 0;
    later = (struct loop_timer){.fire = wake_parked};
    loop = loop_open();
    listening = fcgi_listen(path);
    fcgi = fcgi_open(loop, listening, answer, done, NULL);
    return listening < 0 || fcgi == NULL;
}

int
close_worker(void **state)
{
    (void)state;
    fcgi_close(fcgi);
    loop_close(loop);
    close(listening);
    unlink(path);
    rmdir(folder);
    return 0;
}

static void
peer_ended(void *who, uint32_t events)
{
    (void)who;
    (void)events;
    loop_stop(loop);
}

void
talk_with(void (*talk)(void))
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        alarm(60);
        talk();
        _exit(0);
    }

    struct loop_watch watch = {.ready = peer_ended};

    watch.fd = (int)syscall(SYS_pidfd_open, child, 0);
    assert_true(watch.fd >= 0);
    loop_watch(loop, &watch, EPOLLIN);
    do
        loop_run(loop);
    while (waitpid(child, &status, WNOHANG) == 0);
    loop_unwatch(loop, &watch);
    close(watch.fd);
    assert_int_equal(status, 0);
}

void
say_hello(void)
{
    int fd = peer_connect(path);

    peer_get(fd, "/hello", 0);

    struct peer_reply reply = peer_hear(fd);

    peer_must(reply.whole && reply.status == 200);
    peer_must(str_same(reply.body, STR("hello")));
    peer_must(peer_is_closed(fd));
    close(fd);
}
