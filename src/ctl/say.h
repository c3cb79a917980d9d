/*
 * say: what the operator hears, on standard error.
 *
 * fail and misuse answer the exit status, so that a command ends with
 * `return fail(...)`. What is said is one sentence, with its full stop.
 */
#pragma once

#include "base/problem.h"
#include "ctl/command.h"

int fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
int misuse(const struct call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What the database refused, after what was tried: "The city cannot be opened". */
int fail_with(const char *tried, enum problem problem, struct str detail);

void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
