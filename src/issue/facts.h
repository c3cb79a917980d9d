/*
 * facts: rows of the database as what badge/ takes; for this room alone.
 */
#pragma once

#include "issue/issue.h"

/* Columns by their names, as db/queries/credential.sql calls them. */
struct badge_issuer facts_issuer(const struct pg_answer *row);
struct badge_achievement facts_achievement(struct arena *arena, const struct pg_answer *row);
