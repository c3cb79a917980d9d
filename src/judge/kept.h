/*
 * kept: what is remembered of a badge that somebody keeps, whoever took it in: a worker from its
 * learner, or the courier from another host. Pure, like all of this room.
 */
#pragma once

#include "judge/judge.h"

enum { KEPT_BYTES_MAX = 3 << 20 };

struct str kept_lower(struct arena *arena, struct str text); /* ids are counted in one case */

/* The id of an award in one of its addresses at `base`; STR_NONE when it is none. */
struct str kept_award(struct arena *arena, struct str base, struct str url);

/* The same of a badge by its own id. `is_stranger` is false of what is at `base` and no award. */
struct str kept_own(struct arena *arena, struct str base, const struct judge_facts *facts,
                    bool *is_stranger);

/*
 * What tells credentials apart (Open Badges 3.0 section 10): issuer and id without escapes and
 * white space around them, hashed; what says no id is known by all of it.
 */
struct str kept_key(struct arena *arena, const struct judge_reading *read);

struct str kept_facts(struct arena *arena, const struct judge_facts *facts); /* as JSON */
struct str kept_since(struct arena *arena, const struct judge_facts *facts); /* or STR_NONE */

/* The hash of a question; keyed, so that nobody who reads the database can try addresses. */
struct str kept_question(struct arena *arena, struct str pepper, struct str email,
                         struct str content);
