/*
 * poke: the datagram socket on which anybody says that there is something to
 * do. What is sent does not matter. For the files of this room only.
 *
 * Of several couriers in one run_dir one has the socket; the others look by
 * themselves, and one of them takes it over when its owner is gone.
 */
#pragma once

#include "courier/bell.h"

struct poke {
    struct loop *loop;
    struct bell *bell; /* that is rung */
    const char *run_dir;
    struct loop_watch watch;
    bool open;
};

/* Tries to have the socket, when it has not got it yet. */
void poke_open(struct poke *poke);
void poke_close(struct poke *poke);
