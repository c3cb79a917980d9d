#include "programs/crew.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/settings.h"
#include "fcgi/fcgi.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS_MAX = 64, QUICK_DEATH_MS = 1000 };

struct hand {
    pid_t pid; /* 0: none */
    int64_t born_ms;
};

static struct crew {
    struct arena *arena;
    struct hand hands[WORKERS_MAX];
    int sockets[WORKERS_MAX];
    int count;
    struct worker_options options;
    bool is_stopping;
} crew;

static void
start_worker(int place)
{
    pid_t pid = fork();

    if (pid == 0) {
        /* Nobody else would end a worker whose master was killed. */
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        crew.options.listening = crew.sockets[place];
        exit(worker_run(&crew.options));
    }
    if (pid < 0)
        log_fault("fork_failed", LOG_WORDS("error", strerror(errno)));
    crew.hands[place] = (struct hand){pid < 0 ? 0 : pid, clock_ms()};
}

static const char *
path_of_socket(int place)
{
    return arena_print(crew.arena, STR_FMT "/api-%d.sock", STR_ARG(setting_text(SETTING_run_dir)),
                       place + 1)
        .at;
}

/* As many sockets as the settings ask for; false, with fewer, when one cannot be opened. */
static bool
open_sockets(void)
{
    int wanted = (int)setting_number(SETTING_workers);

    for (; crew.count > wanted; crew.count--) {
        close(crew.sockets[crew.count - 1]);
        unlink(path_of_socket(crew.count - 1));
    }
    for (; crew.count < wanted; crew.count++) {
        crew.sockets[crew.count] = fcgi_listen(path_of_socket(crew.count));
        if (crew.sockets[crew.count] < 0)
            return false;
    }
    return true;
}

bool
crew_open(struct arena *arena, const struct worker_options *options, const char **failed)
{
    crew.arena = arena;
    crew.options = *options;
    if (open_sockets())
        return true;
    *failed = path_of_socket(crew.count);
    return false;
}

void
crew_start(void)
{
    for (int i = 0; i < crew.count; i++)
        start_worker(i);
}

/* A worker that dies at once would be started again without end: wait a little. */
static void
replace(int place)
{
    bool was_quick = clock_ms() - crew.hands[place].born_ms < QUICK_DEATH_MS;

    crew.hands[place].pid = 0;
    if (crew.is_stopping)
        return;
    log_fault("worker_died", LOG_NUMBER("place", place + 1));
    if (was_quick)
        usleep(QUICK_DEATH_MS * 1000 / 2);
    start_worker(place);
}

void
crew_reap(void)
{
    pid_t pid;

    while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
        for (int i = 0; i < crew.count; i++)
            if (crew.hands[i].pid == pid)
                replace(i);
}

int
crew_alive(void)
{
    int count = 0;

    for (int i = 0; i < crew.count; i++)
        count += crew.hands[i].pid > 0;
    return count;
}

void
crew_tell(int signal)
{
    for (int i = 0; i < crew.count; i++)
        if (crew.hands[i].pid > 0)
            kill(crew.hands[i].pid, signal);
}

void
crew_renew(void)
{
    struct hand old[WORKERS_MAX];

    memcpy(old, crew.hands, sizeof(old));
    memset(crew.hands, 0, sizeof(crew.hands));
    if (!open_sockets())
        log_fault("socket_failed", LOG_WORDS("error", strerror(errno)));
    crew_start();
    for (int i = 0; i < WORKERS_MAX; i++)
        if (old[i].pid > 0)
            kill(old[i].pid, SIGUSR1);
    log_note("reloaded", LOG_NUMBER("workers", crew.count));
}

void
crew_stop(void)
{
    crew.is_stopping = true;
    crew_tell(SIGTERM);
}
