/*
 * vigil: a worker's eye on which keys sign and what was revoked.
 *
 * It looks each second, so that a rotation or a ban counts everywhere within
 * two seconds. Keys are opened anew only when their list has changed.
 */
#pragma once

#include "api/api.h"

struct vigil {
    struct arena *arena; /* of the look that is being taken */
    struct str known;    /* the keys that are loaded, as the database listed them */
};

struct vigil vigil_open(void);
void vigil_close(struct vigil *vigil);

/* In a task: asks the database, and brings api->keys up to date. */
void vigil_look(struct vigil *vigil, struct api *api);
