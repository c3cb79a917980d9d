/*
 * crew: the worker processes and the sockets that nginx reaches them by.
 *
 * There is one crew, that of citylearn-api; as many workers as the settings say
 * when it is opened or renewed. The sockets are the crew's own, so no connection
 * is refused while a worker is replaced.
 */
#pragma once

#include "base/arena.h"
#include "programs/worker.h"

/* Opens the sockets; false with errno, and the path of the one that failed. */
bool crew_open(struct arena *arena, const struct worker_options *options, const char **failed);
void crew_start(void);

/* After SIGCHLD: starts a worker anew that has died, unless the crew was stopped. */
void crew_reap(void);
int crew_alive(void); /* workers of this generation */

/* The next generation takes connections from the same sockets before the old one stops. */
void crew_renew(void);

void crew_stop(void); /* politely, and nobody is replaced any more */
void crew_tell(int signal);
