/* city: cities, and what they began with. */
#pragma once

#include "api/api.h"

struct reply city_list(struct call *call);
struct reply city_show(struct call *call);
struct reply city_categories(struct call *call);
struct reply city_starter_kit(struct call *call);
