/* organisation: who publishes activities and awards badges, and what the city says of it. */
#pragma once

#include "api/api.h"

extern const struct shape organisation_filter;
extern const struct shape organisation_registration;
extern const struct shape organisation_changes;
extern const struct shape organisation_request;
extern const struct shape organisation_decision;
extern const struct shape organisation_suspension;

struct reply organisation_list(struct call *call);
struct reply organisation_show(struct call *call);
struct reply organisation_register(struct call *call);
struct reply organisation_patch(struct call *call);
struct reply organisation_submit(struct call *call);
struct reply organisation_archive(struct call *call);
struct reply organisation_decide(struct call *call);
struct reply organisation_suspend(struct call *call);
struct reply organisation_reinstate(struct call *call);
