#include "base/settings.h"
#include "ctl/config.h"
#include "ctl/report.h"
#include "keys/keys.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
look_at_settings(struct report *report)
{
    struct str fault = config_fault(report->arena);

    if (fault.at == NULL)
        report_ok(report, "settings", STR("they can be read"));
    else
        report_fail(report, "settings", fault, STR("Correct the file or the environment."));
}

static bool
is_local(struct str base)
{
    struct str host = str_from(base, strlen("http://"));

    return str_starts(host, STR("localhost:")) || str_same(host, STR("localhost")) ||
           str_starts(host, STR("127.0.0.1")) || str_starts(host, STR("[::1]"));
}

static void
look_at_base_url(struct report *report)
{
    struct str base = setting_text(SETTING_base_url);

    if (str_starts(base, STR("https://")))
        report_ok(report, "base_url", base);
    else if (str_starts(base, STR("http://")) && is_local(base))
        report_ok(report, "base_url",
                  arena_print(report->arena, STR_FMT " (this machine alone)", STR_ARG(base)));
    else
        report_fail(report, "base_url",
                    arena_print(report->arena, STR_FMT " is not encrypted", STR_ARG(base)),
                    STR("Set base_url to the public address, with https://."));
}

static void
look_at_key_file(struct report *report)
{
    const char *path = setting_text(SETTING_key_file).at;
    struct str why;

    if (access(path, F_OK) != 0)
        report_fail(report, "key_file", arena_print(report->arena, "%s is not there", path),
                    STR("Run \"citylearn keys init\"."));
    else if (keys_read_file(report->arena, path, &why).at == NULL)
        report_fail(report, "key_file", why, STR(""));
    else
        report_ok(report, "key_file",
                  arena_print(report->arena, "%s holds a key, closed to others", path));
}

static void
look_at_run_dir(struct report *report)
{
    const char *path = setting_text(SETTING_run_dir).at;
    struct stat about;

    if (stat(path, &about) != 0)
        report_fail(report, "run_dir", arena_print(report->arena, "%s: %s", path, strerror(errno)),
                    STR("Make the folder, for the user of the programs to write."));
    else if (!S_ISDIR(about.st_mode) || access(path, W_OK | X_OK) != 0)
        report_fail(report, "run_dir",
                    arena_print(report->arena, "%s is no folder that can be written", path),
                    STR("Give it to the user of the programs."));
    else
        report_ok(report, "run_dir", arena_print(report->arena, "%s can be written", path));
}

static void
look_at_webhooks(struct report *report)
{
    if (setting_yes(SETTING_webhook_loopback))
        report_warn(report, "webhook_loopback",
                    STR("partners can make this machine send requests to itself"),
                    STR("Set webhook_loopback to no, unless this is a development setup."));
    else
        report_ok(report, "webhook_loopback", STR("webhooks cannot reach this machine itself"));
}

void
doctor_look_at_house(struct report *report)
{
    look_at_settings(report);
    look_at_base_url(report);
    look_at_key_file(report);
    look_at_run_dir(report);
    look_at_webhooks(report);
}
