/*
 * kept: what is known of a badge that somebody keeps, and of a question about one: by which it is
 * told from others, and what stands in lists. Nothing is asked and nothing judged. What is answered
 * lives in the arena.
 */
#pragma once

#include "judge/judge.h"

struct judge_kept {
    struct str key;   /* SHA-256 of issuer and id: the same for the same credential */
    struct str facts; /* JSON; what it says of itself, and nobody vouches for */
    struct str since; /* when it begins to count, RFC 3339 in UTC; STR_NONE: it does not say */
};
struct judge_kept judge_kept(struct arena *arena, const struct judge_reading *reading);

/* Keyed, so that nobody who reads the database can try addresses; `email` may be STR_NONE. */
struct str judge_question(struct arena *arena, struct str pepper, struct str email,
                          struct str content);

/* Whether a credential, of any form that judge_read gives, says that it is one of these people's.
 */
bool judge_is_given(struct arena *arena, struct str text, const struct str *emails, size_t count);
