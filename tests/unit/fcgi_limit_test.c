#include "fcgi_stage.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static void
keep_it_busy(void)
{
    static int fds[FCGI_REQUESTS_MAX];
    int one_more = peer_connect(path);

    for (size_t i = 0; i < FCGI_REQUESTS_MAX; i++) {
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
    for (size_t i = 1; i < FCGI_REQUESTS_MAX; i++)
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
    peer_must(!peer_hear(idle).last);
    peer_get(last, "/drain", PEER_KEEP);
    peer_must(peer_hear(last).last);
    peer_must(peer_is_closed(idle));
    peer_must(peer_is_closed(unused));
    peer_must(peer_is_closed(last));
    peer_must(peer_hear(waiting).last); /* it was in flight: it is finished */
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
    fcgi_drain(fcgi, GRACE_MS, drained, NULL);
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
    fcgi_drain(fcgi, GRACE_MS, drained, NULL);
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(beyond_its_measure_it_is_busy),     STORY(the_connection_idle_longest_gives_way),
        STORY(without_descriptors_it_waits),      STORY(draining_finishes_what_is_in_flight),
        STORY(draining_serves_what_was_sent),     STORY(an_empty_one_drains_at_once),
        STORY(it_closes_over_requests_in_flight),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("fcgi_limit", tests, NULL, NULL);
}
