/*
 * citylearn-api: answers the requests that nginx hands on.
 *
 * This process answers none itself. It opens one socket for each worker, starts
 * the workers, starts one again when it dies, and ends them politely. The
 * sockets are its own, so no connection is refused while a worker is replaced:
 * SIGHUP reads the settings anew and replaces all of them, one generation by
 * the next, as many as the settings now say. SIGTERM lets them finish what they
 * have in hand.
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
#include <getopt.h>
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

static const char *
path_of_socket(int place)
{
    return arena_print(master.arena, STR_FMT "/api-%d.sock", STR_ARG(setting_text(SETTING_run_dir)),
                       place + 1)
        .at;
}

/* As many sockets as the settings ask for; false, with fewer, when one cannot be opened. */
static bool
open_sockets(void)
{
    int wanted = (int)setting_number(SETTING_workers);

    for (; master.count > wanted; master.count--) {
        close(master.sockets[master.count - 1]);
        unlink(path_of_socket(master.count - 1));
    }
    for (; master.count < wanted; master.count++) {
        master.sockets[master.count] = fcgi_listen(path_of_socket(master.count));
        if (master.sockets[master.count] < 0)
            return false;
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

    if (!program_reload(master.arena, &why)) {
        log_fault("reload_refused", LOG_TEXT("why", why));
        return;
    }
    memcpy(old, master.workers, sizeof(old));
    memset(master.workers, 0, sizeof(master.workers));
    if (!open_sockets())
        log_fault("socket_failed", LOG_WORDS("error", strerror(errno)));
    for (int i = 0; i < master.count; i++)
        start_worker(i);
    for (int i = 0; i < WORKERS_MAX; i++)
        if (old[i].pid > 0)
            kill(old[i].pid, SIGUSR1);
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

/*
 * --workers N goes before the setting, and stays so when the settings are read
 * anew. False, after saying how it is used, for anything else.
 */
static bool
read_arguments(int count, char **arguments)
{
    static const struct option options[] = {
        {"workers", required_argument, NULL, 'w'},
        {NULL,      0,                 NULL, 0  },
    };
    int option;

    while ((option = getopt_long(count, arguments, "", options, NULL)) == 'w')
        setenv("CITYLEARN_WORKERS", optarg, 1);
    if (option == -1 && optind == count)
        return true;
    fprintf(stderr, "usage: citylearn-api [--workers N]; all else is a setting, see citylearn "
                    "config show\n");
    return false;
}

static bool
open_all(void)
{
    master.options.figures = figures_open();
    master.options.limits = limits_open();
    if (open_sockets())
        return master.options.figures != NULL && master.options.limits != NULL;
    fprintf(stderr,
            "citylearn-api: %s cannot be opened: %s. Does run_dir exist, and is it yours?\n",
            path_of_socket(master.count), strerror(errno));
    return false;
}

int
main(int count, char **arguments)
{
    sigset_t signals;

    if (!read_arguments(count, arguments))
        return 2;
    master.arena = program_begin("citylearn-api");
    if (master.arena == NULL || !read_key() || !open_all())
        return EXIT_FAILURE;

    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGUSR1); /* a worker's, from its first moment on */
    sigprocmask(SIG_BLOCK, &signals, NULL);
    for (int i = 0; i < master.count; i++)
        start_worker(i);
    log_note("started", LOG_NUMBER("workers", master.count));
    supervise(&signals);
    arena_close(master.arena);
    return EXIT_SUCCESS;
}
