#include "ctl/help.h"

#include "base/text.h"
#include "sql/migrations.h"

#include <assert.h>
#include <stdio.h>

enum { COMMANDS_MAX = 64, COLUMN = 30 };

static struct str
joined(struct arena *arena, int count, char *const *words)
{
    struct text text = text_new(arena);

    for (int i = 0; i < count; i++)
        text_print(&text, i == 0 ? "%s" : " %s", words[i]);
    return text_str(&text);
}

static void
usage(const struct command *command, FILE *out)
{
    fprintf(out, "citylearn %s%s%s%s\n", command->name, command->words == 0 ? "" : " ",
            command->words == 0 ? "" : command->arguments,
            command->options == NULL ? "" : " [OPTIONS]");
}

/* Whether `first` is the first word of the command, or nothing at all. */
static bool
belongs(const struct command *command, struct str first)
{
    struct str rest = str_of(command->name), head;

    str_cut(&rest, ' ', &head);
    return first.size == 0 || str_same(head, first);
}

static size_t
list(struct str first, FILE *out)
{
    size_t count = 0;

    for (size_t i = 0; i < commands_count; i++) {
        if (!belongs(&commands[i], first))
            continue;
        fprintf(out, "  %-16s %s\n", commands[i].name, commands[i].about);
        count++;
    }
    return count;
}

int
help_command(const struct command *command)
{
    usage(command, stdout);
    printf("%s\n", command->about);
    for (const struct option *at = command->options; at != NULL && at->name != NULL; at++) {
        const char *value = at->value == NULL ? "" : at->value;
        int size = at->kind == OPTION_MAYBE ? printf("  --%s [%s]", at->name, value)
                   : at->value != NULL      ? printf("  --%s %s", at->name, value)
                                            : printf("  --%s", at->name);

        printf("%*s%s%s\n", size < COLUMN ? COLUMN - size : 1, "", at->about,
               at->kind == OPTION_MANY ? " May be given several times." : "");
    }
    return DONE;
}

int
help(struct arena *arena, int count, char *const *words)
{
    struct str wanted = joined(arena, count, words);

    if (count == 0) {
        printf("citylearn: the operator's command of a city learning platform.\n\n");
        list(STR(""), stdout);
        printf("\ncitylearn help COMMAND tells more of one. Settings come from the environment "
               "(CITYLEARN_NAME),\nthe file that CITYLEARN_CONFIG names, or "
               "/etc/citylearn/citylearn.conf.\n");
        return DONE;
    }
    for (size_t i = 0; i < commands_count; i++)
        if (str_same(str_of(commands[i].name), wanted))
            return help_command(&commands[i]);
    if (count == 1 && list(wanted, stdout) > 0)
        return DONE;
    return help_unknown(arena, count, words);
}

int
version(struct call *call)
{
    int schema = 0;

    (void)call;
    while (migrations[schema].number != 0)
        schema++;
    printf("citylearn %s, schema %d\n", PACKAGE_VERSION, schema);
    return DONE;
}

/* The commands' names, and each first word that several share. */
static size_t
known_names(struct arena *arena, const char **names)
{
    size_t count = 0;

    assert(commands_count <= COMMANDS_MAX);
    for (size_t i = 0; i < commands_count; i++) {
        struct str rest = str_of(commands[i].name), head;

        names[count++] = commands[i].name;
        str_cut(&rest, ' ', &head);
        if (rest.at != NULL && (i == 0 || !belongs(&commands[i - 1], head)))
            names[count++] = arena_copy(arena, head).at;
    }
    return count;
}

int
help_unknown(struct arena *arena, int count, char *const *words)
{
    const char *names[2 * COMMANDS_MAX];
    size_t name_count = known_names(arena, names);
    struct str one = joined(arena, 1, words), two = joined(arena, count < 2 ? 1 : 2, words);
    const char *nearest = str_nearest(two, names, name_count);

    for (size_t i = 0; i < commands_count; i++)
        if (belongs(&commands[i], one)) {
            fprintf(stderr, "citylearn: \"" STR_FMT "\" needs one of these:\n", STR_ARG(one));
            list(one, stderr);
            return MISUSED;
        }
    if (nearest == NULL)
        nearest = str_nearest(one, names, name_count);
    if (nearest != NULL)
        fprintf(stderr, "citylearn: There is no command \"" STR_FMT "\"; \"%s\" is the nearest.\n",
                STR_ARG(two), nearest);
    else
        fprintf(stderr, "citylearn: There is no command \"" STR_FMT "\": try \"citylearn help\".\n",
                STR_ARG(two));
    return MISUSED;
}
