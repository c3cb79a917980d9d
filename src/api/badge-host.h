/*
 * badge-host: other hosts of badges, which a learner connects: badges are pulled from there and
 * awards pushed to there. A worker writes down what is wished; the courier speaks to the host.
 */
#pragma once

#include "api/api.h"

extern const struct shape badge_host_input, badge_host_wish;

/* Names the host at `url`, an address, for a person: a row of badge_host_add. */
struct pg_answer badge_host_name(struct call *call, struct str person, struct str url);

struct reply badge_host_list(struct call *call);
struct reply badge_host_make(struct call *call);
struct reply badge_host_show(struct call *call);
struct reply badge_host_delete(struct call *call);
struct reply badge_host_pull(struct call *call);
struct reply badge_host_push(struct call *call);
struct reply badge_host_pushes(struct call *call);
