/*
 * held: badges of other services that learners keep here, byte for byte as they came.
 *
 * What comes in is recognised here and judged by the courier, who alone speaks to strangers. The
 * same credential (by its issuer and id) is kept once.
 */
#pragma once

#include "api/api.h"

/* /v1/me/imports and /v1/me/credentials */
struct reply held_import(struct call *call);
struct reply held_list(struct call *call);
struct reply held_show(struct call *call);
struct reply held_file(struct call *call);
struct reply held_verify(struct call *call);
struct reply held_delete(struct call *call);

/*
 * Recognises and keeps the bytes for the caller; held-read.c. PROBLEM_BAD_INPUT with a sentence in
 * `why` when they are no badge. The answer is that of sql_held_put.
 */
struct held_taken {
    enum problem problem;
    struct str why;
    struct pg_answer answer;
};
struct held_taken held_take(struct call *call, struct str bytes);
