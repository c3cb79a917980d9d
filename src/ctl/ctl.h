/*
 * ctl: the operator's command, citylearn.
 *
 * A table of commands (commands.c) is the whole of it: help is printed from the
 * table. Results go to standard output, progress and errors to standard error,
 * each error one sentence that tells the way out.
 */
#pragma once

/* `words` are those after the program's name; the answer is its exit status. */
int ctl_run(int count, char *const *words);
