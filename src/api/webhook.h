/* webhook: where partners listen, and what was sent to them. */
#pragma once

#include "api/api.h"

extern const struct shape webhook_input;
extern const struct shape delivery_filter;
extern const struct shape webhook_recovery;
extern const struct shape webhook_replay_input;

struct reply webhook_types(struct call *call);
struct reply webhook_list(struct call *call);
struct reply webhook_show(struct call *call);
struct reply webhook_make(struct call *call);
struct reply webhook_delete(struct call *call);
struct reply webhook_deliveries(struct call *call);
struct reply webhook_again(struct call *call);
struct reply webhook_recover(struct call *call);
struct reply webhook_replay(struct call *call);
