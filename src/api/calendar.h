/* calendar: calendars of organisations, whose events become activities. */
#pragma once

#include "api/api.h"

extern const struct shape calendar_input;

struct reply calendar_list(struct call *call);
struct reply calendar_make(struct call *call);
struct reply calendar_show(struct call *call);
struct reply calendar_delete(struct call *call);
