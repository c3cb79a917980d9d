/*
 * facts: rows of the database as what badge/ takes; for this room alone.
 */
#pragma once

#include "issue/issue.h"

/* Columns by their names, as db/queries/credential.sql calls them. */
struct badge_issuer facts_issuer(const struct pg_answer *row);
struct badge_achievement facts_achievement(struct arena *arena, const struct pg_answer *row);

/* 0 when it is NULL. */
int64_t facts_number(const struct pg_answer *row, const char *name);
/* A list of JSON that the database wrote; NULL when it has nothing in it. */
const struct json_tree *facts_list(struct arena *arena, struct str json, size_t *count);
