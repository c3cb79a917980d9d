#include "ctl/doctor.h"

#include "base/settings.h"
#include "ctl/report.h"

const struct option doctor_options[] = {
    {"json", OPTION_FLAG, NULL, "Prints one JSON array."},
    {NULL,   OPTION_FLAG, NULL, NULL                    },
};

int
doctor(struct call *call)
{
    struct report *report = arena_new(call->arena, struct report);
    struct str why;

    report->arena = call->arena;
    if (!settings_load(call->arena, NULL, &why)) {
        report_fail(report, "settings", why, STR("Correct the file or the environment."));
    } else {
        doctor_look_at_house(report);
        doctor_look_at_mail_server(call, report);
        if (doctor_look_at_database(report))
            doctor_look_at_work(call, report);
    }
    if (option_given(&call->given, "json"))
        report_print_json(report);
    else
        report_print(report);
    return report_healthy(report) ? DONE : FAILED;
}
