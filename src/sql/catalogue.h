/*
 * sql: the queries of db/queries as C functions.
 *
 * This header and migrations.h are the room's only files written by hand. The
 * rest is made from the .sql files: activity.sql gives sql/activity.h, with a
 * function for each query, and so on.
 */
#pragma once

#include "pg/pg.h"

/* Every query there is, ended by NULL. */
extern const struct pg_query *const sql_catalogue[];
