#include "ctl/ctl.h"

#include "base/log.h"
#include "base/settings.h"
#include "ctl/help.h"
#include "ctl/say.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_MAX = 256 << 20 };

static bool
is_called(const struct command *command, int count, char *const *words, int *taken)
{
    struct str rest = str_of(command->name), head;

    for (*taken = 0; str_cut(&rest, ' ', &head); (*taken)++)
        if (*taken == count || !str_same(head, str_of(words[*taken])))
            return false;
    return true;
}

/* The command of the first one or two words; `taken` says how many they were. */
static const struct command *
find(int count, char *const *words, int *taken)
{
    for (size_t i = 0; i < commands_count; i++)
        if (is_called(&commands[i], count, words, taken))
            return &commands[i];
    return NULL;
}

static int
run(struct call *call)
{
    struct str why;

    if (call->given.word_count != (size_t)call->command->words)
        return misuse(call, "This command takes %s.",
                      call->command->words == 0 ? "options only" : call->command->arguments);
    if (call->command->needs == WITH_SETTINGS && !settings_load(call->arena, NULL, &why))
        return fail("The settings cannot be used: " STR_FMT ".", STR_ARG(why));

    int status = call->command->run(call);

    if (fflush(stdout) != 0 || ferror(stdout))
        return fail("Standard output could not be written.");
    return status;
}

static int
begin(struct arena *arena, int count, char *const *words)
{
    struct call call = {.arena = arena};
    struct str why;
    int taken;

    if (count == 0 || strcmp(words[0], "help") == 0 || strcmp(words[0], "--help") == 0)
        return help(arena, count == 0 ? 0 : count - 1, words + 1);
    if (strcmp(words[0], "--version") == 0)
        return version(&call);
    call.command = find(count, words, &taken);
    if (call.command == NULL)
        return help_unknown(arena, count, words);
    if (!option_read(arena, call.command->options, words + taken, count - taken, &call.given, &why))
        return misuse(&call, STR_FMT, STR_ARG(why));
    if (call.given.help)
        return help_command(call.command);
    return run(&call);
}

int
ctl_run(int count, char *const *words)
{
    struct arena *arena = arena_open(ARENA_MAX);

    /* An operator reads sentences: of the log only what nobody foresaw is for them. */
    log_from(LOG_IS_FAULT);

    int status = begin(arena, count, words);

    arena_close(arena);
    return status;
}
