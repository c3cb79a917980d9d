#include "ctl/option.h"

#include <assert.h>
#include <string.h>

enum { TABLE_MAX = 32 };

static const struct option *
find(const struct option *table, struct str name)
{
    for (const struct option *at = table; at != NULL && at->name != NULL; at++)
        if (str_same(str_of(at->name), name))
            return at;
    return NULL;
}

static struct str
no_such_option(struct arena *arena, const struct option *table, struct str name)
{
    const char *names[TABLE_MAX];
    size_t count = 0;

    for (const struct option *at = table; at != NULL && at->name != NULL && count < TABLE_MAX; at++)
        names[count++] = at->name;

    const char *nearest = str_nearest(name, names, count);

    if (nearest != NULL)
        return arena_print(arena, "There is no option --" STR_FMT "; --%s is the nearest.",
                           STR_ARG(name), nearest);
    return arena_print(arena, "There is no option --" STR_FMT ".", STR_ARG(name));
}

static bool
is_option(const char *word)
{
    return word[0] == '-' && word[1] == '-' && word[2] != '\0';
}

/*
 * Notes the option of words[0], whose own value is `value` (STR_NONE when it has
 * no "="). Answers how many words that took, or 0 and `why`.
 */
static int
take_value(struct arena *arena, const struct option *option, struct str value, char *const *words,
           int count, struct given *given, struct str *why)
{
    int taken = 1;

    if (option->kind == OPTION_FLAG && value.at != NULL)
        *why = arena_print(arena, "--%s takes no value.", option->name);
    else if (option->kind != OPTION_MANY && option_given(given, option->name))
        *why = arena_print(arena, "--%s is given twice.", option->name);
    if (why->at != NULL)
        return 0;
    if (option->kind != OPTION_FLAG && value.at == NULL) {
        if (count > 1 && !is_option(words[1])) {
            value = str_of(words[1]);
            taken = 2;
        } else if (option->kind != OPTION_MAYBE) {
            *why = arena_print(arena, "--%s needs a value: %s.", option->name, option->value);
            return 0;
        }
    }
    given->options[given->option_count].option = option;
    given->options[given->option_count++].value = value.at == NULL ? STR("") : value;
    return taken;
}

static int
take_option(struct arena *arena, const struct option *table, char *const *words, int count,
            struct given *given, struct str *why)
{
    struct str rest = str_of(words[0] + 2), name;

    str_cut(&rest, '=', &name);
    if (str_same(name, STR("help"))) {
        given->help = true;
        return 1;
    }

    const struct option *option = find(table, name);

    if (option == NULL) {
        *why = no_such_option(arena, table, name);
        return 0;
    }
    return take_value(arena, option, strchr(words[0], '=') == NULL ? STR_NONE : rest, words, count,
                      given, why);
}

bool
option_read(struct arena *arena, const struct option *table, char *const *words, int count,
            struct given *given, struct str *why)
{
    bool ended = false;

    *given = (struct given){.table = table};
    *why = STR_NONE;
    if (count > GIVEN_MAX) {
        *why = arena_print(arena, "More than %d words are too many.", GIVEN_MAX);
        return false;
    }
    for (int i = 0, taken; i < count; i += taken) {
        taken = 1;
        if (!ended && strcmp(words[i], "--") == 0)
            ended = true;
        else if (!ended && is_option(words[i]))
            taken = take_option(arena, table, words + i, count - i, given, why);
        else
            given->words[given->word_count++] = str_of(words[i]);
        if (taken == 0)
            return false;
    }
    return true;
}

size_t
option_list(const struct given *given, const char *name, struct str *values)
{
    const struct option *option = find(given->table, str_of(name));
    size_t count = 0;

    assert(option != NULL);
    for (size_t i = 0; i < given->option_count; i++) {
        if (given->options[i].option != option)
            continue;
        if (values != NULL)
            values[count] = given->options[i].value;
        count++;
    }
    return count;
}

bool
option_given(const struct given *given, const char *name)
{
    return option_list(given, name, NULL) > 0;
}

struct str
option_text(const struct given *given, const char *name)
{
    struct str values[GIVEN_MAX];

    return option_list(given, name, values) > 0 ? values[0] : STR_NONE;
}
