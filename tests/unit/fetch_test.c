#include "fetch/fetch.h"

#include "base/log.h"
#include "fetch/transfer.h"
#include "receiver.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One loop with one door out. */
struct stage {
    struct loop *loop;
    struct fetch *fetch;
    size_t left; /* requests that have no reply yet */
};

/* A request in a task of its own. */
struct sent {
    struct stage *stage;
    struct arena *arena;
    char url[4096];
    struct fetch_request request;
    struct fetch_reply reply;
};

static struct stage
stage_open(int total_ms)
{
    struct fetch_options options = {
        .wall = {.loopback = true},
        .ca_file = receiver_told("ca"),
        .user_agent = "receiver-test/1",
        .connect_ms = total_ms,
        .total_ms = total_ms,
    };
    struct stage stage = {.loop = loop_open()};

    stage.fetch = fetch_open(stage.loop, &options);
    return stage;
}

static void
stage_close(struct stage *stage)
{
    assert_int_equal(loop_tasks(stage->loop), 0);
    fetch_close(stage->fetch);
    loop_close(stage->loop);
}

static void
send_it(void *who)
{
    struct sent *sent = who;
    struct stage *stage = sent->stage;

    sent->reply = fetch_send(stage->fetch, sent->arena, &sent->request);
    stage->left--;
    if (stage->left == 0)
        loop_stop(stage->loop);
}

static void
prepare(struct sent *sent, struct arena *arena, const char *port, const char *path)
{
    snprintf(sent->url, sizeof(sent->url), "https://localhost:%s%s", receiver_told(port), path);
    sent->arena = arena;
    sent->request = (struct fetch_request){
        .method = "POST",
        .url = str_of(sent->url),
        .body = STR("{}"),
    };
}

static void
send_all(struct stage *stage, struct sent *sent, size_t count)
{
    stage->left = count;
    for (size_t i = 0; i < count; i++) {
        sent[i].stage = stage;
        assert_true(task_start(stage->loop, send_it, &sent[i]));
    }
    if (stage->left > 0)
        loop_run(stage->loop);
    assert_int_equal(loop_tasks(stage->loop), 0);
}

static struct fetch_reply
send_one(struct stage *stage, struct arena *arena, const char *path)
{
    struct sent sent;

    prepare(&sent, arena, "good", path);
    send_all(stage, &sent, 1);
    return sent.reply;
}

static const struct {
    const char *port, *path;
    enum fetch_outcome outcome;
    int status;
    const char *body; /* NULL: whatever */
} cases[] = {
    {"good",     "/ok",            FETCH_ANSWERED,      200, "fine"    },
    {"good",     "/empty",         FETCH_ANSWERED,      204, ""        },
    {"good",     "/500",           FETCH_ANSWERED,      500, "broken"  },
    {"good",     "/410",           FETCH_ANSWERED,      410, ""        },
    {"good",     "/early-hints",   FETCH_ANSWERED,      200, "fine"    },
    {"good",     "/redirect",      FETCH_ANSWERED,      302, ""        },
    {"good",     "/redirect-home", FETCH_ANSWERED,      307, ""        },
    {"good",     "/gzip",          FETCH_ANSWERED,      200, "\x1f\x8b"},
    {"good",     "/half-body",     FETCH_ANSWERED,      200, NULL      },
    {"good",     "/big",           FETCH_ANSWERED,      200, NULL      },
    {"good",     "/just",          FETCH_ANSWERED,      200, NULL      },
    {"good",     "/endless-head",  FETCH_BROKEN_OFF,    0,   ""        },
    {"good",     "/endless-line",  FETCH_BROKEN_OFF,    0,   ""        },
    {"good",     "/endless-1xx",   FETCH_BROKEN_OFF,    0,   ""        },
    {"good",     "/half-head",     FETCH_BROKEN_OFF,    0,   ""        },
    {"good",     "/no-http",       FETCH_BROKEN_OFF,    0,   ""        },
    {"good",     "/reset",         FETCH_BROKEN_OFF,    0,   ""        },
    {"wrong",    "/ok",            FETCH_BAD_TLS,       0,   ""        },
    {"stranger", "/ok",            FETCH_BAD_TLS,       0,   ""        },
    {"old",      "/ok",            FETCH_BAD_TLS,       0,   ""        },
    {"plain",    "/ok",            FETCH_BAD_TLS,       0,   ""        },
    {"closed",   "/ok",            FETCH_NO_CONNECTION, 0,   ""        },
};

enum { CASES = sizeof(cases) / sizeof(cases[0]) };

static void
each_receiver_has_its_outcome(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct stage stage = stage_open(0);
    struct sent *sent = arena_list(arena, struct sent, CASES);

    (void)state;
    for (size_t i = 0; i < CASES; i++)
        prepare(&sent[i], arena, cases[i].port, cases[i].path);
    send_all(&stage, sent, CASES);
    for (size_t i = 0; i < CASES; i++) {
        print_message("# %s %s: %s %d\n", cases[i].port, cases[i].path,
                      fetch_outcome_name(sent[i].reply.outcome), sent[i].reply.status);
        assert_int_equal(sent[i].reply.outcome, cases[i].outcome);
        assert_int_equal(sent[i].reply.status, cases[i].status);
        if (cases[i].body != NULL)
            assert_true(str_same(sent[i].reply.body, str_of(cases[i].body)));
        assert_true(sent[i].reply.body.size <= FETCH_BODY_MAX);
        assert_int_equal(sent[i].reply.retry_after_s, -1);
    }
    stage_close(&stage);
    arena_close(arena);
}

static const struct {
    const char *port, *path;
} slow[] = {
    {"good",   "/hang"           },
    {"good",   "/hang-after-head"},
    {"good",   "/drip"           },
    {"silent", "/ok"             },
};

enum { SLOW = sizeof(slow) / sizeof(slow[0]) };

static void
who_never_ends_is_too_slow(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct stage stage = stage_open(700);
    struct sent *sent = arena_list(arena, struct sent, SLOW);

    (void)state;
    for (size_t i = 0; i < SLOW; i++)
        prepare(&sent[i], arena, slow[i].port, slow[i].path);
    send_all(&stage, sent, SLOW);
    for (size_t i = 0; i < SLOW; i++) {
        print_message("# %s: %s\n", slow[i].path, fetch_outcome_name(sent[i].reply.outcome));
        assert_int_equal(sent[i].reply.outcome, FETCH_TOO_SLOW);
    }
    stage_close(&stage);
    arena_close(arena);
}

static void
big_bodies_are_cut(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct stage stage = stage_open(0);

    (void)state;
    assert_int_equal(send_one(&stage, arena, "/big").body.size, FETCH_BODY_MAX);
    assert_int_equal(send_one(&stage, arena, "/just").body.size, FETCH_BODY_MAX);
    stage_close(&stage);
    arena_close(arena);
}

static void
request_arrives_as_it_was_given(void **state)
{
    static const struct str headers[] = {
        {"content-type: application/json", 30},
        {"webhook-id: msg_1",              17}
    };
    struct arena *arena = arena_open(8 << 20);
    struct stage stage = stage_open(0);
    struct sent sent;

    (void)state;
    prepare(&sent, arena, "good", "/echo?a=%20b");
    sent.request.headers = headers;
    sent.request.header_count = 2;
    sent.request.body = STR("{\"a\":\"\0\"}");
    send_all(&stage, &sent, 1);

    struct str seen = sent.reply.body;

    print_message("# " STR_FMT "\n", STR_ARG(seen));
    assert_true(str_starts(seen, STR("POST /echo?a=%20b HTTP/1.1\nHost: localhost:")));
    assert_true(str_ends(seen, STR("\n{\"a\":\"\0\"}")));
    assert_non_null(memmem(seen.at, seen.size, "\nUser-Agent: receiver-test/1\n", 29));
    assert_non_null(memmem(seen.at, seen.size, "\ncontent-type: application/json\n", 32));
    assert_non_null(memmem(seen.at, seen.size, "\nwebhook-id: msg_1\n", 19));
    assert_null(memmem(seen.at, seen.size, "Accept-Encoding", 15));
    assert_null(memmem(seen.at, seen.size, "Expect", 6));

    /* A long body is not announced first. */
    sent.request.body = (struct str){arena_take(arena, 2 << 20, 1), 2 << 20};
    send_all(&stage, &sent, 1);
    seen = sent.reply.body;
    assert_non_null(memmem(seen.at, seen.size, "\nContent-Length: 2097152\n", 25));
    assert_null(memmem(seen.at, seen.size, "Expect", 6));

    sent.request.method = "GET";
    sent.request.body = STR_NONE;
    send_all(&stage, &sent, 1);
    assert_true(str_starts(sent.reply.body, STR("GET /echo?a=%20b HTTP/1.1\n")));
    assert_null(memmem(sent.reply.body.at, sent.reply.body.size, "Content-Length", 14));
    stage_close(&stage);
    arena_close(arena);
}

static void
header_cannot_carry_another(void **state)
{
    static const struct str headers[] = {
        {"x-a: b\r\nx-evil: c", 17}
    };
    struct arena *arena = arena_open(1 << 20);
    struct stage stage = stage_open(0);
    struct sent sent;

    (void)state;
    prepare(&sent, arena, "good", "/echo");
    sent.request.headers = headers;
    sent.request.header_count = 1;
    send_all(&stage, &sent, 1);
    assert_int_equal(sent.reply.outcome, FETCH_REFUSED);
    stage_close(&stage);
    arena_close(arena);
}

static void
retry_after_is_read_from_replies(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct stage stage = stage_open(0);

    (void)state;
    assert_int_equal(send_one(&stage, arena, "/retry-seconds").retry_after_s, 120);
    assert_true(send_one(&stage, arena, "/retry-date").retry_after_s > 86400);
    assert_int_equal(send_one(&stage, arena, "/retry-nonsense").retry_after_s, -1);
    stage_close(&stage);
    arena_close(arena);
}

static const struct {
    const char *value;
    int64_t seconds;
} pauses[] = {
    {"120",                            120},
    {" 120 ",                          120},
    {"0",                              0  },
    {"Sun, 06 Nov 1994 08:49:37 GMT",  100},
    {"Sunday, 06-Nov-94 08:49:37 GMT", 100},
    {"Sun Nov  6 08:49:37 1994",       100},
    {"Sun, 06 Nov 1994 08:40:00 GMT",  0  }, /* past */
    {"-5",                             -1 },
    {"+5",                             -1 },
    {"1.5",                            -1 },
    {"120 seconds",                    -1 },
    {"99999999999999999999",           -1 },
    {"08:49:37",                       -1 },
    {"soon",                           -1 },
    {"Soon",                           -1 },
    {"",                               -1 },
};

static void
retry_after_has_two_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
        print_message("# %s\n", pauses[i].value);
        assert_int_equal(transfer_retry_after(str_of(pauses[i].value), 784111777 - 100),
                         pauses[i].seconds);
    }
}

/* Where the receiver is on this machine, in every spelling that a resolver understands. */
static const char *const hosts[] = {
    "localhost",         "127.0.0.1",       "127.1",         "2130706433",      "0x7f.1",
    "0177.0.0.1",        "%31%32%37.0.0.1", "[::1]",         "[::ffff:7f00:1]", "[::127.0.0.1]",
    "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "foo.localhost", "0.0.0.0",         "169.254.169.254",
    "[fe80::1]",         "u@127.0.0.1",
};

enum { HOSTS = sizeof(hosts) / sizeof(hosts[0]) };

static void
wall_stands_before_every_connection(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct fetch_options options = {.user_agent = "receiver-test/1",
                                    .ca_file = receiver_told("ca")};
    struct stage stage = {.loop = loop_open()};
    struct sent *sent = arena_list(arena, struct sent, HOSTS + 2);

    (void)state;
    stage.fetch = fetch_open(stage.loop, &options);
    for (size_t i = 0; i < HOSTS + 2; i++)
        prepare(&sent[i], arena, "good", "/ok");
    for (size_t i = 0; i < HOSTS; i++)
        sent[i].request.url =
            arena_print(arena, "https://%s:%s/ok", hosts[i], receiver_told("good"));
    sent[HOSTS].request.url = arena_print(arena, "http://localhost:%s/ok", receiver_told("good"));
    sent[HOSTS + 1].request.url = STR("file:///etc/passwd");
    send_all(&stage, sent, HOSTS + 2);
    for (size_t i = 0; i < HOSTS + 2; i++) {
        print_message("# " STR_FMT ": %s\n", STR_ARG(sent[i].request.url),
                      fetch_outcome_name(sent[i].reply.outcome));
        assert_int_equal(sent[i].reply.outcome, FETCH_REFUSED);
        assert_int_equal(sent[i].reply.body.size, 0);
    }
    stage_close(&stage);
    arena_close(arena);
}

static void
connections_are_kept(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct stage stage = stage_open(0);
    struct str first, last;

    (void)state;
    first = send_one(&stage, arena, "/connections").body;
    for (int i = 0; i < 20; i++)
        assert_int_equal(send_one(&stage, arena, "/ok").status, 200);
    last = send_one(&stage, arena, "/connections").body;
    assert_true(str_same(first, last));
    stage_close(&stage);
    arena_close(arena);
}

static void
kept_connection_that_was_reset_is_tried_anew(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct stage stage = stage_open(0);

    (void)state;
    for (int i = 0; i < 5; i++) {
        struct fetch_reply reply = send_one(&stage, arena, "/reset-when-kept");

        assert_int_equal(reply.outcome, FETCH_ANSWERED);
        assert_true(str_same(reply.body, STR("new")));
    }
    assert_int_equal(send_one(&stage, arena, "/reset").outcome, FETCH_BROKEN_OFF);
    stage_close(&stage);
    arena_close(arena);
}

enum { CROWD = 400 };

static void
more_than_may_wait_in_order(void **state)
{
    struct arena *arena = arena_open(16 << 20);
    struct stage stage = stage_open(60000);
    struct sent *sent = arena_list(arena, struct sent, CROWD);
    struct str most;

    (void)state;
    for (size_t i = 0; i < CROWD; i++)
        prepare(&sent[i], arena, "good", "/gate");
    send_all(&stage, sent, CROWD);
    for (size_t i = 0; i < CROWD; i++)
        assert_int_equal(sent[i].reply.status, 200);
    most = send_one(&stage, arena, "/gate-most").body;
    assert_true(str_same(most, STR("256")));
    stage_close(&stage);
    arena_close(arena);
}

static void
send_each_kind(struct stage *stage, struct arena *arena, struct sent *sent)
{
    for (size_t i = 0; i < CASES; i++)
        prepare(&sent[i], arena, cases[i].port, cases[i].path);
    send_all(stage, sent, CASES);
}

static void
memory_stays_flat(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct stage stage = stage_open(0);
    struct sent *sent = calloc(CASES, sizeof(*sent));
    size_t before;

    (void)state;
    for (int i = 0; i < 10; i++) {
        send_each_kind(&stage, arena, sent);
        arena_reset(arena);
    }
    before = mallinfo2().uordblks;
    for (int i = 0; i < 40; i++) {
        send_each_kind(&stage, arena, sent);
        arena_reset(arena);
    }
    print_message("# %zu bytes before, %zu after\n", before, mallinfo2().uordblks);
    assert_true(mallinfo2().uordblks < before + (1 << 20));
    stage_close(&stage);
    free(sent);
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_receiver_has_its_outcome),
        cmocka_unit_test(who_never_ends_is_too_slow),
        cmocka_unit_test(big_bodies_are_cut),
        cmocka_unit_test(request_arrives_as_it_was_given),
        cmocka_unit_test(header_cannot_carry_another),
        cmocka_unit_test(retry_after_is_read_from_replies),
        cmocka_unit_test(retry_after_has_two_forms),
        cmocka_unit_test(wall_stands_before_every_connection),
        cmocka_unit_test(connections_are_kept),
        cmocka_unit_test(kept_connection_that_was_reset_is_tried_anew),
        cmocka_unit_test(more_than_may_wait_in_order),
        cmocka_unit_test(memory_stays_flat),
    };

    log_from(LOG_IS_FAULT);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("fetch", tests, receiver_start, receiver_stop);
}
