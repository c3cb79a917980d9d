/*
 * verification: one badge of others that is judged, in a task of its own. For the files of this
 * room only.
 */
#pragma once

#include "courier/parts.h"
#include "judge/judge.h"

struct verification {
    struct courier *courier;
    struct arena *arena, *asking;  /* the latter for questions to the database */
    struct str id, content, email; /* the last one STR_NONE when it was not asked */
    int64_t attempt, began_ms;
    size_t fetched; /* documents */
    struct judge *judge;
    struct judge_found found[JUDGE_WANTS_MAX];
    size_t count;
};

/* To ask the database by; what was answered by it before is gone. */
struct pg_door verification_door(struct verification *verification);

/* document.c: what is wanted, as it was kept or as it is now. */
void verification_fetch(struct verification *verification, const struct judge_want *want,
                        struct judge_found *found);

/* verdict.c: an outcome as the database keeps it, and whether the badge is that person's. */
struct str verdict_json(struct arena *arena, const struct judge_outcome *outcome);
struct str verdict_matches(const struct judge_outcome *outcome); /* STR_NONE: not asked */
