#include "courier/courier.h"

#include "base/coding.h"
#include "base/log.h"
#include "keys/keys.h"
#include "pg_stage.h"
#include "receiver.h"
#include "sql/catalogue.h"
#include "sql/migrations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { PATIENCE_MS = 30000, LOOK_AGAIN_MS = 20 };

static const char seal_key[] = "0123456789abcdef0123456789abcdef";
static const struct str secret = {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 38};
static const char key_query[] = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

static const struct pg_query *const no_queries[] = {NULL};

static struct courier_options options;
static struct pg *courier_pg;
static struct fetch *fetch;
static char run_dir[64];

static int
open_all(void **state)
{
    static struct pg_options pg_options;
    struct fetch_options fetch_options;

    (void)state;
    if (receiver_start(state) != 0 || stage_open("SELECT 1", no_queries) != 0)
        return -1;
    for (const struct migration *migration = migrations; migration->number != 0; migration++)
        tell(migration->sql);
    tell("INSERT INTO city (id, slug, country, time_zone, default_language, languages, lat, lon,"
         " translations) VALUES ('c0000000-0000-4000-8000-000000000001', 'here', 'LT',"
         " 'Europe/Vilnius', 'lt', '{lt}', 55, 21, '{\"lt\": {\"name\": \"Here\"}}')");
    strcpy(run_dir, "/tmp/courier-test.XXXXXX");
    if (mkdtemp(run_dir) == NULL)
        return -1;
    pg_options = (struct pg_options){
        .where = where,
        .user = "citylearn_courier",
        .catalogue = sql_catalogue,
        .connections = {1, 1, 2}
    };
    courier_pg = pg_open(loop, &pg_options);
    fetch_options = (struct fetch_options){.wall = {.loopback = true},
                                           .ca_file = receiver_told("ca"),
                                           .user_agent = "citylearn-webhooks/test"};
    fetch = fetch_open(loop, &fetch_options);
    options = (struct courier_options){
        .run_dir = run_dir,
        .seal_key = {seal_key, KEYS_SEAL_SIZE},
        .base_url = STR("http://localhost"),
        .retry_scale = 1000,
        .drain_seconds = 20
    };
    return 0;
}

static int
close_all(void **state)
{
    fetch_close(fetch);
    pg_close(courier_pg);
    rmdir(run_dir);
    return stage_close(state) != 0 || receiver_stop(state) != 0;
}

/* An organisation of its own for each story, so that stories do not hear each other. */
static struct str
make_organisation(void)
{
    return tell("INSERT INTO organisation (city, slug, legal_name, registration_number, country,"
                " translations) SELECT 'c0000000-0000-4000-8000-000000000001', 'o-' || n, 'Club',"
                " n, 'LT', '{}' FROM substr(md5(random()::text), 1, 12) AS n RETURNING id");
}

static struct str
make_endpoint(struct str organisation, const char *path)
{
    struct str id = tell("SELECT uuid7()");
    struct str key = {seal_key, KEYS_SEAL_SIZE};
    struct str sealed = coding_hex(arena, keys_seal(arena, key, id, secret));

    return tell(arena_print(arena,
                            "INSERT INTO webhook_endpoint (id, organisation, url, types, sealed,"
                            " state) VALUES ('" STR_FMT "', '" STR_FMT "', 'https://localhost:%s%s"
                            "?%s', '{*}', '\\x" STR_FMT "', 'enabled') RETURNING id",
                            STR_ARG(id), STR_ARG(organisation), receiver_told("good"), path,
                            key_query, STR_ARG(sealed))
                    .at);
}

static void
make_events(struct str organisation, int count)
{
    tell(arena_print(arena,
                     "SELECT event_add('" STR_FMT "', 'activity.published', uuid7(), n,"
                     " '/v1/activities/', '{\"state\": \"published\"}')"
                     " FROM generate_series(1, %d) AS n",
                     STR_ARG(organisation), count)
             .at);
}

/* "state attempts" of an endpoint's deliveries, each with how many there are. */
static struct str
deliveries(struct str endpoint)
{
    return tell(arena_print(arena,
                            "SELECT coalesce(string_agg(state || ' ' || attempt || ': ' || n, ', '"
                            " ORDER BY state, attempt), '') FROM (SELECT state, attempt, count(*)"
                            " AS n FROM delivery WHERE endpoint = '" STR_FMT
                            "' GROUP BY state, attempt) AS d",
                            STR_ARG(endpoint))
                    .at);
}

static struct str
attempts(struct str endpoint)
{
    return tell(arena_print(arena,
                            "SELECT coalesce(string_agg(attempt || ' ' || outcome || ' ' ||"
                            " coalesce(status::text, '-') || ': ' || n, ', ' ORDER BY attempt,"
                            " outcome, status), '') FROM (SELECT attempt, outcome, status, count(*)"
                            " AS n FROM delivery_attempt WHERE endpoint = '" STR_FMT
                            "' GROUP BY attempt, outcome, status) AS a",
                            STR_ARG(endpoint))
                    .at);
}

/* What one task waits for while couriers are at work. */
struct wait {
    struct str (*look)(struct str about);
    struct str about;
    const char *expected; /* look(about); NULL: does not wait */
    void (*meanwhile)(void);
    struct str seen;
    struct courier *couriers[2];
    int running;
};

static void
stopped(void *who)
{
    struct wait *wait = who;

    if (--wait->running == 0)
        loop_stop(loop);
}

static void
wait_and_stop(void *who)
{
    struct wait *wait = who;
    size_t couriers = wait->couriers[1] == NULL ? 1 : 2;

    for (int waited_ms = 0; wait->expected != NULL && waited_ms < PATIENCE_MS;
         waited_ms += LOOK_AGAIN_MS) {
        wait->seen = wait->look(wait->about);
        if (str_same(wait->seen, str_of(wait->expected)))
            break;
        if (wait->meanwhile != NULL)
            wait->meanwhile();
        task_sleep(loop, LOOK_AGAIN_MS);
    }
    for (size_t i = 0; i < couriers; i++)
        courier_stop(wait->couriers[i], stopped, wait);
}

/* Lets `couriers` of them work until all is as expected. */
static void
work(struct wait wait, int couriers)
{
    wait.running = couriers;
    for (int i = 0; i < couriers; i++)
        wait.couriers[i] = courier_open(loop, courier_pg, fetch, &options);
    assert_true(task_start(loop, wait_and_stop, &wait));
    loop_run(loop);
    for (int i = 0; i < couriers; i++) {
        assert_true(courier_idle(wait.couriers[i]));
        courier_close(wait.couriers[i]);
    }
    assert_int_equal(loop_tasks(loop), 0);
    if (wait.expected != NULL)
        assert_string_equal(wait.seen.at, wait.expected);
}

static void
work_until(struct str endpoint, const char *expected, int couriers, void (*meanwhile)(void))
{
    work((struct wait){deliveries, endpoint, expected, meanwhile, .running = 0}, couriers);
}

/* What the receiver says about a path: "messages times forgeries". */
struct question {
    char url[128];
    struct str body;
};

static void
ask_receiver(void *who)
{
    struct question *question = who;
    struct fetch_request request = {.method = "GET", .url = str_of(question->url)};

    question->body = fetch_send(fetch, arena, &request).body;
    loop_stop(loop);
}

static void
heard(const char *path, const char *expected)
{
    struct question question;

    snprintf(question.url, sizeof(question.url), "https://localhost:%s/heard?%s",
             receiver_told("good"), path);
    assert_true(task_start(loop, ask_receiver, &question));
    loop_run(loop);
    assert_string_equal(arena_copy(arena, question.body).at, expected);
}

static void
each_event_is_told_once_and_signed(void **state)
{
    struct str organisation = make_organisation();
    struct str endpoint = make_endpoint(organisation, "/hook/well");

    (void)state;
    make_events(organisation, 100);
    work_until(endpoint, "delivered 1: 100", 1, NULL);
    heard("/hook/well", "100 100 0");
    assert_string_equal(attempts(endpoint).at, "1 answered 200: 100");
}

static void
failure_is_tried_again(void **state)
{
    struct str organisation = make_organisation();
    struct str endpoint = make_endpoint(organisation, "/hook/second");

    (void)state;
    make_events(organisation, 3);
    work_until(endpoint, "delivered 2: 3", 1, NULL);
    heard("/hook/second", "3 6 0");
    assert_string_equal(attempts(endpoint).at, "1 answered 500: 3, 2 answered 200: 3");
}

static void
throttling_is_kept_to(void **state)
{
    struct str organisation = make_organisation();
    struct str endpoint = make_endpoint(organisation, "/hook/throttled");

    (void)state;
    make_events(organisation, 1);
    work_until(endpoint, "delivered 2: 1", 1, NULL);
    assert_string_equal(attempts(endpoint).at, "1 answered 429: 1, 2 answered 200: 1");
    /* Asked for 3000 s, of which a thousandth. */
    assert_string_equal(
        tell(arena_print(arena,
                         "SELECT max(at) - min(at) >= interval '3 seconds' FROM delivery_attempt"
                         " WHERE endpoint = '" STR_FMT "'",
                         STR_ARG(endpoint))
                 .at)
            .at,
        "t");
}

static void
who_is_gone_is_left_alone(void **state)
{
    struct str organisation = make_organisation();
    struct str endpoint = make_endpoint(organisation, "/hook/410");

    (void)state;
    make_events(organisation, 1);
    work_until(endpoint, "held 1: 1", 1, NULL);
    make_events(organisation, 2);
    work_until(endpoint, "held 0: 2, held 1: 1", 1, NULL);
    heard("/hook/410", "1 1 0");
}

static void
who_keeps_failing_is_spared(void **state)
{
    struct str organisation = make_organisation();
    struct str endpoint = make_endpoint(organisation, "/hook/500");
    struct str other = make_endpoint(organisation, "/hook/beside");

    (void)state;
    make_events(organisation, 30);
    /* The one that is well hears all, while the other's breaker opens. */
    work_until(other, "delivered 1: 30", 1, NULL);
    assert_string_equal(tell(arena_print(arena,
                                         "SELECT failures BETWEEN 5 AND 8 AND breaker_until > now()"
                                         " FROM webhook_endpoint WHERE id = '" STR_FMT "'",
                                         STR_ARG(endpoint))
                                 .at)
                            .at,
                        "t");
    heard("/hook/beside", "30 30 0");
}

static void
two_couriers_share_the_work(void **state)
{
    struct str organisation = make_organisation();
    struct str endpoint = make_endpoint(organisation, "/hook/shared");

    (void)state;
    make_events(organisation, 120);
    work_until(endpoint, "delivered 1: 120", 2, NULL);
    heard("/hook/shared", "120 120 0");
}

static void
lose_connections(void)
{
    tell("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
         " WHERE usename = 'citylearn_courier'");
}

static int losses;

static void
lose_connections_sometimes(void)
{
    if (losses++ < 5)
        lose_connections();
}

/* What was claimed when a connection went away is due once its lease has run out. */
static void
age_leases(void)
{
    lose_connections_sometimes();
    tell("UPDATE delivery SET lease_until = now() - interval '1 second' WHERE state = 'leased'"
         " AND lease_until < now() + interval '58 seconds'");
}

static void
lost_connections_lose_no_event(void **state)
{
    struct str organisation = make_organisation();
    struct str endpoint = make_endpoint(organisation, "/hook/lossy");
    struct str left;

    (void)state;
    losses = 0;
    make_events(organisation, 60);
    work_until(endpoint, "delivered 1: 60", 1, age_leases);
    left = tell("SELECT count(*) FROM event WHERE fanned_at IS NULL");
    assert_string_equal(left.at, "0");
}

enum { AWAY_LOOKS = 200 }; /* longer than a receiver takes, and than one try to write */

static int away;

/* The database goes away while deliveries are in flight, and comes back. */
static void
database_goes_away(void)
{
    if (away == 0 &&
        !str_same(tell("SELECT count(*) FROM delivery WHERE state = 'leased'"), STR("3")))
        return;
    if (away++ == 0) {
        tell("ALTER ROLE citylearn_courier NOLOGIN");
        lose_connections();
    }
    if (away == AWAY_LOOKS)
        tell("ALTER ROLE citylearn_courier LOGIN");
}

static void
results_wait_for_the_database(void **state)
{
    struct str organisation = make_organisation();
    struct str endpoint = make_endpoint(organisation, "/hook/late/away");

    (void)state;
    away = 0;
    make_events(organisation, 3);
    work_until(endpoint, "delivered 1: 3", 1, database_goes_away);
    assert_true(away >= AWAY_LOOKS);
    heard("/hook/late/away", "3 3 0");
}

static void
what_a_dead_courier_had_is_sent(void **state)
{
    struct str organisation = make_organisation();
    struct str endpoint = make_endpoint(organisation, "/hook/orphan");

    (void)state;
    make_events(organisation, 4);
    tell(arena_print(arena,
                     "INSERT INTO delivery (event, endpoint, state, attempt, owner, lease_until)"
                     " SELECT id, '" STR_FMT "', 'leased', 1, uuid7(), now() - interval '1 second'"
                     " FROM event WHERE organisation = '" STR_FMT "';"
                     " UPDATE event SET fanned_at = now() WHERE organisation = '" STR_FMT "'",
                     STR_ARG(endpoint), STR_ARG(organisation), STR_ARG(organisation))
             .at);
    work_until(endpoint, "delivered 2: 4", 1, NULL);
    assert_string_equal(attempts(endpoint).at, "1 aborted -: 4, 2 answered 200: 4");
}

static void
what_is_in_flight_is_finished_at_a_stop(void **state)
{
    struct str organisation = make_organisation();
    struct str endpoint = make_endpoint(organisation, "/hook/late");

    (void)state;
    make_events(organisation, 3);
    work_until(endpoint, "leased 1: 3", 1, NULL);
    assert_string_equal(deliveries(endpoint).at, "delivered 1: 3");
}

static void
unreadable_secret_is_not_sent(void **state)
{
    struct str organisation = make_organisation();
    struct str endpoint = make_endpoint(organisation, "/hook/unsigned");

    (void)state;
    tell(arena_print(arena,
                     "UPDATE webhook_endpoint SET sealed = (SELECT sealed FROM webhook_endpoint"
                     " WHERE id <> '" STR_FMT "' LIMIT 1) WHERE id = '" STR_FMT "'",
                     STR_ARG(endpoint), STR_ARG(endpoint))
             .at);
    make_events(organisation, 1);
    /* Five attempts in milliseconds, and then the breaker is open. */
    work_until(endpoint, "due 5: 1", 1, NULL);
    heard("/hook/unsigned", "0 0 0");
    assert_string_equal(attempts(endpoint).at, "1 aborted -: 1, 2 aborted -: 1, 3 aborted -: 1, "
                                               "4 aborted -: 1, 5 aborted -: 1");
}

static bool
socket_stands(char *path, size_t size)
{
    struct stat about;

    snprintf(path, size, "%s/courier.sock", run_dir);
    return stat(path, &about) == 0 && S_ISSOCK(about.st_mode);
}

static void
socket_goes_to_one_and_is_left_to_the_next(void **state)
{
    struct courier *first, *second;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct wait wait = {.running = 2};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    (void)state;
    assert_false(socket_stands(address.sun_path, sizeof(address.sun_path)));
    /* A courier that died has left its socket. */
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    close(fd);
    first = courier_open(loop, courier_pg, fetch, &options);
    second = courier_open(loop, courier_pg, fetch, &options);
    assert_true(socket_stands(address.sun_path, sizeof(address.sun_path)));

    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(sendto(fd, "!", 1, 0, (const struct sockaddr *)&address, sizeof(address)), 1);
    courier_stop(second, stopped, &wait);
    assert_true(socket_stands(address.sun_path, sizeof(address.sun_path)));
    assert_int_equal(sendto(fd, "!", 1, 0, (const struct sockaddr *)&address, sizeof(address)), 1);
    close(fd);
    courier_stop(first, stopped, &wait);
    assert_false(socket_stands(address.sun_path, sizeof(address.sun_path)));
    loop_run(loop);
    courier_close(first);
    courier_close(second);
}

static struct str
signed_awards(struct str organisation)
{
    return tell(arena_print(arena,
                            "SELECT count(k.document) FROM award_credential AS k JOIN award AS a ON"
                            " a.id = k.award WHERE a.organisation = '" STR_FMT "'",
                            STR_ARG(organisation))
                    .at);
}

/* With all that the API takes of a badge: it has no description, so the criteria stand for it. */
static const char largest_awards[] =
    "UPDATE organisation SET website = 'https://a.example/' || repeat('w', 2029), translations ="
    " jsonb_build_object('lt', jsonb_build_object('name', repeat(chr(128512), 200)))"
    " WHERE state = 'verified';"
    "INSERT INTO skill_framework (slug, name) VALUES ('long', 'Long');"
    "INSERT INTO skill (framework, uri, type) SELECT 'long', 'https://a.example/' || n ||"
    " repeat('u', 2027), 'skill' FROM generate_series(10, 59) AS n;"
    "INSERT INTO skill_label (skill, language, kind, label) SELECT id, 'lt', 'preferred',"
    " repeat(chr(128512), 200) FROM skill;"
    "INSERT INTO badge (organisation, state, achievement_type, translations, tags) SELECT id,"
    " 'active', 'Badge', jsonb_build_object('lt', jsonb_build_object('name',"
    " repeat(chr(128512), 200), 'criteria', repeat(chr(128512), 5000))),"
    " array_fill(repeat(chr(128512), 200), '{20}') FROM organisation WHERE state = 'verified';"
    "INSERT INTO badge_skill (badge, skill) SELECT b.id, s.id FROM badge AS b, skill AS s;"
    "INSERT INTO award (badge, organisation, recipient_email) SELECT id, organisation, 'n' || n"
    " FROM badge, generate_series(1, 20) AS n";

/* Runs `sql` for an organisation that is the only one that may award. */
static struct str
make_issuer(const char *sql)
{
    struct str organisation = make_organisation();

    tell(arena_print(arena,
                     "UPDATE organisation SET state = CASE WHEN id = '" STR_FMT "' THEN"
                     " 'verified' ELSE 'draft' END::organisation_state",
                     STR_ARG(organisation))
             .at);
    tell(sql);
    return organisation;
}

static void
the_largest_awards_are_signed(void **state)
{
    struct str organisation = make_issuer(largest_awards);

    (void)state;
    work((struct wait){signed_awards, organisation, "20", NULL, .running = 0}, 1);
    assert_string_equal(tell("SELECT min(length(document)) > 400000 FROM award_credential").at,
                        "t");
}

static const char small_awards[] =
    "INSERT INTO badge (organisation, state, achievement_type, translations) SELECT id, 'active',"
    " 'Badge', '{\"lt\": {\"name\": \"Small\", \"criteria\": \"None\"}}' FROM organisation"
    " WHERE state = 'verified';"
    "INSERT INTO award (badge, organisation, recipient_email) SELECT b.id, o.id, 'n' || n"
    " FROM badge AS b JOIN organisation AS o ON o.id = b.organisation,"
    " generate_series(1, 20) AS n WHERE o.state = 'verified'";

/* Once all are signed: whoever opened the key anew would find that it is none any more. */
static void
spoil_the_key_of_the_service(void)
{
    tell("WITH spoilt AS (UPDATE issuer_key SET sealed = '' WHERE organisation IS NULL"
         " AND sealed <> '' AND NOT EXISTS (SELECT FROM award_credential WHERE document IS NULL)"
         " RETURNING kid)"
         " INSERT INTO award (badge, organisation, recipient_email) SELECT b.id, o.id, 'late'"
         " FROM spoilt, badge AS b JOIN organisation AS o ON o.id = b.organisation"
         " WHERE o.state = 'verified'");
}

static void
the_key_of_the_service_is_opened_once(void **state)
{
    struct str organisation = make_issuer(small_awards);

    (void)state;
    work((struct wait){signed_awards, organisation, "21", spoil_the_key_of_the_service,
                       .running = 0},
         1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(each_event_is_told_once_and_signed, stage_reset),
        cmocka_unit_test_teardown(failure_is_tried_again, stage_reset),
        cmocka_unit_test_teardown(throttling_is_kept_to, stage_reset),
        cmocka_unit_test_teardown(who_is_gone_is_left_alone, stage_reset),
        cmocka_unit_test_teardown(who_keeps_failing_is_spared, stage_reset),
        cmocka_unit_test_teardown(two_couriers_share_the_work, stage_reset),
        cmocka_unit_test_teardown(lost_connections_lose_no_event, stage_reset),
        cmocka_unit_test_teardown(results_wait_for_the_database, stage_reset),
        cmocka_unit_test_teardown(what_a_dead_courier_had_is_sent, stage_reset),
        cmocka_unit_test_teardown(what_is_in_flight_is_finished_at_a_stop, stage_reset),
        cmocka_unit_test_teardown(unreadable_secret_is_not_sent, stage_reset),
        cmocka_unit_test_teardown(the_largest_awards_are_signed, stage_reset),
        cmocka_unit_test_teardown(the_key_of_the_service_is_opened_once, stage_reset),
        cmocka_unit_test_teardown(socket_goes_to_one_and_is_left_to_the_next, stage_reset),
    };

    if (getenv("COURIER_TEST_LOG") == NULL)
        log_from(LOG_IS_FAULT);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("courier", tests, open_all, close_all);
}
