/*
 * migrate: brings the database to the schema of this program, as its owner.
 *
 * Each migration is a transaction of its own, and one migrate works at a time.
 */
#pragma once

#include "ctl/command.h"

extern const struct option migrate_up_options[];
int migrate_status(struct call *call);
int migrate_up(struct call *call);
