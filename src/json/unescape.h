/*
 * unescape: what a JSON string means (RFC 8259 section 7).
 */
#pragma once

#include "base/arena.h"

/* `inner` stands between the quotes. STR_NONE when an escape is none, or half of a pair. */
struct str json_unescape(struct arena *arena, struct str inner);
