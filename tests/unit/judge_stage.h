/*
 * judge_stage: badges of tests/unit/judge, and the world in which they are judged: what stands at
 * the addresses that they name. tests/node/judge-kept.mjs makes both with packages of others.
 */
#pragma once

#include "base/arena.h"
#include "judge/judge.h"

enum { JUDGE_STAGE_NOW = 1767225600 }; /* 2026-01-01T00:00:00Z */

/* What is not as it is kept: at this address, `from` is `to`; NULL: the status is `status`. */
struct stage_change {
    const char *url, *from, *to;
    int status;
};

struct str judge_stage_kept(struct arena *arena, const char *name);
/* One place of the text is another. Fails the test when it is not there. */
struct str judge_stage_changed(struct arena *arena, struct str text, const char *from,
                               const char *to);
/* To the end; `asked`, unless it is NULL, becomes how often there were wants. */
const struct judge_outcome *judge_stage_judge(struct arena *arena, struct str badge,
                                              const struct judge_options *options,
                                              const struct stage_change *change, size_t *asked);
