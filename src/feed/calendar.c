#include "feed/parts.h"

#include "base/clock.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

/* Zones are read once by libical, and kept; reading one replaces the text of its name. */
static icaltimezone *
zone_named(struct arena *arena, struct str name)
{
    icaltimezone *zone;

    if (name.at == NULL || str_same(name, STR("UTC")))
        return icaltimezone_get_utc_timezone();
    zone = icaltimezone_get_builtin_timezone(arena_copy(arena, name).at);
    if (zone == NULL || icaltimezone_get_component(zone) == NULL)
        return icaltimezone_get_utc_timezone();
    return zone;
}

static void
end_calendar(void *calendar)
{
    icalcomponent_free(calendar);
}

static void
end_text(void *text)
{
    icalmemory_free_buffer(text);
}

static void
add(icalcomponent *component, icalproperty *property)
{
    icalcomponent_add_property(component, property);
}

/* A text of ours, with NUL at its end; nothing where there is none. */
static void
add_text(icalcomponent *component, struct arena *arena, icalproperty *(*make)(const char *),
         struct str text)
{
    if (text.size > 0)
        add(component, make(arena_copy(arena, text).at));
}

static void
add_named(icalcomponent *component, const char *name, const char *value)
{
    icalproperty *property = icalproperty_new_x(value);

    icalproperty_set_x_name(property, name);
    add(component, property);
}

static icalcomponent *
open_calendar(struct arena *arena, const struct feed_head *head)
{
    icalcomponent *calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
    icalproperty *refresh = icalproperty_new_refreshinterval(icaldurationtype_from_int(3600));
    struct str name = plain_text(arena, head->name);

    arena_keep(arena, calendar, end_calendar);
    add(calendar, icalproperty_new_version("2.0"));
    add(calendar, icalproperty_new_prodid("-//citylearn//citylearn//EN"));
    add(calendar, icalproperty_new_calscale("GREGORIAN"));
    add(calendar, icalproperty_new_method(ICAL_METHOD_PUBLISH));
    if (name.size > 0) {
        add_text(calendar, arena, icalproperty_new_name, name);
        add_named(calendar, "X-WR-CALNAME", arena_copy(arena, name).at);
    }
    icalproperty_set_parameter(refresh, icalparameter_new_value(ICAL_VALUE_DURATION));
    add(calendar, refresh);
    add_named(calendar, "X-PUBLISHED-TTL", "PT1H");
    return calendar;
}

/* A component of each zone that is used, once; it is called as IANA calls it, without a prefix. */
static void
add_zone(icalcomponent *calendar, icaltimezone *zone)
{
    const char *id = icaltimezone_get_location(zone);
    icalcomponent *whole,
        *known = icalcomponent_get_first_component(calendar, ICAL_VTIMEZONE_COMPONENT);

    if (zone == icaltimezone_get_utc_timezone())
        return;
    for (; known != NULL;
         known = icalcomponent_get_next_component(calendar, ICAL_VTIMEZONE_COMPONENT)) {
        icalproperty *name = icalcomponent_get_first_property(known, ICAL_TZID_PROPERTY);

        if (name != NULL && strcmp(icalproperty_get_tzid(name), id) == 0)
            return;
    }
    whole = icalcomponent_new_clone(icaltimezone_get_component(zone));
    icalproperty_set_tzid(icalcomponent_get_first_property(whole, ICAL_TZID_PROPERTY), id);
    icalcomponent_add_component(calendar, whole);
}

static icaltimetype
time_of(struct str text, icaltimezone *zone)
{
    int64_t seconds = 0;
    icaltimetype utc;

    clock_read(text, &seconds);
    utc = icaltime_from_timet_with_zone((time_t)seconds, 0, icaltimezone_get_utc_timezone());
    return icaltime_convert_to_zone(utc, zone);
}

static void
add_time(icalcomponent *event, icalproperty *(*make)(icaltimetype), struct str text,
         icaltimezone *zone)
{
    icalproperty *property = make(time_of(text, zone));

    if (zone != icaltimezone_get_utc_timezone())
        icalproperty_set_parameter(property,
                                   icalparameter_new_tzid(icaltimezone_get_location(zone)));
    add(event, property);
}

static void
add_place(icalcomponent *event, const struct json_object *activity)
{
    struct json_object place = json_object_within(activity, "place");
    struct str name = document_text(&place, "name"), address = document_text(&place, "address");
    struct str lat = document_text(&place, "lat"), lon = document_text(&place, "lon");
    struct arena *arena = activity->arena;

    if (name.at == NULL)
        name = document_text(activity, "onlineUrl");
    if (address.at != NULL)
        name = arena_print(arena, STR_FMT ", " STR_FMT, STR_ARG(name), STR_ARG(address));
    add_text(event, arena, icalproperty_new_location, name);
    if (lat.at != NULL && lon.at != NULL) {
        struct icalgeotype geo = {strtod(arena_copy(arena, lat).at, NULL),
                                  strtod(arena_copy(arena, lon).at, NULL)};

        add(event, icalproperty_new_geo(geo));
    }
}

/* What all sessions of an activity have alike. */
static void
describe(icalcomponent *event, const struct json_object *activity, const struct feed_entry *entry)
{
    struct arena *arena = activity->arena;
    icaltimezone *utc = icaltimezone_get_utc_timezone();
    struct str about = document_text(activity, "description");
    bool is_off = str_same(document_text(activity, "state"), STR("cancelled"));
    int64_t version = 0;

    str_integer(entry->version, &version);
    add_time(event, icalproperty_new_dtstamp, document_text(activity, "updatedAt"), utc);
    add_time(event, icalproperty_new_lastmodified, document_text(activity, "updatedAt"), utc);
    add_time(event, icalproperty_new_created, document_text(activity, "createdAt"), utc);
    add(event, icalproperty_new_sequence((int)version));
    add(event, icalproperty_new_status(is_off ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
    add_text(event, arena, icalproperty_new_summary, document_text(activity, "title"));
    add_text(event, arena, icalproperty_new_description, about);
    add_text(event, arena, icalproperty_new_url, document_page(activity));
    add_text(event, arena, icalproperty_new_categories, plain_text(arena, entry->category));
    add_place(event, activity);
}

/* "ID-1@host": the place among the sessions, so that one that is moved stays itself. */
static struct str
uid_of(const struct json_object *activity, size_t place)
{
    struct str host = document_text(activity, "url"), part;

    str_cut(&host, '/', &part);
    str_cut(&host, '/', &part);
    str_cut(&host, '/', &part);
    return arena_print(activity->arena, STR_FMT "-%zu@" STR_FMT,
                       STR_ARG(document_text(activity, "id")), place + 1, STR_ARG(part));
}

/* One event for each session; answers how many. */
static size_t
add_sessions(icalcomponent *calendar, struct arena *arena, const struct feed_entry *entry,
             size_t most)
{
    struct json_object activity = json_object_open(arena, entry->document);
    icaltimezone *zone = zone_named(arena, document_text(&activity, "timeZone"));
    struct str *sessions;
    size_t count = json_cut_list(arena, json_object_raw(&activity, "sessions"), &sessions);

    count = count < most ? count : most;
    if (count > 0)
        add_zone(calendar, zone);
    for (size_t i = 0; i < count; i++) {
        icalcomponent *event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
        struct json_object session = json_object_open(arena, sessions[i]);
        struct str start = document_text(&session, "startsAt");
        struct str end = document_text(&session, "endsAt");

        add_text(event, arena, icalproperty_new_uid, uid_of(&activity, i));
        add_time(event, icalproperty_new_dtstart, start, zone);
        if (!str_same(start, end)) /* RFC 5545 section 3.8.2.2: it is later, or not there */
            add_time(event, icalproperty_new_dtend, end, zone);
        describe(event, &activity, entry);
        icalcomponent_add_component(calendar, event);
    }
    return count;
}

struct str
feed_calendar(struct arena *arena, const struct feed_head *head, const struct feed_entry *entries,
              size_t count)
{
    icalcomponent *calendar = open_calendar(arena, head);
    size_t events = 0;
    char *text;

    /* RFC 5545 section 3.6: a calendar has a component, so that of its zone if it is empty. */
    add_zone(calendar, zone_named(arena, head->zone));
    for (size_t i = 0; i < count; i++)
        events += add_sessions(calendar, arena, &entries[i], FEED_EVENTS_MAX - events);
    text = icalcomponent_as_ical_string_r(calendar);
    arena_keep(arena, text, end_text);
    return str_of(text);
}
