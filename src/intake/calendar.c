#include "intake/calendar.h"

#include "base/clock.h"
#include "base/text.h"
#include "intake/calendar-parts.h"

#include <string.h>

struct writing {
    const struct calendar_reading *reading;
    icalcomponent *calendar;
    icaltimezone *zone;
    struct text out;
    int64_t steps; /* of rules, that all events together may still take */
    struct meeting list[CALENDAR_SESSIONS_MAX]; /* of the event in hand */
};

static struct str
property_text(icalcomponent *event, icalproperty_kind kind)
{
    icalproperty *property = icalcomponent_get_first_property(event, kind);
    icalvalue *value = property == NULL ? NULL : icalproperty_get_value(property);
    const char *text = NULL;

    if (value != NULL && icalvalue_isa(value) == ICAL_TEXT_VALUE)
        text = icalvalue_get_text(value);
    else if (value != NULL && icalvalue_isa(value) == ICAL_URI_VALUE)
        text = icalvalue_get_uri(value);
    return text == NULL ? STR_NONE : str_trim(str_of(text));
}

static void
add_member(struct text *out, const char *name, struct str value)
{
    if (value.size == 0)
        return;
    text_add(out, STR(","));
    text_add_member(out, name, value);
}

/* Where it is: by its own point and name, else at the template's place. */
static void
add_place(struct writing *writing, icalcomponent *event)
{
    icalproperty *geo = icalcomponent_get_first_property(event, ICAL_GEO_PROPERTY);
    struct str location = property_text(event, ICAL_LOCATION_PROPERTY);
    struct text *out = &writing->out;

    if (geo == NULL || location.size == 0) {
        if (writing->reading->place.at != NULL)
            text_print(out, ",\"place\":" STR_FMT, STR_ARG(writing->reading->place));
        return;
    }
    text_add(out, STR(",\"place\":{"));
    text_add_member(out, "name", location);
    text_print(out, ",\"lat\":%.7f,\"lon\":%.7f}", (double)icalproperty_get_geo(geo).lat,
               (double)icalproperty_get_geo(geo).lon);
}

static void
add_time(struct text *out, const char *name, int64_t seconds)
{
    text_add_member(out, name, clock_text(out->arena, seconds));
}

static void
add_sessions(struct text *out, const struct meetings *meetings)
{
    text_add(out, STR(",\"sessions\":["));
    for (size_t i = 0; i < meetings->count; i++) {
        text_add(out, i > 0 ? STR(",{") : STR("{"));
        add_time(out, "startsAt", meetings->list[i].start);
        text_add(out, STR(","));
        add_time(out, "endsAt", meetings->list[i].end);
        text_add(out, STR("}"));
    }
    text_add(out, STR("]"));
}

static void
add_link(struct text *out, struct str url)
{
    if (!str_starts(url, STR("https://")) && !str_starts(url, STR("http://")))
        return;
    text_add(out, STR(",\"enrolment\":{\"mode\":\"external\","));
    text_add_member(out, "url", url);
    text_add(out, STR("}"));
}

/* The template is an object that is not empty, so what follows begins with a comma. */
static void
add_line(struct writing *writing, icalcomponent *event, const struct meetings *meetings)
{
    struct text *out = &writing->out;
    struct str rest = writing->reading->rest;

    text_add(out, (struct str){rest.at, rest.size - 1});
    add_member(out, "externalId", property_text(event, ICAL_UID_PROPERTY));
    add_member(out, "title", property_text(event, ICAL_SUMMARY_PROPERTY));
    add_member(out, "description", property_text(event, ICAL_DESCRIPTION_PROPERTY));
    add_place(writing, event);
    add_link(out, property_text(event, ICAL_URL_PROPERTY));
    add_sessions(out, meetings);
    text_add(out, STR("}\n"));
}

/* An event whose own day was moved is told by another of the same UID: it is no event by itself. */
static bool
is_moved(icalcomponent *event)
{
    return icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY) != NULL;
}

static void
take_event(struct writing *writing, icalcomponent *event)
{
    struct meetings meetings = {
        .zone = writing->zone,
        .from = writing->reading->now,
        .until = writing->reading->now + MEETINGS_AHEAD_S,
        .steps = writing->steps,
        .list = writing->list,
    };

    if (is_moved(event) || icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED)
        return;
    meetings_find(&meetings, writing->calendar, event);
    writing->steps = meetings.steps;
    if (meetings.count > 0)
        add_line(writing, event, &meetings);
}

static void
end_component(void *component)
{
    icalcomponent_free(component);
}

struct str
calendar_lines(struct arena *arena, struct str text, const struct calendar_reading *reading,
               const char **why)
{
    icalcomponent *calendar = NULL;
    struct writing writing = {.reading = reading, .steps = MEETINGS_STEPS_MAX};

    *why = "no_calendar";
    if (memchr(text.at, '\0', text.size) == NULL)
        calendar = icalparser_parse_string(arena_copy(arena, text).at);
    if (calendar == NULL)
        return STR_NONE;
    arena_keep(arena, calendar, end_component);
    if (icalcomponent_isa(calendar) != ICAL_VCALENDAR_COMPONENT)
        return STR_NONE;
    writing.calendar = calendar;
    writing.zone = icaltimezone_get_builtin_timezone(arena_copy(arena, reading->zone).at);
    writing.out = text_new(arena);
    text_add(&writing.out, STR(""));
    for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
         event != NULL && writing.out.size < CALENDAR_LINES_MAX;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
        take_event(&writing, event);
    *why = "too_large";
    return writing.out.size < CALENDAR_LINES_MAX ? text_str(&writing.out) : STR_NONE;
}
