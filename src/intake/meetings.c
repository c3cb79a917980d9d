/* When an event meets: rules (RRULE), dates (RDATE, EXDATE), and days that were moved. */
#include "intake/calendar-parts.h"

#include <string.h>

/* A time of a property, in its own zone, or in the calendar's own where it names none. */
static icaltimetype
zoned(const struct meetings *meetings, icaltimetype at)
{
    if (at.is_date) {
        at.is_date = 0;
        at.hour = at.minute = at.second = 0;
    }
    if (at.zone == NULL && meetings->zone != NULL)
        at = icaltime_set_timezone(&at, meetings->zone);
    return at;
}

static int64_t
seconds_of(const struct meetings *meetings, icaltimetype at)
{
    at = zoned(meetings, at);
    return (int64_t)icaltime_as_timet_with_zone(
        at, at.zone == NULL ? icaltimezone_get_utc_timezone() : at.zone);
}

static void
add(struct meetings *meetings, int64_t start, int64_t length)
{
    int64_t end = start + length;

    if (meetings->count == CALENDAR_SESSIONS_MAX || end < meetings->from ||
        start >= meetings->until)
        return;
    for (size_t i = 0; i < meetings->count; i++)
        if (meetings->list[i].start == start)
            return;
    meetings->list[meetings->count++] = (struct meeting){start, end};
}

static void
drop(struct meetings *meetings, int64_t start)
{
    for (size_t i = 0; i < meetings->count; i++)
        if (meetings->list[i].start == start) {
            meetings->count--;
            memmove(&meetings->list[i], &meetings->list[i + 1],
                    (meetings->count - i) * sizeof(meetings->list[0]));
            return;
        }
}

static bool
is_timetable(struct icalrecurrencetype rule)
{
    return rule.freq == ICAL_DAILY_RECURRENCE || rule.freq == ICAL_WEEKLY_RECURRENCE ||
           rule.freq == ICAL_MONTHLY_RECURRENCE || rule.freq == ICAL_YEARLY_RECURRENCE;
}

static void
follow(struct meetings *meetings, struct icalrecurrencetype rule, icaltimetype first,
       int64_t length)
{
    icalrecur_iterator *iterator = is_timetable(rule) ? icalrecur_iterator_new(rule, first) : NULL;

    if (iterator == NULL)
        return;
    while (meetings->count < CALENDAR_SESSIONS_MAX && meetings->steps-- > 0) {
        icaltimetype next = icalrecur_iterator_next(iterator);

        if (icaltime_is_null_time(next) || seconds_of(meetings, next) >= meetings->until)
            break;
        add(meetings, seconds_of(meetings, next), length);
    }
    icalrecur_iterator_free(iterator);
}

static void
except(struct meetings *meetings, icalcomponent *event)
{
    for (icalproperty *date = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY);
         date != NULL; date = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY))
        drop(meetings, seconds_of(meetings, icalproperty_get_datetime_with_component(date, event)));
}

static int64_t
length_of(const struct meetings *meetings, icalcomponent *event)
{
    int64_t start = seconds_of(meetings, icalcomponent_get_dtstart(event));
    int64_t end = seconds_of(meetings, icalcomponent_get_dtend(event));

    return end > start ? end - start : 0;
}

/* Days of the same event that stand by themselves: moved, or cancelled. */
static void
move(struct meetings *meetings, icalcomponent *calendar, icalcomponent *event)
{
    const char *uid = icalcomponent_get_uid(event);
    icalcompiter at = icalcomponent_begin_component(calendar, ICAL_VEVENT_COMPONENT);

    for (; uid != NULL && icalcompiter_deref(&at) != NULL; icalcompiter_next(&at)) {
        icalcomponent *other = icalcompiter_deref(&at);
        const char *its = icalcomponent_get_uid(other);

        if (--meetings->steps < 0)
            return;
        if (its == NULL || strcmp(its, uid) != 0 ||
            icalcomponent_get_first_property(other, ICAL_RECURRENCEID_PROPERTY) == NULL)
            continue;
        drop(meetings, seconds_of(meetings, icalcomponent_get_recurrenceid(other)));
        if (icalcomponent_get_status(other) != ICAL_STATUS_CANCELLED)
            add(meetings, seconds_of(meetings, icalcomponent_get_dtstart(other)),
                length_of(meetings, other));
    }
}

void
meetings_find(struct meetings *meetings, icalcomponent *calendar, icalcomponent *event)
{
    icaltimetype first = zoned(meetings, icalcomponent_get_dtstart(event));
    int64_t length = length_of(meetings, event);
    icalproperty *one;

    if (icaltime_is_null_time(icalcomponent_get_dtstart(event)))
        return;
    add(meetings, seconds_of(meetings, first), length);
    for (one = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY); one != NULL;
         one = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY))
        follow(meetings, icalproperty_get_rrule(one), first, length);
    for (one = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); one != NULL;
         one = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY))
        add(meetings, seconds_of(meetings, icalproperty_get_rdate(one).time), length);
    except(meetings, event);
    if (icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY) != NULL)
        move(meetings, calendar, event);
}
