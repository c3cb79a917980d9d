/*
 * app: apps of the platform itself, which belong to no organisation.
 */
#pragma once

#include "ctl/command.h"

extern const struct option app_create_options[];

int app_create(struct call *call);
int app_list(struct call *call);
int app_delete(struct call *call);
