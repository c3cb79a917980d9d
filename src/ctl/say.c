#include "ctl/say.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
say(const char *format, va_list values)
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

struct str
shell_word(struct arena *arena, struct str text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_-./:=@%+,";
    struct text quoted = text_new(arena);
    size_t start = 0;

    if (text.size > 0 && strspn(arena_copy(arena, text).at, plain) == text.size)
        return text;
    text_add(&quoted, STR("'"));
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] == '\'') {
            text_add(&quoted, (struct str){text.at + start, i - start});
            text_add(&quoted, STR("'\\''"));
            start = i + 1;
        }
    text_add(&quoted, str_from(text, start));
    text_add(&quoted, STR("'"));
    return text_str(&quoted);
}
