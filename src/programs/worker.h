/*
 * worker: one process that answers requests: a loop, its connections, the keys
 * that it knows, and the door to nginx.
 *
 * Each second it looks which keys sign and what was revoked, so that a rotation
 * or a ban counts everywhere within two seconds.
 */
#pragma once

#include "base/str.h"

struct figures;
struct limits;

struct worker_options {
    int listening;           /* the socket that nginx connects to */
    struct figures *figures; /* shared by all workers */
    struct limits *limits;
    struct str seal; /* the operator's key */
};

/*
 * Answers until SIGTERM or SIGINT, or SIGUSR1 when other workers have taken over;
 * finishes what is in hand, and answers the exit status.
 */
int worker_run(const struct worker_options *options);
