/*
 * uuid: identifiers of version 7 (RFC 9562 section 5.7), which sort by when
 * they were made, to the millisecond.
 */
#pragma once

#include "base/arena.h"

struct str uuid_new(struct arena *arena);
