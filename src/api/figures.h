/*
 * figures: what the workers count together, in memory that they share, and how
 * it is told to Prometheus (text format 0.0.4).
 */
#pragma once

#include "api/api.h"
#include "base/text.h"

/* Before the workers are forked; NULL when there is no memory. */
struct figures *figures_open(void);

/* `route` is NULL for a request that found none. */
void figures_add(struct figures *figures, const struct route *route, int status, int64_t us);

/* All families of requests; what the database knows is added by operations.c. */
void figures_write(const struct figures *figures, struct text *text);
