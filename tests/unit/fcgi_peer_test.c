#include "fcgi_stage.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(signals_stay_as_they_were),
        STORY(the_socket_is_for_its_group),
        STORY(garbage_costs_its_connection),
        STORY(a_request_may_come_in_parts),
        STORY(who_goes_away_costs_no_more_than_a_request),
        STORY(a_slow_reader_holds_up_nobody),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("fcgi_peer", tests, NULL, NULL);
}
