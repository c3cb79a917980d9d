/*
 * hashing: passwords hashed and checked without holding anybody else up.
 *
 * A hash burns a core for some 30 ms. Each worker does one at a time, in a thread that
 * gives way to all others, and lets HASHING_QUEUE_MAX wait; there are as many workers as
 * cores. Beyond that it says PROBLEM_BUSY at once, so that a flood of sign-ins cannot slow
 * down who reads. Nothing is open in the database meanwhile.
 */
#pragma once

#include "api/api.h"
#include "keys/password.h"

enum { HASHING_QUEUE_MAX = 8 };

struct hashing;
struct hashing *hashing_open(struct arena *arena); /* one for each worker, as long as it lives */

/* Both park the task. `stored` is what is kept; what is checked against may be STR(""): nobody's.
 */
enum problem hashing_make(struct call *call, struct str password, struct str *stored);
enum problem hashing_check(struct call *call, struct str password, struct str stored,
                           enum password_verdict *verdict);
