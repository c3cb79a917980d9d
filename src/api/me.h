/* me: what is the caller's own. */
#pragma once

#include "api/api.h"

struct reply me_show(struct call *call);
struct reply me_portfolio(struct call *call);
struct reply me_awards(struct call *call);
struct reply me_changes(struct call *call);
