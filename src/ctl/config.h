/*
 * config: the settings, as this program sees them.
 */
#pragma once

#include "ctl/command.h"

extern const struct option config_show_options[];
int config_show(struct call *call);
int config_check(struct call *call);

/*
 * What is wrong with the value of a setting, with its way out; STR_NONE when it
 * suits. settings_load has proven the numbers; this looks at the rest.
 */
struct str config_fault(struct arena *arena);
