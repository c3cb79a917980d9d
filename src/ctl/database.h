/*
 * database: where a command asks the queries of the catalogue.
 *
 * The work runs in a task on a loop of its own, as citylearn_owner, and may ask
 * at its ease; pg room's promises hold. The schema is checked first, so that
 * the work meets the schema that it was written for.
 */
#pragma once

#include "ctl/command.h"
#include "pg/pg.h"

typedef int database_work(struct call *call, const struct pg_door *door, void *who);

/* What the work answered, or FAILED after saying why there is no database for it. */
int database_do(struct call *call, database_work *work, void *who);
