/*
 * doctor: looks over an installation, and names the fix of each fault.
 */
#pragma once

#include "ctl/command.h"

extern const struct option doctor_options[];
int doctor(struct call *call);
