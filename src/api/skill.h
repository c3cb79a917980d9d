/* skill: skills and their frameworks. */
#pragma once

#include "api/api.h"

extern const struct shape skill_filter;

struct reply skill_search(struct call *call);
struct reply skill_show(struct call *call);
struct reply skill_frameworks(struct call *call);
