/*
 * calendar: an iCalendar (RFC 5545) as lines of NDJSON, an activity for each event that is not
 * over. Meetings are those of a year to come, at most CALENDAR_SESSIONS_MAX of an event.
 *
 * A calendar does not say what an activity needs to be one, so each event is laid into a template.
 * Rules that repeat more often than daily count for their first meeting: they are no timetable.
 */
#pragma once

#include "base/arena.h"

enum {
    CALENDAR_SIZE_MAX = 4 << 20,   /* bytes of what is read */
    CALENDAR_LINES_MAX = 12 << 20, /* bytes of what comes of it */
    CALENDAR_SESSIONS_MAX = 200,
    /*
     * Of an arena that is enough for a calendar, libical's copy of it, its lines, those in
     * hexadecimal, and these as an input of a query: 4 + 4 + 32 + 24 + 24 MiB. One event whose
     * texts are all escapes is dearer: its line grows to 36 MiB, in a text of 128 MiB with what
     * that leaves behind, before it is too large.
     */
    CALENDAR_MEMORY_MAX = 160 << 20,
};

struct calendar_reading {
    struct str zone;  /* IANA: of times that name none */
    struct str rest;  /* the template, one JSON object without a place */
    struct str place; /* its place as JSON, or STR_NONE */
    int64_t now;      /* seconds since 1970 */
};

/* STR_NONE, with `why` in a word, when this is no calendar: "no_calendar" or "too_large". */
struct str calendar_lines(struct arena *arena, struct str text,
                          const struct calendar_reading *reading, const char **why);
