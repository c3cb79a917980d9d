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
#include "api/draw.h"
#include "api/figures.h"
#include "api/limits.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include "programs/crew.h"
#include "programs/program.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena; /* lives as long as the program */
static struct worker_options options;

static bool
read_key(void)
{
    options.seal = program_seal(arena, "citylearn-api");
    return options.seal.at != NULL;
}

/* Until all workers are gone; who does not finish in time is ended. */
static void
wait_for_all(const sigset_t *signals)
{
    int64_t end_ms = clock_ms() + (setting_number(SETTING_drain_seconds) + 2) * 1000;
    struct timespec moment = {.tv_nsec = 100000000};

    while (crew_alive() > 0 && clock_ms() < end_ms) {
        sigtimedwait(signals, NULL, &moment);
        crew_reap();
    }
    if (crew_alive() > 0)
        log_warning("workers_killed", LOG_NUMBER("count", crew_alive()));
    crew_tell(SIGKILL);
}

static void
reload(void)
{
    struct str why = STR_NONE;

    if (!program_reload(arena, &why))
        log_fault("reload_refused", LOG_TEXT("why", why));
    else
        crew_renew();
}

static void
supervise(const sigset_t *signals)
{
    for (bool goes_on = true; goes_on;) {
        int signal = sigwaitinfo(signals, NULL);

        if (signal == SIGCHLD)
            crew_reap();
        else if (signal == SIGHUP)
            reload();
        else
            goes_on = signal != SIGTERM && signal != SIGINT;
    }
    log_note("stopping", LOG_NUMBER("workers", crew_alive()));
    crew_stop();
    wait_for_all(signals);
}

/*
 * --workers N goes before the setting, and stays so when the settings are read
 * anew. False, after saying how it is used, for anything else.
 */
static bool
read_arguments(int count, char **arguments)
{
    static const struct option known[] = {
        {"workers", required_argument, NULL, 'w'},
        {NULL,      0,                 NULL, 0  },
    };
    int option;

    while ((option = getopt_long(count, arguments, "", known, NULL)) == 'w')
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
    const char *failed = NULL;

    options.figures = figures_open();
    options.limits = limits_open();
    if (options.figures == NULL || options.limits == NULL)
        return false;
    if (crew_open(arena, &options, &failed))
        return true;
    fprintf(stderr,
            "citylearn-api: %s cannot be opened: %s. Does run_dir exist, and is it yours?\n",
            failed, strerror(errno));
    return false;
}

/* Before anything can be seen of us: a signal that came before would end us where we stand. */
static void
hold_signals(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGCHLD);
    sigaddset(signals, SIGHUP);
    sigaddset(signals, SIGINT);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGUSR1); /* a worker's, from its first moment on */
    sigprocmask(SIG_BLOCK, signals, NULL);
}

int
main(int count, char **arguments)
{
    sigset_t signals;

    if (draw_is_asked(count, arguments))
        return draw_main(arguments);
    if (!read_arguments(count, arguments))
        return 2;
    hold_signals(&signals);
    arena = program_begin("citylearn-api");
    if (arena == NULL || !read_key() || !open_all())
        return EXIT_FAILURE;

    crew_start();
    log_note("started", LOG_NUMBER("workers", crew_alive()));
    supervise(&signals);
    arena_close(arena);
    return EXIT_SUCCESS;
}
