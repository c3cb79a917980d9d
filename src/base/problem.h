/*
 * problem: the one error type of this program.
 *
 * A function that can fail for a reason the caller should hear returns an
 * enum problem, and PROBLEM_NONE is zero so that `if (problem)` reads well.
 * Anything else that can go wrong is a bug, and is asserted.
 */
#pragma once

#include "base/str.h"

enum problem {
    PROBLEM_NONE,
#define PROBLEM(name, status, slug, title, way_out) PROBLEM_##name,
#include "base/problem.def"
#undef PROBLEM
    PROBLEM_COUNT
};

int problem_status(enum problem problem);
const char *problem_slug(enum problem problem);
const char *problem_title(enum problem problem);
const char *problem_way_out(enum problem problem);

/* The problem with this slug, or PROBLEM_BROKEN when no rule goes by that name. */
enum problem problem_named(struct str slug);
