/*
 * help: what the table of commands says of itself.
 */
#pragma once

#include "ctl/command.h"

/* `words` are those after "help": none for the list, else a command or the first word of some. */
int help(struct arena *arena, int count, char *const *words);
int help_command(const struct command *command);

int version(struct call *call); /* of the program, and of the schema that it needs */

/* Tells the nearest command on standard error; MISUSED. */
int help_unknown(struct arena *arena, int count, char *const *words);
