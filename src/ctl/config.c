#include "ctl/config.h"

#include "base/log.h"
#include "base/text.h"
#include "ctl/redact.h"
#include "ctl/say.h"

#include <stdio.h>
#include <stdlib.h>

const struct option config_show_options[] = {
    {"json", OPTION_FLAG, NULL, "Prints one JSON array."},
    {NULL,   OPTION_FLAG, NULL, NULL                    },
};

/* Where the value came from, as settings_load decides it. */
static const char *
origin(struct arena *arena, enum setting setting)
{
    if (getenv(setting_variable(arena, setting).at) != NULL)
        return "environment";
    return str_same(setting_text(setting), str_of(setting_usually(setting))) ? "usual" : "file";
}

static void
show_json(struct arena *arena)
{
    struct text json = text_new(arena);

    for (enum setting i = 0; i < SETTING_COUNT; i++) {
        text_add(&json, i == 0 ? STR("[{") : STR(",\n {"));
        text_add_member(&json, "name", str_of(setting_name(i)));
        text_add(&json, STR(","));
        text_add_member(&json, "value", redact_setting(arena, i));
        text_add(&json, STR(","));
        text_add_member(&json, "from", str_of(origin(arena, i)));
        text_add(&json, STR(","));
        text_add_member(&json, "about", str_of(setting_about(i)));
        text_add(&json, STR("}"));
    }
    printf(STR_FMT "]\n", STR_ARG(text_str(&json)));
}

int
config_show(struct call *call)
{
    if (option_given(&call->given, "json")) {
        show_json(call->arena);
        return DONE;
    }
    for (enum setting i = 0; i < SETTING_COUNT; i++) {
        struct str value = redact_setting(call->arena, i);

        printf("# %s\n%s = " STR_FMT "  # %s\n", setting_about(i), setting_name(i), STR_ARG(value),
               origin(call->arena, i));
    }
    return DONE;
}

static bool
is_one_of(enum setting setting, const char *const *words)
{
    for (; *words != NULL; words++)
        if (str_same(setting_text(setting), str_of(*words)))
            return true;
    return false;
}

static bool
are_ports(struct str ports)
{
    struct str port;
    int64_t number;

    while (str_cut(&ports, ' ', &port))
        if (port.size > 0 && (!str_integer(port, &number) || number < 1 || number > 65535))
            return false;
    return true;
}

struct str
config_fault(struct arena *arena)
{
    static const char *const answers[] = {"yes", "no", NULL};
    struct str base = setting_text(SETTING_base_url);
    enum log_level unused;

    if (!log_level_named(setting_text(SETTING_log_level), &unused))
        return STR("log_level has to be note, warning or fault.");
    if (!is_one_of(SETTING_webhook_loopback, answers))
        return STR("webhook_loopback has to be yes or no.");
    if (!are_ports(setting_text(SETTING_webhook_ports)))
        return STR("webhook_ports has to be port numbers with blanks between.");
    if (!str_starts(base, STR("https://")) && !str_starts(base, STR("http://")))
        return STR("base_url has to begin with https://.");
    for (size_t i = 0; i < base.size; i++)
        if (base.at[i] <= ' ' || base.at[i] == '\\' || base.at[i] == '\'' || base.at[i] == '"')
            return arena_print(
                arena, "base_url holds a character that no address has, at byte %zu.", i + 1);
    return STR_NONE;
}

int
config_check(struct call *call)
{
    struct str why, fault;

    if (!settings_load(call->arena, NULL, &why))
        return fail("The settings cannot be used: " STR_FMT ".", STR_ARG(why));
    fault = config_fault(call->arena);
    if (fault.at != NULL)
        return fail("The settings cannot be used: " STR_FMT, STR_ARG(fault));
    printf("the settings are in order\n");
    return DONE;
}
