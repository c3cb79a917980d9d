/* job: work that goes on after the request that asked for it. */
#pragma once

#include "api/api.h"

struct reply job_show(struct call *call);
struct reply job_cancel(struct call *call);
