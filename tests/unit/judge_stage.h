/*
 * judge_stage: badges of tests/unit/judge, and the world in which they are judged: what stands at
 * the addresses that they name. tests/node/judge-kept.mjs makes both with packages of others.
 */
#pragma once

#include "judge/judge.h"

enum { JUDGE_STAGE_NOW = 1767225600 }; /* 2026-01-01T00:00:00Z */
#define JUDGE_STAGE_ISSUER "did:web:issuer.example:badges"

/* What is not as it is kept: at this address, `from` is `to`; NULL: the status is `status`. */
struct stage_change {
    const char *url, *from, *to;
    int status;
};

struct str judge_stage_kept(struct arena *arena, const char *name);
/* One place of the text is another. Fails the test when it is not there. */
struct str judge_stage_changed(struct arena *arena, struct str text, const char *from,
                               const char *to);
/* To the end. `email`: STR_NONE is not asked; `change` ends with a url of NULL, or is NULL. */
const struct judge_outcome *judge_stage_judge(struct arena *arena, struct str badge,
                                              struct str email, const struct stage_change *change);
/* Fails the test when the verdict is another, or its reason is no sentence. */
void judge_stage_is(const char *title, const struct judge_outcome *outcome,
                    enum judge_verdict wanted);

/* A kept badge without its own proof, which stands at its end. */
struct str judge_stage_bare(struct arena *arena, const char *name);
/* What the issuer of the kept badges signs, as it stands; and the key that it has for that. */
struct str judge_stage_signed(struct arena *arena, struct str badge);
struct str judge_stage_multikey(struct arena *arena);
