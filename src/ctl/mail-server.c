#include "ctl/mail-server.h"

#include "base/settings.h"
#include "loop/loop.h"

struct visit {
    struct loop *loop;
    struct fetch *fetch;
    struct arena *arena;
    const struct fetch_letter *letter;
    struct fetch_posted posted;
};

static void
ask(void *who)
{
    struct visit *visit = who;

    visit->posted = visit->letter == NULL ? fetch_greet(visit->fetch, visit->arena)
                                          : fetch_post(visit->fetch, visit->arena, visit->letter);
    loop_stop(visit->loop);
}

struct fetch_posted
mail_server_ask(struct call *call, const struct fetch_letter *letter)
{
    struct fetch_options options = {
        .user_agent = "citylearn/" PACKAGE_VERSION,
        .mailer = fetch_mailer_set(call->arena),
    };
    struct visit visit = {.loop = loop_open(), .arena = call->arena, .letter = letter};

    visit.posted = (struct fetch_posted){.outcome = FETCH_BROKEN_OFF};
    visit.fetch = fetch_open(visit.loop, &options);
    if (task_start(visit.loop, ask, &visit))
        loop_run(visit.loop);
    fetch_close(visit.fetch);
    loop_close(visit.loop);
    return visit.posted;
}

struct str
mail_server_said(struct call *call, const struct fetch_posted *posted)
{
    static const char *const reasons[] = {
        [FETCH_ANSWERED] = "it answers",
        [FETCH_REFUSED] = "it does not take the password, or smtp_url is no address of a server",
        [FETCH_NO_NAME] = "its name is not known",
        [FETCH_NO_CONNECTION] = "it cannot be reached",
        [FETCH_BAD_TLS] = "it offers no TLS, or shows a certificate that is not trusted",
        [FETCH_TOO_SLOW] = "it does not answer in time",
        [FETCH_BROKEN_OFF] = "it broke off",
    };
    const char *url = setting_text(SETTING_smtp_url).at;

    if (posted->said.size > 0)
        return arena_print(call->arena, "%s: %s; it said: " STR_FMT, url, reasons[posted->outcome],
                           STR_ARG(posted->said));
    return arena_print(call->arena, "%s: %s", url, reasons[posted->outcome]);
}
