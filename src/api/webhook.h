/* webhook: where partners listen, what was sent to them, and what happened, for those who ask. */
#pragma once

#include "api/api.h"

extern const struct shape webhook_input, webhook_change, webhook_rotation;
extern const struct shape webhook_recovery, webhook_replay_input;
extern const struct shape delivery_filter, event_filter;

struct reply webhook_types(struct call *call);
struct reply webhook_events(struct call *call);
struct reply webhook_list(struct call *call);
struct reply webhook_show(struct call *call);
struct reply webhook_make(struct call *call);
struct reply webhook_patch(struct call *call);
struct reply webhook_delete(struct call *call);
struct reply webhook_pause(struct call *call);
struct reply webhook_resume(struct call *call);
struct reply webhook_ping(struct call *call);
struct reply webhook_rotate(struct call *call);
struct reply webhook_keys(struct call *call);
struct reply webhook_deliveries(struct call *call);
struct reply webhook_delivery(struct call *call);
struct reply webhook_again(struct call *call);
struct reply webhook_recover(struct call *call);
struct reply webhook_replay(struct call *call);
