#include "ctl/database.h"
#include "ctl/mail-server.h"
#include "ctl/report.h"
#include "sql/mail.h"

#include <stdlib.h>

enum { QUEUED_SECONDS_MAX = 2 * 3600 }; /* the fourth attempt is over by then */

void
doctor_look_at_mail_server(struct call *call, struct report *report)
{
    struct fetch_posted posted = mail_server_ask(call, NULL);
    struct str says = mail_server_said(call, &posted);

    if (posted.taken)
        report_ok(report, "mail server", says);
    else
        report_fail(report, "mail server", says,
                    STR("Correct the settings smtp_*, or start the mail server: without it nobody "
                        "can sign up."));
}

void
doctor_look_at_mails(struct report *report, const struct pg_door *door)
{
    struct pg_answer figures = sql_mail_figures(door);
    struct str queued, oldest;

    if (figures.problem) {
        report_fail(report, "mails", str_of(problem_title(figures.problem)), STR(""));
        return;
    }
    queued = pg_cell(&figures, 0, MAIL_FIGURES_QUEUED);
    oldest = pg_cell(&figures, 0, MAIL_FIGURES_OLDEST_QUEUED_SECONDS);
    if (strtod(oldest.at, NULL) < QUEUED_SECONDS_MAX)
        report_ok(report, "mails",
                  arena_print(report->arena, STR_FMT " queued, none for long", STR_ARG(queued)));
    else
        report_warn(report, "mails",
                    arena_print(report->arena, STR_FMT " queued, the oldest for %.0f s",
                                STR_ARG(queued), strtod(oldest.at, NULL)),
                    STR("See \"citylearn mail list --state queued\" for what the server said."));
}
