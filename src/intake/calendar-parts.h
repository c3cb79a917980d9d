/*
 * calendar-parts: when an event meets; for calendar.c and meetings.c alone.
 */
#pragma once

#include "intake/calendar.h"

#include <libical/ical.h>

enum {
    MEETINGS_AHEAD_S = 366 * 24 * 3600,
    MEETINGS_STEPS_MAX = 500000, /* of rules, in all: who writes a calendar must not hold us up */
};

struct meeting {
    int64_t start, end; /* seconds since 1970 */
};

struct meetings {
    icaltimezone *zone;   /* of times that name none; NULL: UTC */
    int64_t from, until;  /* what ends before, or begins after, is left out */
    int64_t steps;        /* that rules may still take */
    struct meeting *list; /* with room for CALENDAR_SESSIONS_MAX */
    size_t count;
};

/* Those of an event: by its rules and dates, without those that are excepted, moved or over. */
void meetings_find(struct meetings *meetings, icalcomponent *calendar, icalcomponent *event);
