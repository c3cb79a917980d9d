/* feed: the offer for those who keep a copy of it; outside /v1, and the public's. */
#pragma once

#include "api/api.h"

enum { FEED_LIMIT_MAX = 500 };

extern const struct shape feed_query;
extern const struct shape feed_calendar_query;
extern const struct shape feed_place;

struct reply feed_changes(struct call *call);
struct reply feed_of_city(struct call *call);
struct reply feed_of_organisation(struct call *call);
struct reply feed_of_activity(struct call *call);
struct reply feed_newest(struct call *call);
