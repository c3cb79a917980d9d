/*
 * option: the words of a command line, read by a table of what a command takes.
 *
 * "--name value" and "--name=value" are the same; "--" ends the options. What
 * was given points into the command line, and is asked for by its name, which
 * has to stand in the table.
 */
#pragma once

#include "base/arena.h"

enum { GIVEN_MAX = 64 }; /* options and words of one command line */

enum option_kind {
    OPTION_FLAG,  /* takes no value */
    OPTION_VALUE, /* given at most once */
    OPTION_MAYBE, /* its value may be left out, and is then the empty text */
    OPTION_MANY,  /* may be given several times */
};

struct option {
    const char *name;
    enum option_kind kind;
    const char *value; /* what help calls its value */
    const char *about;
};

struct given {
    const struct option *table;
    struct {
        const struct option *option;
        struct str value;
    } options[GIVEN_MAX];
    struct str words[GIVEN_MAX]; /* those that are no options */
    size_t option_count, word_count;
    bool help; /* --help is taken by every command */
};

/* False when the words do not suit the table; `why` is then one sentence. */
bool option_read(struct arena *arena, const struct option *table, char *const *words, int count,
                 struct given *given, struct str *why);

bool option_given(const struct given *given, const char *name);
struct str option_text(const struct given *given, const char *name); /* STR_NONE: not given */
/* How many values of an OPTION_MANY there are; `values` has room for GIVEN_MAX, or is NULL. */
size_t option_list(const struct given *given, const char *name, struct str *values);
