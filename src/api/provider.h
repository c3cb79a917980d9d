/*
 * provider: the OpenID Connect provider of a city, for its administrators.
 */
#pragma once

#include "api/api.h"

extern const struct shape provider_input;

struct reply provider_show(struct call *call);
struct reply provider_put(struct call *call);
struct reply provider_delete(struct call *call);
