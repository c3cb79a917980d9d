/*
 * facts: rows of the database as what badge/ takes; for this room alone.
 */
#pragma once

#include "issue/issue.h"

/* Columns by their names, as db/queries/credential.sql calls them. */
struct badge_issuer facts_issuer(const struct pg_answer *row);
struct badge_achievement facts_achievement(struct arena *arena, const struct pg_answer *row);

/* award.c: the document with a proof of the organisation's, or STR_NONE, which was logged then. */
struct str issue_prove(const struct issue_house *house, struct str document,
                       struct str organisation, const struct issue_key *key, const char *what,
                       struct str id);

/* 0 when it is NULL. */
int64_t facts_number(const struct pg_answer *row, const char *name);
/* A list of JSON that the database wrote; NULL when it has nothing in it. */
const struct json_tree *facts_list(struct arena *arena, struct str json, size_t *count);
