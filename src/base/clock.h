/*
 * clock: what time it is, and how times are written.
 *
 * Durations are milliseconds of a clock that never jumps; points in time are
 * seconds since 1970 in UTC. Texts are RFC 3339.
 */
#pragma once

#include "base/arena.h"

int64_t clock_ms(void);  /* monotonic, milliseconds */
int64_t clock_us(void);  /* monotonic, microseconds */
int64_t clock_now(void); /* UTC, seconds since 1970 */

/* "2026-11-23T09:30:00Z" */
struct str clock_text(struct arena *arena, int64_t seconds);

/*
 * A date-time of RFC 3339 section 5.6 with its offset ("Z" or "+02:00"), in the
 * years 1900 to 9999, on a day that exists. Fractions are read and dropped.
 */
bool clock_read(struct str text, int64_t *seconds);
bool clock_is_date(struct str text); /* "2026-11-23", a day that exists */
