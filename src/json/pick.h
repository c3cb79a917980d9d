/*
 * pick: single members of a JSON object that is known to be well-formed, such
 * as PostgreSQL writes; the text is cut, not parsed and written anew.
 */
#pragma once

#include "base/arena.h"

/*
 * The object with only the members that `names` names, in its own order. When
 * it has no member of one of the names, STR_NONE, and `stranger` is that name.
 */
struct str json_pick(struct arena *arena, struct str object, const struct str *names, size_t count,
                     struct str *stranger);
