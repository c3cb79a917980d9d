#include "base/problem.h"

#include <assert.h>

static const struct {
    int status;
    const char *slug, *title, *way_out;
} problems[PROBLEM_COUNT] = {
#define PROBLEM(name, status, slug, title, way_out)                                                \
    [PROBLEM_##name] = {status, #slug, title, way_out},
#include "base/problem.def"
#undef PROBLEM
};

int
problem_status(enum problem problem)
{
    assert(problem > PROBLEM_NONE && problem < PROBLEM_COUNT);
    return problems[problem].status;
}

const char *
problem_slug(enum problem problem)
{
    assert(problem > PROBLEM_NONE && problem < PROBLEM_COUNT);
    return problems[problem].slug;
}

const char *
problem_title(enum problem problem)
{
    assert(problem > PROBLEM_NONE && problem < PROBLEM_COUNT);
    return problems[problem].title;
}

const char *
problem_way_out(enum problem problem)
{
    assert(problem > PROBLEM_NONE && problem < PROBLEM_COUNT);
    return problems[problem].way_out;
}

enum problem
problem_named(struct str slug)
{
    for (enum problem problem = PROBLEM_NONE + 1; problem < PROBLEM_COUNT; problem++)
        if (str_same(str_of(problems[problem].slug), slug))
            return problem;
    return PROBLEM_BROKEN;
}
