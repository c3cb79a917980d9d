/*
 * coding: bytes as text, and back.
 *
 * Results live in the arena. Reading is strict: no other letters, no white
 * space, canonical padding or none, no bits left over; what does not keep to
 * that answers STR_NONE.
 */
#pragma once

#include "base/arena.h"

struct str coding_base64url(struct arena *arena, struct str bytes); /* RFC 4648 section 5, no "=" */
struct str coding_base64(struct arena *arena, struct str bytes);    /* RFC 4648 section 4 */
struct str coding_hex(struct arena *arena, struct str bytes);       /* lower case */
struct str coding_hex_after(struct arena *arena, struct str head, struct str bytes);
struct str coding_from_base64url(struct arena *arena, struct str text);
struct str coding_from_base64(struct arena *arena, struct str text);
struct str coding_from_hex(struct arena *arena, struct str text);

/* What a form or a query string means (application/x-www-form-urlencoded); "%" alone is itself. */
struct str coding_from_form(struct arena *arena, struct str text);
struct str coding_from_percent(struct arena *arena, struct str text); /* the same, but for "+" */

/* As one segment of a path or one value of a query (RFC 3986 section 2.1). */
struct str coding_percent(struct arena *arena, struct str text);
