#include "programs/program.h"

#include "base/log.h"
#include "base/settings.h"
#include "keys/keys.h"

#include <signal.h>
#include <stdio.h>

enum { PROGRAM_MEMORY_MAX = 64 << 20 };

/* The settings, and the level of the log that they say. */
static bool
load(struct arena *arena, struct str *why)
{
    enum log_level level = LOG_IS_NOTE;

    if (!settings_load(arena, NULL, why))
        return false;
    if (!log_level_named(setting_text(SETTING_log_level), &level)) {
        *why = STR("log_level has to be note, warning or fault");
        return false;
    }
    log_from(level);
    return true;
}

struct arena *
program_begin(const char *name)
{
    struct arena *arena = arena_open(PROGRAM_MEMORY_MAX);
    struct str why = STR_NONE;

    signal(SIGPIPE, SIG_IGN);
    if (load(arena, &why))
        return arena;
    fprintf(stderr, "%s: " STR_FMT "\n", name, STR_ARG(why));
    arena_close(arena);
    return NULL;
}

bool
program_reload(struct arena *arena, struct str *why)
{
    return load(arena, why);
}

struct str
program_seal(struct arena *arena, const char *name)
{
    struct str why = STR_NONE;
    struct str key = keys_read_file(arena, setting_text(SETTING_key_file).at, &why);

    if (key.at == NULL)
        fprintf(stderr, "%s: " STR_FMT "\n", name, STR_ARG(why));
    return key;
}

struct wall
program_wall(void)
{
    return (struct wall){
        .loopback = setting_yes(SETTING_webhook_loopback),
        .ports = setting_text(SETTING_webhook_ports).at,
    };
}

struct str
program_page(struct arena *arena, enum setting setting)
{
    struct str base = setting_text(SETTING_base_url), own = setting_text(setting);

    return own.size > 0 ? own : arena_print(arena, STR_FMT "/v1", STR_ARG(base));
}
