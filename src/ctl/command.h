/*
 * command: what a command is, and what it is called with.
 *
 * A command's options are a table too, so that they are read, refused and
 * explained by one piece of code. The settings are loaded before a command
 * runs, unless it says that it loads them itself.
 */
#pragma once

#include "ctl/option.h"

struct loop;

enum { DONE = 0, FAILED = 1, MISUSED = 2 }; /* exit statuses */

struct call {
    struct arena *arena; /* until the program ends */
    const struct command *command;
    struct given given;
    struct loop *loop; /* while database_do runs */
};

struct command {
    const char *name;      /* "keys rotate" */
    const char *arguments; /* beside the options, as help shows them: "PATH" */
    int words;             /* how many arguments it takes */
    enum { WITH_SETTINGS, WITHOUT_SETTINGS } needs;
    const struct option *options; /* ended by a name of NULL; NULL when there are none */
    int (*run)(struct call *call);
    const char *about; /* one sentence */
};

extern const struct command commands[];
extern const size_t commands_count;
