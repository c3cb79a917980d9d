/*
 * settings: what the operator decided, from a file and the environment.
 *
 * The environment wins over the file, the file over the table's own value.
 * settings_load is called once, before any thread or child; after it every
 * value is constant until the next load (SIGHUP).
 */
#pragma once

#include "base/arena.h"

enum setting {
#define SETTING(name, usually, kind, about) SETTING_##name,
#include "base/settings.def"
#undef SETTING
    SETTING_COUNT
};

/*
 * Reads `path`, or the file that CITYLEARN_CONFIG names when path is NULL, or
 * /etc/citylearn/citylearn.conf when that exists. Values live in `arena`. On
 * failure `why` says what is wrong and where, in one sentence, and the values are
 * what they were before.
 */
bool settings_load(struct arena *arena, const char *path, struct str *why);

struct str setting_text(enum setting setting); /* ends in a NUL */
int64_t setting_number(enum setting setting);  /* settings_load has proven it a number */
bool setting_yes(enum setting setting);        /* "yes"; whatever else it says is no */

const char *setting_name(enum setting setting);
struct str setting_variable(struct arena *arena, enum setting setting); /* of the environment */
const char *setting_usually(enum setting setting);
const char *setting_about(enum setting setting);
bool setting_is_secret(enum setting setting);
