/* operations: the root, what operators watch, and the pages of problems. */
#pragma once

#include "api/api.h"

struct reply root_show(struct call *call);
struct reply health_show(struct call *call);
struct reply openapi_show(struct call *call);
struct reply problem_page(struct call *call);

struct reply health_live(struct call *call);
struct reply health_ready(struct call *call);
struct reply metrics_show(struct call *call);
