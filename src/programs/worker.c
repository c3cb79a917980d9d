#include "programs/worker.h"

#include "api/api.h"
#include "api/turn.h"
#include "base/log.h"
#include "base/settings.h"
#include "courier/courier.h"
#include "fcgi/fcgi.h"
#include "issue/issue.h"
#include "keys/password.h"
#include "programs/program.h"
#include "programs/vigil.h"
#include "sql/catalogue.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    WORKER_MEMORY_MAX = 64 << 20, /* bytes that live as long as the worker */
    LOOK_MS = 1000,
    GRACE_MS = 200, /* for kept connections to be used once more, when everything stops */
};

struct worker {
    struct api api;
    const struct worker_options *options;
    struct fcgi *fcgi; /* NULL until the first look */
    struct loop_watch signals;
    struct loop_timer drain_end;
    struct vigil vigil;
    bool is_looking, is_stopping, is_drained, is_cut;
};

/* Nobody is left who waits for the database. */
static void
leave(struct worker *worker)
{
    if (worker->is_drained && !worker->is_looking)
        loop_stop(worker->api.loop);
}

static void
drained(void *who)
{
    struct worker *worker = who;

    worker->is_drained = true;
    leave(worker);
}

/*
 * Requests are taken once the keys are known, so that no token is refused for
 * want of them; without a database after the look for them has failed.
 */
static void
keep_looking(void *who)
{
    struct worker *worker = who;

    while (!worker->is_stopping) {
        worker->is_looking = true;
        vigil_look(&worker->vigil, &worker->api);
        worker->is_looking = false;
        if (worker->is_stopping)
            break;
        if (worker->fcgi == NULL)
            worker->fcgi = fcgi_open(worker->api.loop, worker->options->listening, api_answer, NULL,
                                     &worker->api);
        task_sleep(worker->api.loop, LOOK_MS);
    }
    leave(worker);
}

static void
cut(void *who)
{
    struct worker *worker = who;

    log_warning("drain_cut", LOG_NUMBER("tasks", loop_tasks(worker->api.loop)));
    worker->is_cut = true;
    loop_stop(worker->api.loop);
}

/*
 * SIGUSR1: others answer now. Then nginx has the time to leave each kept
 * connection by itself, so that none is closed while it sends a request: three
 * quarters of the drain, in milliseconds.
 */
static int64_t
grace_ms(int signal)
{
    return signal == SIGUSR1 ? setting_number(SETTING_drain_seconds) * 750 : GRACE_MS;
}

static void
begin_to_stop(struct worker *worker)
{
    worker->is_stopping = true;
    worker->drain_end = (struct loop_timer){.fire = cut, .who = worker};
    loop_timer_set(worker->api.loop, &worker->drain_end,
                   setting_number(SETTING_drain_seconds) * 1000);
}

static void
heard_signal(void *who, uint32_t events)
{
    struct worker *worker = who;
    struct signalfd_siginfo info;

    (void)events;
    if (read(worker->signals.fd, &info, sizeof(info)) != sizeof(info))
        return;
    if (!worker->is_stopping)
        begin_to_stop(worker);
    if (worker->fcgi == NULL)
        drained(worker);
    else if (!worker->is_drained)
        fcgi_drain(worker->fcgi, grace_ms((int)info.ssi_signo), drained, worker);
}

static void
listen_to_signals(struct worker *worker)
{
    sigset_t ending;

    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGUSR1);
    sigprocmask(SIG_SETMASK, &ending, NULL);
    worker->signals = (struct loop_watch){
        .fd = signalfd(-1, &ending, SFD_NONBLOCK | SFD_CLOEXEC),
        .ready = heard_signal,
        .who = worker,
    };
    loop_watch(worker->api.loop, &worker->signals, EPOLLIN);
}

static struct pg *
open_database(struct worker *worker)
{
    struct arena *arena = worker->api.arena;
    struct pg_options *options = arena_new(arena, struct pg_options);

    *options = (struct pg_options){
        .where = setting_text(SETTING_database).at,
        .user = "citylearn_api",
        .settings =
            arena_print(arena,
                        "-c citylearn.base_url=" STR_FMT " -c citylearn.api_version=" API_VERSION,
                        STR_ARG(worker->api.base_url))
                .at,
        .catalogue = sql_catalogue,
        .connections = {[PG_QUICK] = 1, [PG_SEARCH] = 1, [PG_WRITE] = 2},
    };
    return pg_open(worker->api.loop, options);
}

static void
open_api(struct worker *worker, const struct worker_options *options)
{
    struct api *api = &worker->api;

    api->arena = arena_open(WORKER_MEMORY_MAX);
    worker->vigil = vigil_open();
    api->loop = loop_open();
    api->figures = options->figures;
    api->limits = options->limits;
    api->seal = options->seal;
    api->base_url = setting_text(SETTING_base_url);
    api->terms_url = program_page(api->arena, SETTING_terms_url);
    api->privacy_url = program_page(api->arena, SETTING_privacy_url);
    api->cursor_key = keys_hmac_sha256(api->arena, api->seal, STR("cursors"));
    api->pepper = password_pepper(api->arena, api->seal);
    api->hashing = turns_open(api->arena, TURN_QUEUE_MAX);
    api->drawing = turns_open(api->arena, TURN_QUEUE_MAX);
    api->judging = turns_open(api->arena, TURN_LONG_QUEUE_MAX);
    api->issuing = issue_keys_open(api->arena);
    api->form_key = keys_hmac_sha256(api->arena, api->seal, STR("forms"));
    api->wall = program_wall();
    api->courier =
        arena_print(api->arena, STR_FMT "/" COURIER_SOCKET, STR_ARG(setting_text(SETTING_run_dir)))
            .at;
    api->poke = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    api->keys = token_keys_open();
    api->pg = open_database(worker);
}

int
worker_run(const struct worker_options *options)
{
    struct worker worker = {.options = options};

    open_api(&worker, options);
    listen_to_signals(&worker);
    task_start(worker.api.loop, keep_looking, &worker);
    loop_run(worker.api.loop);

    /* What is in the middle has no end but that of the process. */
    if (worker.is_cut)
        _exit(EXIT_SUCCESS);
    if (worker.fcgi != NULL)
        fcgi_close(worker.fcgi);
    pg_close(worker.api.pg);
    token_keys_close(worker.api.keys);
    loop_close(worker.api.loop);
    vigil_close(&worker.vigil);
    arena_close(worker.api.arena);
    return EXIT_SUCCESS;
}
