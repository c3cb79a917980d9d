/*
 * exchange: the Open Badges 3.0 API (1EdTech), by which another host fetches a learner's badges and
 * brings badges here, once the learner has let it. Its faults are told as that standard wants:
 * Imsx_StatusInfo, and never problem+json.
 */
#pragma once

#include "api/api.h"

#define EXCHANGE_BASE "/ims/ob/v3p0"

extern const struct shape exchange_query, exchange_profile_input;

struct reply exchange_about(struct call *call); /* exchange-about.c */
struct reply exchange_credentials(struct call *call);
struct reply exchange_upsert(struct call *call);
struct reply exchange_profile(struct call *call);
struct reply exchange_profile_put(struct call *call);

/* exchange-fault.c: whether the call is about this API, and a problem in its words. */
bool exchange_is_asked(const struct call *call);
struct reply exchange_fault(const struct call *call, enum problem problem, struct str detail);
