#include "ctl/say.h"

#include <stdarg.h>
#include <stdio.h>

static void __attribute__((format(printf, 1, 0))) say(const char *format, va_list values)
{
    fputs("citylearn: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
}

int
fail(const char *format, ...)
{
    va_list values;

    va_start(values, format);
    say(format, values);
    va_end(values);
    return FAILED;
}

int
misuse(const struct call *call, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    say(format, values);
    va_end(values);
    fprintf(stderr, "Try: citylearn help %s\n", call->command->name);
    return MISUSED;
}

int
fail_with(const char *tried, enum problem problem, struct str detail)
{
    if (problem == PROBLEM_BROKEN)
        return fail("%s: the database refused it, for the reason above.", tried);
    if (detail.size > 0)
        return fail("%s: %s (" STR_FMT "). %s", tried, problem_title(problem), STR_ARG(detail),
                    problem_way_out(problem));
    return fail("%s: %s. %s", tried, problem_title(problem), problem_way_out(problem));
}

void
note(const char *format, ...)
{
    va_list values;

    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fputc('\n', stderr);
}
