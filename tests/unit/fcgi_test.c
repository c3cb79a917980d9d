#include "fcgi/fcgi.h"

#include "fcgi_peer.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { BIG_SIZE = 3 << 20, BUSY_SAMPLE = FCGI_REQUESTS_MAX };

/* --- the worker --- */

static struct loop *loop;
static struct fcgi *fcgi;
static int listening;
static char folder[64], path[96];
static size_t done_count, drained_count, parked_count, done_when_drained;
static struct task *parked[BUSY_SAMPLE];
static struct loop_timer later;

static void
wake_parked(void *who)
{
    (void)who;
    while (parked_count > 0)
        task_wake(parked[--parked_count]);
}

static void
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
        fcgi_drain(fcgi, drained, NULL);
    if (str_same(request->path, STR("/drain")))
        loop_timer_set(loop, &later, 5);
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

static int
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

static int
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

/* Runs `talk` in a process of its own, and the worker until that ends. */
static void
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

/* What each story of a bad peer ends with: the worker is well, and serves the next one. */
static void
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

/* --- stories --- */

static void
signals_stay_as_they_were(void **state)
{
    static const int signals[] = {SIGTERM, SIGUSR1, SIGPIPE};
    struct sigaction action;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        sigaction(signals[i], NULL, &action);
        assert_true(action.sa_handler == (signals[i] == SIGPIPE ? SIG_IGN : SIG_DFL));
    }
}

static void
the_socket_is_for_its_group(void **state)
{
    struct stat about;
    char other[128], longer[200];

    (void)state;
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0660);

    assert_int_equal(fcgi_listen(path), -1); /* somebody listens there */
    assert_int_equal(errno, EADDRINUSE);

    snprintf(other, sizeof(other), "%s/other", folder);
    close(fcgi_listen(other));

    int again = fcgi_listen(other); /* nobody does any more */

    assert_true(again >= 0);
    close(again);
    unlink(other);

    close(open(other, O_CREAT | O_WRONLY, 0600)); /* and that is no socket */
    assert_int_equal(fcgi_listen(other), -1);
    assert_int_equal(stat(other, &about), 0);
    unlink(other);

    memset(longer, 'x', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    assert_int_equal(fcgi_listen(longer), -1);
    assert_int_equal(errno, ENAMETOOLONG);
}

static void
ask_many_times(void)
{
    int fd = peer_connect(path);

    for (int i = 0; i < 200; i++) {
        peer_get(fd, i % 7 == 3 ? "/big" : "/hello", PEER_KEEP);

        struct peer_reply reply = peer_hear(fd);

        peer_must(reply.whole && reply.status == 200);
        peer_must(reply.body.size == (i % 7 == 3 ? BIG_SIZE : 5));
    }
    peer_get(fd, "/hello", 0);
    peer_must(peer_hear(fd).whole);
    peer_must(peer_is_closed(fd));
}

static void
a_kept_connection_serves_many(void **state)
{
    (void)state;
    talk_with(ask_many_times);
    assert_int_equal(done_count, 201);
}

static const struct {
    const char *lines, *facts;
} heard[] = {
    {"REQUEST_METHOD=GET\nREQUEST_URI=/facts\n",                                    "0|/facts|-|-|-|-|-|-|-|-|-|-|-|-|0"},
    {"REQUEST_METHOD=HEAD\nREQUEST_URI=/facts?\n",                                  ""                                  },
    {"REQUEST_METHOD=DELETE\nREQUEST_URI=/facts?a=%20b&c\nQUERY_STRING=a=%20b&c\n",
     "5|/facts|a=%20b&c|-|-|-|-|-|-|-|-|-|-|-|0"                                                                        },
    {"REQUEST_METHOD=FOO\nREQUEST_URI=/facts\nDOCUMENT_URI=/other\n",
     "7|/facts|-|-|-|-|-|-|-|-|-|-|-|-|0"                                                                               },
    {"REQUEST_METHOD=POST\nREQUEST_URI=/facts\nCONTENT_TYPE=a\nHTTP_CONTENT_ENCODING=b\n"
     "HTTP_ACCEPT=c\nHTTP_ACCEPT_LANGUAGE=d\nHTTP_AUTHORIZATION=e\nHTTP_ORIGIN=f\nHTTP_IF_MATCH=g\n"
     "HTTP_IF_NONE_MATCH=h\nHTTP_IDEMPOTENCY_KEY=i\nHTTP_TRACEPARENT=j\nREMOTE_ADDR=k\n"
     "CITYLEARN_LISTENER=operations\nHTTP_X_OTHER=l\n",                        "2|/facts|-|a|b|c|d|e|f|g|h|i|j|k|1"},
    {"REQUEST_METHOD=GET\nREQUEST_URI=/facts\nCONTENT_TYPE=\nHTTP_ACCEPT=x\nHTTP_ACCEPT=y\n"
     "CITYLEARN_LISTENER=public\nHTTP_CITYLEARN_LISTENER=operations\n",        "0|/facts|-|-|-|x|-|-|-|-|-|-|-|-|0"},
};

static struct peer_reply
ask_with(int fd, const char *lines, const char *body, size_t size)
{
    struct peer_bytes bytes = peer_bytes_new();

    peer_begin(&bytes, PEER_RESPONDER, PEER_KEEP);
    peer_params(&bytes, lines);
    peer_body(&bytes, body, size);
    peer_send(fd, peer_str(bytes));
    free(bytes.at);
    return peer_hear(fd);
}

static void
ask_for_facts(void)
{
    int fd = peer_connect(path);

    for (size_t i = 0; i < sizeof(heard) / sizeof(heard[0]); i++) {
        struct peer_reply reply = ask_with(fd, heard[i].lines, NULL, 0);

        peer_must(reply.whole && reply.status == 200);
        if (!str_same(reply.body, str_of(heard[i].facts)))
            fprintf(stderr, "# %.*s\n", STR_ARG(reply.body));
        peer_must(str_same(reply.body, str_of(heard[i].facts)));
    }
}

static void
parameters_fill_the_request(void **state)
{
    (void)state;
    talk_with(ask_for_facts);
}

static const struct {
    const char *id;
    bool kept;
} ids[] = {
    {"0123456789abcdef0123456789abcdef",  true },
    {"0123456789abcdef0123456789abcdeg",  false},
    {"0123456789abcdef0123456789abcdef0", false},
    {"",                                  false},
};

static void
ask_for_ids(void)
{
    int fd = peer_connect(path);
    char lines[200];

    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        snprintf(lines, sizeof(lines), "REQUEST_METHOD=GET\nREQUEST_URI=/id\nREQUEST_ID=%s\n",
                 ids[i].id);

        struct peer_reply reply = ask_with(fd, lines, NULL, 0);

        peer_must(reply.body.size == 32);
        peer_must(str_same(reply.body, str_of(ids[i].id)) == ids[i].kept);
    }
}

static void
each_request_has_an_id(void **state)
{
    (void)state;
    talk_with(ask_for_ids);
}

static const struct {
    const char *length; /* as announced */
    size_t size;        /* as sent */
    int status;
    bool kept; /* the connection may be used again */
} bodies[] = {
    {"",                     0,                 200, true },
    {"0",                    0,                 200, true },
    {"5",                    5,                 200, true },
    {"100000",               100000,            200, true },
    {"4194304",              FCGI_BODY_MAX,     200, true },
    {"5",                    4,                 400, true },
    {"5",                    6,                 400, true },
    {"5",                    100000,            400, true },
    {"",                     1,                 400, true },
    {"-1",                   0,                 400, true },
    {"5x",                   5,                 400, true },
    {"99999999999999999999", 5,                 400, true },
    {"9223372036854775807",  5,                 413, true },
    {"4194305",              5,                 413, true },
    {"4194305",              FCGI_BODY_MAX + 1, 413, true },
    {"18000000",             18000000,          413, false},
    {"5",                    18000000,          400, false},
};

static void
send_bodies(void)
{
    char *body = malloc(PEER_BYTES_MAX), lines[200];
    int fd = peer_connect(path);

    peer_must(body != NULL);
    for (size_t i = 0; i < PEER_BYTES_MAX; i++)
        body[i] = (char)('a' + i % 23);
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        snprintf(lines, sizeof(lines),
                 "REQUEST_METHOD=POST\nREQUEST_URI=/echo\nCONTENT_LENGTH=%s\n", bodies[i].length);

        struct peer_reply reply = ask_with(fd, lines, body, bodies[i].size);

        if (reply.status != bodies[i].status)
            fprintf(stderr, "# %s announced, %zu sent\n", bodies[i].length, bodies[i].size);
        peer_must(reply.whole && reply.status == bodies[i].status);
        peer_must(reply.status != 200 || str_same(reply.body, (struct str){body, bodies[i].size}));
        if (bodies[i].kept)
            continue;
        peer_must(peer_is_closed(fd));
        close(fd);
        fd = peer_connect(path);
    }
    say_hello();
}

static void
bodies_are_as_long_as_announced(void **state)
{
    (void)state;
    talk_with(send_bodies);
}

static const struct {
    const char *bytes;
    size_t size;
} garbage[] = {
    {"",                                                        0 },
    {"\1",                                                      1 },
    {"\1\1\0\1\0\10\0\0\0\1",                                   10},
    {"GET / HTTP/1.1\r\n\r\n",                                  18},
    {"\2\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0",                       16}, /* a version that is not */
    {"\1\1\0\0\0\10\0\0\0\1\1\0\0\0\0\0",                       16}, /* request 0 */
    {"\1\1\0\1\0\7\1\0\0\1\1\0\0\0\0\0",                        16}, /* a begin of 7 bytes */
    {"\1\1\0\1\0\10\0\0\0\4\1\0\0\0\0\0",                       16}, /* no such role */
    {"\1\5\0\1\0\10\0\0hellohel",                               16}, /* a body before its begin */
    {"\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0\1\5\0\1\0\0\0\0",       24}, /* no parameters */
    {"\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0\1\4\0\1\0\10\0\0"
     "\377\377\377\377\177\377\377\377",                   32}, /* names of 2 GiB */
    {"\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0\1\4\0\1\0\10\0\0"
     "\200\377\377\377\177\377\377\377",                   32},
    {"\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0\1\4\0\1\377\377\377\0", 24},
    {"\1\1\0\1\0\10\0\0\0\2\1\0\0\0\0\0\1\4\0\1\0\0\0\0",       24}, /* an authorizer */
    {"\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0\1\4\0\1\0\10\0\0"
     "\2\4NAMEme",                                         32}, /* parameters that break off, in the middle of one */
    {"\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0\1\4\0\1\0\10\0\0"
     "\2\4NAname",                                         32}, /* and after one */
    {"\1\2\0\1\0\0\0\0",                                        8 }, /* an abort */
};

static void
send_garbage(void)
{
    for (size_t i = 0; i < sizeof(garbage) / sizeof(garbage[0]); i++) {
        int fd = peer_connect(path);

        peer_send(fd, (struct str){garbage[i].bytes, garbage[i].size});
        shutdown(fd, SHUT_WR);
        if (!peer_is_closed(fd))
            fprintf(stderr, "# garbage %zu\n", i);
        peer_must(peer_is_closed(fd));
        close(fd);
        say_hello();
    }
}

static void
garbage_costs_its_connection(void **state)
{
    (void)state;
    talk_with(send_garbage);
    assert_int_equal(done_count, sizeof(garbage) / sizeof(garbage[0]));
}

static void
send_in_parts(void)
{
    struct peer_bytes bytes = peer_bytes_new();
    int fd = peer_connect(path);

    peer_begin(&bytes, PEER_RESPONDER, PEER_KEEP);
    peer_params(&bytes, "REQUEST_METHOD=POST\nREQUEST_URI=/echo\nCONTENT_LENGTH=5\n");
    peer_body(&bytes, "hello", 5);
    for (size_t i = 1; i < bytes.size; i++) {
        peer_send(fd, (struct str){bytes.at, i});
        usleep(500);
        peer_send(fd, str_from(peer_str(bytes), i));

        struct peer_reply reply = peer_hear(fd);

        peer_must(reply.whole && reply.status == 200 && str_same(reply.body, STR("hello")));
    }
}

static void
a_request_may_come_in_parts(void **state)
{
    (void)state;
    talk_with(send_in_parts);
}

static void
go_away(void)
{
    static const char *const paths[] = {"/hello", "/big", "/park"};

    for (size_t i = 0; i < 30; i++) {
        int fd = peer_connect(path);
        char some[100];

        peer_get(fd, paths[i % 3], i % 2);
        if (i % 3 == 1)
            peer_must(recv(fd, some, sizeof(some), 0) > 0);
        else
            say_hello(); /* by now it was taken in */
        close(fd);
    }
    say_hello();

    int fd = peer_connect(path);

    peer_get(fd, "/wake", 0); /* those who wait find nobody to tell */
    peer_must(peer_hear(fd).whole);
    say_hello();
}

static void
who_goes_away_costs_no_more_than_a_request(void **state)
{
    (void)state;
    talk_with(go_away);
    assert_int_equal(done_count, 30 + 20 + 3);
    assert_int_equal(loop_tasks(loop), 0);
}

static void
read_slowly(void)
{
    int slow = peer_connect(path);

    peer_get(slow, "/big", PEER_KEEP);
    for (int i = 0; i < 3; i++)
        say_hello(); /* while most of the big one has no room in the socket */
    peer_must(peer_hear(slow).body.size == BIG_SIZE);
    peer_get(slow, "/hello", PEER_KEEP);
    peer_must(peer_hear(slow).body.size == 5);
}

static void
a_slow_reader_holds_up_nobody(void **state)
{
    (void)state;
    talk_with(read_slowly);
}

static const struct {
    const char *method, *path;
    int status;
    const char *length; /* as a line of the head, or NULL */
    size_t size;
} heads[] = {
    {"GET",  "/hello", 200, "Content-Length: 5\r\n",       5},
    {"HEAD", "/hello", 200, "Content-Length: 5\r\n",       0},
    {"HEAD", "/big",   200, "Content-Length: 3145728\r\n", 0},
    {"GET",  "/echo",  200, "Content-Length: 0\r\n",       0},
    {"GET",  "/gone",  204, NULL,                          0},
    {"GET",  "/same",  304, NULL,                          0},
};

static void
look_at_heads(void)
{
    int fd = peer_connect(path);
    char lines[200];

    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        snprintf(lines, sizeof(lines), "REQUEST_METHOD=%s\nREQUEST_URI=%s\n", heads[i].method,
                 heads[i].path);

        struct peer_reply reply = ask_with(fd, lines, NULL, 0);
        const char *length = memmem(reply.head.at, reply.head.size, "Content-Length", 14);

        peer_must(reply.whole && reply.status == heads[i].status);
        peer_must(reply.body.size == heads[i].size);
        peer_must(memmem(reply.head.at, reply.head.size, "X-Test: yes\r\n", 13) != NULL);
        peer_must((length != NULL) == (heads[i].length != NULL));
        if (length != NULL)
            peer_must(strncmp(length, heads[i].length, strlen(heads[i].length)) == 0);
    }
}

static void
heads_say_how_much_follows(void **state)
{
    (void)state;
    talk_with(look_at_heads);
}

static void
keep_it_busy(void)
{
    static int fds[BUSY_SAMPLE];
    int one_more = peer_connect(path);

    for (size_t i = 0; i < BUSY_SAMPLE; i++) {
        fds[i] = peer_connect(path);
        peer_get(fds[i], "/park", i % 2);
    }
    struct peer_reply reply = {0};

    /* Until the last of them was taken in. */
    for (int i = 0; i < 10000 && reply.status != 503; i++) {
        peer_get(one_more, "/hello", PEER_KEEP);
        reply = peer_hear(one_more);
        peer_must(reply.whole);
    }
    peer_must(reply.status == 503);
    peer_must(memmem(reply.head.at, reply.head.size, "Retry-After: 1\r\n", 16) != NULL);
    close(fds[0]); /* its request stays, but that is one more descriptor for us */
    peer_must(kill(getppid(), SIGUSR2) == 0);
    for (size_t i = 1; i < BUSY_SAMPLE; i++)
        peer_must(peer_hear(fds[i]).status == 200);
    peer_get(one_more, "/hello", PEER_KEEP);
    peer_must(peer_hear(one_more).status == 200);
}

static volatile sig_atomic_t woken;

static void
note_signal(int signal)
{
    (void)signal;
    woken = 1;
}

static void
look_for_signal(void *who)
{
    if (woken)
        wake_parked(NULL);
    else
        loop_timer_set(loop, who, 1);
}

static void
beyond_its_measure_it_is_busy(void **state)
{
    struct loop_timer look = {.fire = look_for_signal, .who = &look};
    struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART}, before;

    (void)state;
    woken = 0;
    sigaction(SIGUSR2, &action, &before);
    loop_timer_set(loop, &look, 1);
    talk_with(keep_it_busy);
    loop_timer_clear(loop, &look);
    sigaction(SIGUSR2, &before, NULL);
    assert_int_equal(loop_tasks(loop), 0);
}

static void
keep_many(void)
{
    static int fds[FCGI_CONNECTIONS_MAX + 1];

    for (size_t i = 0; i <= FCGI_CONNECTIONS_MAX; i++) {
        fds[i] = peer_connect(path);
        peer_get(fds[i], "/hello", PEER_KEEP);
        peer_must(peer_hear(fds[i]).status == 200);
        if (i == 10) {
            peer_get(fds[0], "/hello", PEER_KEEP); /* so it is no longer the one idle longest */
            peer_must(peer_hear(fds[0]).status == 200);
        }
    }
    peer_must(peer_is_closed(fds[1]));
    peer_get(fds[0], "/hello", PEER_KEEP);
    peer_must(peer_hear(fds[0]).status == 200);
}

static void
the_connection_idle_longest_gives_way(void **state)
{
    struct rlimit before, enough;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    enough = before;
    enough.rlim_cur = FCGI_CONNECTIONS_MAX + 100;
    if (setrlimit(RLIMIT_NOFILE, &enough) != 0)
        skip();
    talk_with(keep_many);
    setrlimit(RLIMIT_NOFILE, &before);
}

static struct rlimit descriptors;

static void
come_in_crowds(void)
{
    int fds[20];

    setrlimit(RLIMIT_NOFILE, &descriptors); /* the want is the worker's, not ours */

    for (size_t i = 0; i < 20; i++) {
        fds[i] = peer_connect(path);
        peer_get(fds[i], "/hello", 0);
    }
    for (size_t i = 0; i < 20; i++)
        peer_must(peer_hear(fds[i]).status == 200);
}

static void
without_descriptors_it_waits(void **state)
{
    struct rlimit few;
    int next = dup(0);

    (void)state;
    close(next);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &descriptors), 0);
    few = descriptors;
    few.rlim_cur = (rlim_t)next + 4; /* one to watch the peer's end, three for its connections */
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    talk_with(come_in_crowds);
    setrlimit(RLIMIT_NOFILE, &descriptors);
    assert_int_equal(done_count, 20);
}

static void
watch_it_drain(void)
{
    int waiting = peer_connect(path), idle = peer_connect(path), unused = peer_connect(path);
    int last = peer_connect(path);

    peer_get(waiting, "/park", PEER_KEEP);
    peer_get(idle, "/hello", PEER_KEEP);
    peer_must(peer_hear(idle).status == 200);
    peer_get(last, "/drain", PEER_KEEP);
    peer_must(peer_hear(last).status == 200);
    peer_must(peer_is_closed(idle));
    peer_must(peer_is_closed(unused));
    peer_must(peer_is_closed(last));
    peer_must(peer_hear(waiting).status == 200); /* it was in flight: it is finished */
    peer_must(peer_is_closed(waiting));
}

static void
draining_finishes_what_is_in_flight(void **state)
{
    (void)state;
    talk_with(watch_it_drain);
    assert_int_equal(drained_count, 1);
    assert_int_equal(done_when_drained, 3);
    assert_int_equal(loop_tasks(loop), 0);
}

/* Requests that are in the socket, but the loop has not looked yet, and one that comes after. */
static void
draining_serves_what_was_sent(void **state)
{
    int idle = peer_connect(path), sent = peer_connect(path), more = peer_connect(path), late;

    (void)state;
    for (int i = 0; i < 3; i++) {
        loop_stop(loop);
        loop_run(loop);
    }
    peer_get(sent, "/hello", PEER_KEEP);
    late = peer_connect(path);
    peer_get(late, "/hello", PEER_KEEP);
    fcgi_drain(fcgi, drained, NULL);
    peer_get(more, "/hello", PEER_KEEP);
    assert_int_equal(drained_count, 0);
    loop_run(loop);
    assert_int_equal(drained_count, 1);
    assert_int_equal(done_count, 2);
    assert_true(peer_is_closed(idle));
    assert_int_equal(peer_hear(sent).status, 200);
    assert_true(peer_is_closed(sent));
    assert_int_equal(peer_hear(more).status, 200);
    assert_true(peer_is_closed(more));

    /* Who comes late is left to whoever listens next. */
    int fd = accept(listening, NULL, NULL);

    assert_true(fd >= 0);
    close(fd);
    close(idle);
    close(sent);
    close(more);
    close(late);
}

static void
an_empty_one_drains_at_once(void **state)
{
    (void)state;
    fcgi_drain(fcgi, drained, NULL);
    assert_int_equal(drained_count, 0); /* from the loop, and not before */
    loop_run(loop);
    assert_int_equal(drained_count, 1);
}

static void
it_closes_over_requests_in_flight(void **state)
{
    int fd = peer_connect(path);

    (void)state;
    peer_get(fd, "/park", PEER_KEEP);
    for (int i = 0; i < 3; i++) {
        loop_stop(loop);
        loop_run(loop);
    }
    assert_int_equal(loop_tasks(loop), 1);
    close(fd);
}

#define STORY(test) cmocka_unit_test_setup_teardown(test, open_worker, close_worker)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(signals_stay_as_they_were),
        STORY(the_socket_is_for_its_group),
        STORY(a_kept_connection_serves_many),
        STORY(parameters_fill_the_request),
        STORY(each_request_has_an_id),
        STORY(bodies_are_as_long_as_announced),
        STORY(garbage_costs_its_connection),
        STORY(a_request_may_come_in_parts),
        STORY(who_goes_away_costs_no_more_than_a_request),
        STORY(a_slow_reader_holds_up_nobody),
        STORY(heads_say_how_much_follows),
        STORY(beyond_its_measure_it_is_busy),
        STORY(the_connection_idle_longest_gives_way),
        STORY(without_descriptors_it_waits),
        STORY(draining_finishes_what_is_in_flight),
        STORY(draining_serves_what_was_sent),
        STORY(an_empty_one_drains_at_once),
        STORY(it_closes_over_requests_in_flight),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("fcgi", tests, NULL, NULL);
}
