/* audit: what was done, for the operator. */
#pragma once

#include "ctl/command.h"

extern const struct option audit_options[];

int audit_print(struct call *call);
