/*
 * hashing: passwords hashed and checked without holding anybody else up.
 *
 * A hash burns a core for some 30 ms, so each has to wait for its turn (turn.h). When too many
 * sign in at once it says PROBLEM_BUSY.
 */
#pragma once

#include "api/api.h"
#include "keys/password.h"

/* Both park the task. `stored` is what is kept; what is checked against may be STR(""): nobody's.
 */
enum problem hashing_make(struct call *call, struct str password, struct str *stored);
enum problem hashing_check(struct call *call, struct str password, struct str stored,
                           enum password_verdict *verdict);
