/*
 * city: cities of learning, and who administers them.
 */
#pragma once

#include "ctl/command.h"

extern const struct option city_create_options[];
int city_create(struct call *call);
extern const struct option city_change_options[];
int city_change(struct call *call);
extern const struct option city_admit_options[];
int city_admit(struct call *call);
