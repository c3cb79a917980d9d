#include "fcgi_stage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(a_kept_connection_serves_many), STORY(parameters_fill_the_request),
        STORY(each_request_has_an_id),        STORY(bodies_are_as_long_as_announced),
        STORY(heads_say_how_much_follows),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("fcgi", tests, NULL, NULL);
}
