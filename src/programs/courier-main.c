/*
 * citylearn-courier: sends what leaves the house.
 *
 * One thread, one loop. SIGTERM and SIGINT let it finish what is in flight, for
 * drain_seconds at most; SIGHUP does the same and then begins anew with the
 * settings as they are now.
 */
#include "base/log.h"
#include "base/settings.h"
#include "courier/courier.h"
#include "fetch/fetch.h"
#include "programs/program.h"
#include "sql/catalogue.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct house {
    struct arena *arena;
    struct loop *loop;
    struct loop_watch signals;
    struct pg_options pg_options;
    struct fetch_options fetch_options;
    struct courier_options courier_options;
    struct pg *pg;
    struct fetch *fetch;
    struct courier *courier;
    bool is_stopping, is_ending; /* ending: not to begin anew */
};

static void
stopped(void *who)
{
    struct house *house = who;

    loop_stop(house->loop);
}

static void
stop(struct house *house, bool is_ending)
{
    house->is_ending = house->is_ending || is_ending;
    if (house->is_stopping)
        return;
    house->is_stopping = true;
    log_note(house->is_ending ? "stopping" : "reloading",
             LOG_NUMBER("drain_seconds", house->courier_options.drain_seconds));
    courier_stop(house->courier, stopped, house);
}

/* A reload with settings that do not fit changes nothing. */
static void
reload(struct house *house)
{
    struct str why = STR_NONE;

    if (program_reload(house->arena, &why))
        stop(house, false);
    else
        log_fault("reload_refused", LOG_TEXT("why", why));
}

static void
hear_signal(void *who, uint32_t events)
{
    struct house *house = who;
    struct signalfd_siginfo heard;

    (void)events;
    while (read(house->signals.fd, &heard, sizeof(heard)) == sizeof(heard))
        if (heard.ssi_signo == SIGHUP)
            reload(house);
        else
            stop(house, true);
}

static int
open_signals(void)
{
    sigset_t signals;
    int fd;

    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    fd = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    assert(fd >= 0);
    return fd;
}

/* What the settings say; false when the key file does not suit. */
static bool
read_options(struct house *house)
{
    struct arena *arena = house->arena;
    struct str base = setting_text(SETTING_base_url);
    struct str ca_file = setting_text(SETTING_webhook_ca_file);
    struct str seal = program_seal(arena, "citylearn-courier");

    if (seal.at == NULL)
        return false;
    house->pg_options = (struct pg_options){
        .where = setting_text(SETTING_database).at,
        .user = "citylearn_courier",
        .settings = arena_print(arena, "-c citylearn.base_url=" STR_FMT, STR_ARG(base)).at,
        .catalogue = sql_catalogue,
        .connections = {[PG_QUICK] = 1, [PG_WRITE] = 2},
    };
    house->fetch_options = (struct fetch_options){
        .wall = program_wall(),
        .ca_file = ca_file.size == 0 ? NULL : ca_file.at,
        .user_agent =
            arena_print(arena, "citylearn/" PACKAGE_VERSION " (+" STR_FMT ")", STR_ARG(base)).at,
        .mailer = fetch_mailer_set(arena),
    };
    house->courier_options = (struct courier_options){
        .base_url = base,
        .terms_url = program_page(arena, SETTING_terms_url),
        .privacy_url = program_page(arena, SETTING_privacy_url),
        .run_dir = setting_text(SETTING_run_dir).at,
        .seal_key = seal,
        .retry_scale = setting_number(SETTING_retry_scale),
        .drain_seconds = setting_number(SETTING_drain_seconds),
    };
    return true;
}

static void
close_all(struct house *house)
{
    courier_close(house->courier);
    fetch_close(house->fetch);
    pg_close(house->pg);
    loop_unwatch(house->loop, &house->signals);
    loop_close(house->loop);
}

/* From opening to closing; false when it could not begin, or did not finish in time. */
static bool
work(struct house *house)
{
    if (!read_options(house))
        return false;
    house->is_stopping = false;
    house->loop = loop_open();
    house->pg = house->loop == NULL ? NULL : pg_open(house->loop, &house->pg_options);
    house->fetch = house->pg == NULL ? NULL : fetch_open(house->loop, &house->fetch_options);
    house->courier = house->fetch == NULL ? NULL
                                          : courier_open(house->loop, house->pg, house->fetch,
                                                         &house->courier_options);
    if (house->courier == NULL) {
        fprintf(stderr, "citylearn-courier: it cannot begin: %s\n", strerror(errno));
        return false;
    }
    loop_watch(house->loop, &house->signals, EPOLLIN);
    log_note("started", LOG_TEXT("run_dir", setting_text(SETTING_run_dir)));
    loop_run(house->loop);
    if (!courier_idle(house->courier)) {
        log_warning("ended_in_the_middle",
                    LOG_NUMBER("drain_seconds", house->courier_options.drain_seconds));
        return false;
    }
    close_all(house);
    return true;
}

int
main(void)
{
    struct house house = {.arena = program_begin("citylearn-courier")};
    bool ended_well = house.arena != NULL;

    if (!ended_well)
        return EXIT_FAILURE;
    house.signals = (struct loop_watch){.fd = open_signals(), .ready = hear_signal, .who = &house};
    while (ended_well && !house.is_ending)
        ended_well = work(&house);
    close(house.signals.fd);
    arena_close(house.arena);
    return ended_well ? EXIT_SUCCESS : EXIT_FAILURE;
}
