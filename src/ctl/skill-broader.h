/*
 * skill-broader: which skill is narrower than which, out of the two files that
 * may tell.
 */
#pragma once

#include "ctl/skill-files.h"
#include "pg/pg.h"

/* Uses and resets the door's arena; `why` goes to the other one. */
bool skill_broader_take_in(const struct pg_door *door, struct arena *arena,
                           const struct skill_files *files, struct str *why);
