/*
 * wipe: secrets do not outlive their use.
 *
 * For the files of this room only.
 */
#pragma once

#include "base/arena.h"

/* Overwrites `secret`, which lives in `arena`, when that is reset; answers the secret. */
struct str wipe_later(struct arena *arena, struct str secret);
