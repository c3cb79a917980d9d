#include "base/settings.h"
#include "ctl/database.h"
#include "ctl/key.h"
#include "ctl/report.h"
#include "keys/keys.h"
#include "sql/key.h"
#include "sql/operations.h"

#include <stdlib.h>

enum { DUE_SECONDS_MAX = 300 };

static void
look_at_key(struct report *report, const struct pg_answer *keys, enum sign_algorithm algorithm,
            const char *state)
{
    const char *name = sign_algorithm_name(algorithm);
    struct str why;
    struct str seal = keys_read_file(report->arena, setting_text(SETTING_key_file).at, &why);
    struct sign_key *key;
    size_t row;

    if (!key_find(keys, algorithm, state, &row)) {
        report_fail(report, "signing keys",
                    arena_print(report->arena, "there is no %s key for %s", state, name),
                    STR("Run \"citylearn keys init\"."));
        return;
    }
    key = seal.at == NULL ? NULL : key_unseal(report->arena, seal, keys, row);
    if (key == NULL) {
        report_fail(report, "signing keys",
                    arena_print(report->arena, "the %s key for %s cannot be unsealed", state, name),
                    STR("Restore the key file that it was sealed with."));
        return;
    }
    sign_key_free(key);
    report_ok(report, "signing keys",
              arena_print(report->arena, "the %s key for %s can be unsealed", state, name));
}

static void
look_at_keys(struct report *report, const struct pg_answer *keys)
{
    for (int algorithm = 0; algorithm < SIGN_ALGORITHMS; algorithm++) {
        look_at_key(report, keys, (enum sign_algorithm)algorithm, "active");
        look_at_key(report, keys, (enum sign_algorithm)algorithm, "next");
    }
}

static void
look_at_queue(struct report *report, const struct pg_door *door)
{
    struct pg_answer figures = sql_queue_figures(door);
    struct str due, oldest;
    double seconds;

    if (figures.problem) {
        report_fail(report, "deliveries", str_of(problem_title(figures.problem)), STR(""));
        return;
    }
    due = pg_cell(&figures, 0, QUEUE_FIGURES_DUE);
    oldest = pg_cell(&figures, 0, QUEUE_FIGURES_OLDEST_DUE_SECONDS);
    seconds = strtod(oldest.at, NULL);
    if (seconds < DUE_SECONDS_MAX)
        report_ok(report, "deliveries",
                  arena_print(report->arena, STR_FMT " due, none for long", STR_ARG(due)));
    else
        report_fail(report, "deliveries",
                    arena_print(report->arena, STR_FMT " due, the oldest for %.0f s", STR_ARG(due),
                                seconds),
                    STR("Start citylearn-courier, and look at its log."));
}

static int
look(struct call *call, const struct pg_door *door, void *who)
{
    struct report *report = who;
    struct pg_answer keys = sql_key_list(door);

    (void)call;
    if (keys.problem) {
        report_fail(report, "signing keys", str_of(problem_title(keys.problem)), STR(""));
    } else {
        look_at_keys(report, &keys);
    }
    look_at_queue(report, door);
    doctor_look_at_mails(report, door);
    return DONE;
}

void
doctor_look_at_work(struct call *call, struct report *report)
{
    if (database_do(call, look, report) != DONE)
        report_fail(report, "signing keys", STR("the database went away"), STR("Run it again."));
}
