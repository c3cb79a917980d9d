/* audit: what was done, for the people and the administrators whom it concerns. */
#pragma once

#include "api/api.h"

extern const struct shape audit_filter;

struct reply audit_mine(struct call *call);
struct reply audit_organisation(struct call *call);
struct reply audit_city(struct call *call);
