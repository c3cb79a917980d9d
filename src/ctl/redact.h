/*
 * redact: settings as they may be shown.
 */
#pragma once

#include "base/settings.h"

/* A connection string without its passwords, in either of libpq's two forms. */
struct str redact_connection(struct arena *arena, struct str where);

struct str redact_setting(struct arena *arena, enum setting setting);
