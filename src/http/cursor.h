/*
 * cursor: a place in a list, sealed so that only we can have written it.
 *
 * base64url of a version byte, 8 bytes of HMAC and the place. The HMAC also
 * covers `list`, which names the list, its filters and its caller: a cursor of
 * another list is no cursor.
 */
#pragma once

#include "base/arena.h"

struct str cursor_write(struct arena *arena, struct str key, struct str list, struct str place);

/* The place, or STR_NONE when this cursor is none of ours for this list. */
struct str cursor_read(struct arena *arena, struct str key, struct str list, struct str cursor);
