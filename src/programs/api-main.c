/*
 * citylearn-api: answers the requests that nginx hands on.
 *
 * This process answers none itself. It opens one socket for each worker, starts
 * the workers, starts one again when it dies, and ends them politely. The
 * sockets are its own, so no connection is refused while a worker is replaced:
 * SIGHUP reads the settings anew and replaces all of them, one generation by
 * the next. SIGTERM lets them finish what they have in hand.
 */
#include "api/figures.h"
#include "api/limits.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include "fcgi/fcgi.h"
#include "keys/keys.h"
#include "programs/program.h"
#include "programs/worker.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS_MAX = 64, QUICK_DEATH_MS = 1000 };

struct worker {
    pid_t pid; /* 0: none */
    int64_t born_ms;
};

static struct master {
    struct arena *arena;
    struct worker workers[WORKERS_MAX];
    int sockets[WORKERS_MAX];
    int count;
    struct worker_options options;
    bool is_stopping;
} master;

static void
start_worker(int place)
{
    pid_t pid = fork();

    if (pid == 0) {
        /* Nobody else would end a worker whose master was killed. */
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        master.options.listening = master.sockets[place];
        exit(worker_run(&master.options));
    }
    if (pid < 0)
        log_fault("fork_failed", LOG_WORDS("error", strerror(errno)));
    master.workers[place] = (struct worker){pid < 0 ? 0 : pid, clock_ms()};
}

static bool
open_sockets(void)
{
    for (int i = 0; i < master.count; i++) {
        struct str path = arena_print(master.arena, STR_FMT "/api-%d.sock",
                                      STR_ARG(setting_text(SETTING_run_dir)), i + 1);

        master.sockets[i] = fcgi_listen(path.at);
        if (master.sockets[i] < 0) {
            fprintf(
                stderr,
                "citylearn-api: %s cannot be opened: %s. Does run_dir exist, and is it yours?\n",
                path.at, strerror(errno));
            return false;
        }
    }
    return true;
}

static bool
read_key(void)
{
    struct str why = STR_NONE;

    master.options.seal = keys_read_file(master.arena, setting_text(SETTING_key_file).at, &why);
    if (master.options.seal.at == NULL)
        fprintf(stderr, "citylearn-api: " STR_FMT "\n", STR_ARG(why));
    return master.options.seal.at != NULL;
}

/* A worker that dies at once would be started again without end: wait a little. */
static void
replace(int place)
{
    bool was_quick = clock_ms() - master.workers[place].born_ms < QUICK_DEATH_MS;

    master.workers[place].pid = 0;
    if (master.is_stopping)
        return;
    log_fault("worker_died", LOG_NUMBER("place", place + 1));
    if (was_quick)
        usleep(QUICK_DEATH_MS * 1000 / 2);
    start_worker(place);
}

static void
reap(void)
{
    pid_t pid;

    while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
        for (int i = 0; i < master.count; i++)
            if (master.workers[i].pid == pid)
                replace(i);
}

static int
alive(void)
{
    int count = 0;

    for (int i = 0; i < master.count; i++)
        count += master.workers[i].pid > 0;
    return count;
}

static void
tell_all(int signal)
{
    for (int i = 0; i < master.count; i++)
        if (master.workers[i].pid > 0)
            kill(master.workers[i].pid, signal);
}

/* The next generation takes connections from the same sockets before the old one stops. */
static void
reload(void)
{
    struct worker old[WORKERS_MAX];
    struct str why = STR_NONE;

    if (!settings_load(master.arena, NULL, &why)) {
        log_fault("reload_refused", LOG_TEXT("why", why));
        return;
    }
    memcpy(old, master.workers, sizeof(old));
    for (int i = 0; i < master.count; i++)
        start_worker(i);
    for (int i = 0; i < master.count; i++)
        if (old[i].pid > 0)
            kill(old[i].pid, SIGTERM);
    log_note("reloaded", LOG_NUMBER("workers", master.count));
}

/* Until all workers are gone; who does not finish in time is ended. */
static void
wait_for_all(const sigset_t *signals)
{
    int64_t end_ms = clock_ms() + (setting_number(SETTING_drain_seconds) + 2) * 1000;
    struct timespec moment = {.tv_nsec = 100000000};

    while (alive() > 0 && clock_ms() < end_ms) {
        sigtimedwait(signals, NULL, &moment);
        reap();
    }
    if (alive() > 0)
        log_warning("workers_killed", LOG_NUMBER("count", alive()));
    tell_all(SIGKILL);
}

static void
supervise(const sigset_t *signals)
{
    while (!master.is_stopping) {
        int signal = sigwaitinfo(signals, NULL);

        if (signal == SIGCHLD)
            reap();
        else if (signal == SIGHUP)
            reload();
        else if (signal == SIGTERM || signal == SIGINT)
            master.is_stopping = true;
    }
    log_note("stopping", LOG_NUMBER("workers", alive()));
    tell_all(SIGTERM);
    wait_for_all(signals);
}

int
main(void)
{
    sigset_t signals;

    master.arena = program_begin("citylearn-api");
    if (master.arena == NULL || !read_key())
        return EXIT_FAILURE;
    master.count = (int)setting_number(SETTING_workers);
    master.options.figures = figures_open();
    master.options.limits = limits_open();
    if (master.options.figures == NULL || master.options.limits == NULL || !open_sockets())
        return EXIT_FAILURE;

    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    for (int i = 0; i < master.count; i++)
        start_worker(i);
    log_note("started", LOG_NUMBER("workers", master.count));
    supervise(&signals);
    arena_close(master.arena);
    return EXIT_SUCCESS;
}
