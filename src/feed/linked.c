/* schema.org: a Course and its instance, an event of one session, or what one learns from alone. */
#include "feed/parts.h"

#include <string.h>

#define SCHEMA "https://schema.org"

/* ,"name":value, or nothing where there is no value. The first member begins the object. */
static void
add(struct text *out, const char *name, struct str value)
{
    if (value.at == NULL)
        return;
    text_add(out, out->at[out->size - 1] == '{' ? STR("\"") : STR(",\""));
    text_add(out, str_of(name));
    text_add(out, STR("\":"));
    text_add(out, value);
}

static void
add_words(struct text *out, const char *name, struct str words)
{
    if (words.at == NULL)
        return;
    add(out, name, STR(""));
    text_add_json(out, words);
}

static void
begin(struct text *out, const char *name, const char *type)
{
    if (name != NULL)
        add(out, name, STR(""));
    text_print(out, "{\"@type\":\"%s\"", type);
}

/* What a word of ours is called by schema.org. */
struct pair {
    const char *ours, *theirs;
};
static const struct pair attendance[] = {
    {"in_person", SCHEMA "/OfflineEventAttendanceMode"},
    {"online",    SCHEMA "/OnlineEventAttendanceMode" },
    {"hybrid",    SCHEMA "/MixedEventAttendanceMode"  },
    {NULL,        NULL                                },
};
/* What was put away is neither. */
static const struct pair event_states[] = {
    {"published", SCHEMA "/EventScheduled"},
    {"cancelled", SCHEMA "/EventCancelled"},
    {NULL,        NULL                    },
};
static const struct pair course_modes[] = {
    {"in_person", "onsite" },
    {"online",    "online" },
    {"hybrid",    "blended"},
    {NULL,        NULL     },
};

static struct str
theirs(const struct pair *pairs, struct str ours)
{
    for (; pairs->ours != NULL; pairs++)
        if (str_same(str_of(pairs->ours), ours))
            return str_of(pairs->theirs);
    return STR_NONE;
}

static void
add_place(struct text *out, const struct json_object *place)
{
    begin(out, NULL, "Place");
    add(out, "name", json_object_raw(place, "name"));
    add(out, "address", json_object_raw(place, "address"));
    if (json_object_raw(place, "lat").at != NULL) {
        begin(out, "geo", "GeoCoordinates");
        add(out, "latitude", json_object_raw(place, "lat"));
        add(out, "longitude", json_object_raw(place, "lon"));
        text_add(out, STR("}"));
    }
    text_add(out, STR("}"));
}

static void
add_location(struct text *out, const struct json_object *activity)
{
    struct json_object place = json_object_within(activity, "place");
    struct str url = json_object_raw(activity, "onlineUrl");

    if (place.count == 0 && url.at == NULL)
        return;
    add(out, "location", STR("["));
    if (place.count > 0)
        add_place(out, &place);
    if (url.at != NULL)
        text_print(out, "%s{\"@type\":\"VirtualLocation\",\"url\":" STR_FMT "}",
                   place.count > 0 ? "," : "", STR_ARG(url));
    text_add(out, STR("]"));
}

static void
add_event(struct text *out, const struct json_object *activity)
{
    add(out, "startDate", json_object_raw(activity, "startsAt"));
    add(out, "endDate", json_object_raw(activity, "endsAt"));
    add_words(out, "eventStatus", theirs(event_states, document_text(activity, "state")));
    add_words(out, "eventAttendanceMode", theirs(attendance, document_text(activity, "mode")));
    add(out, "maximumAttendeeCapacity", json_object_raw(activity, "capacity"));
    add_location(out, activity);
}

static void
add_sessions(struct text *out, const struct json_object *activity)
{
    struct str *sessions;
    size_t count = json_cut_list(activity->arena, json_object_raw(activity, "sessions"), &sessions);

    if (count == 0)
        return;
    add(out, "subEvent", STR("["));
    for (size_t i = 0; i < count; i++) {
        struct json_object session = json_object_open(activity->arena, sessions[i]);

        text_add(out, i > 0 ? STR(",") : STR(""));
        begin(out, NULL, "Event");
        add(out, "name", json_object_raw(activity, "title"));
        add(out, "startDate", json_object_raw(&session, "startsAt"));
        add(out, "endDate", json_object_raw(&session, "endsAt"));
        add_location(out, activity);
        text_add(out, STR("}"));
    }
    text_add(out, STR("]"));
}

static void
add_instance(struct text *out, const struct json_object *activity)
{
    begin(out, "hasCourseInstance", "CourseInstance");
    add_words(out, "courseMode", theirs(course_modes, document_text(activity, "mode")));
    add(out, "inLanguage", json_object_raw(activity, "languages"));
    add_event(out, activity);
    add_sessions(out, activity);
    text_add(out, STR("}"));
}

static void
add_offer(struct text *out, const struct json_object *activity)
{
    struct json_object price = json_object_within(activity, "price");
    struct json_object enrolment = json_object_within(activity, "enrolment");

    add(out, "isAccessibleForFree", price.count == 0 ? STR("true") : STR("false"));
    begin(out, "offers", "Offer");
    add_words(out, "category", price.count == 0 ? STR("Free") : STR("Paid"));
    add(out, "price", price.count == 0 ? STR("\"0.00\"") : json_object_raw(&price, "amount"));
    add(out, "priceCurrency", json_object_raw(&price, "currency"));
    add(out, "url", json_object_raw(&enrolment, "url"));
    text_add(out, STR("}"));
}

static void
add_skills(struct text *out, const struct json_object *activity)
{
    struct str *skills;
    size_t count = json_cut_list(activity->arena, json_object_raw(activity, "skills"), &skills);

    if (count == 0)
        return;
    add(out, "teaches", STR("["));
    for (size_t i = 0; i < count; i++) {
        struct json_object skill = json_object_open(activity->arena, skills[i]);

        text_add(out, i > 0 ? STR(",") : STR(""));
        begin(out, NULL, "DefinedTerm");
        add(out, "@id", json_object_raw(&skill, "uri"));
        add(out, "name", json_object_raw(&skill, "label"));
        text_add(out, STR("}"));
    }
    text_add(out, STR("]"));
}

/* "7-12", "16-" and "-12", as schema.org writes ranges of ages. */
static void
add_ages(struct text *out, const struct json_object *activity)
{
    struct str least = json_object_raw(activity, "ageMin"),
               most = json_object_raw(activity, "ageMax");

    if (least.at == NULL && most.at == NULL)
        return;
    add(out, "typicalAgeRange", STR(""));
    text_print(out, "\"" STR_FMT "-" STR_FMT "\"", STR_ARG(least), STR_ARG(most));
}

static void
add_common(struct text *out, const struct json_object *activity)
{
    struct json_object organisation = json_object_within(activity, "organisation");

    add(out, "@id", json_object_raw(activity, "url"));
    add_words(out, "url", document_page(activity));
    add(out, "name", json_object_raw(activity, "title"));
    add(out, "abstract", json_object_raw(activity, "summary"));
    add(out, "description", json_object_raw(activity, "description"));
    begin(out, "provider", "Organization");
    add(out, "name", json_object_raw(&organisation, "name"));
    add(out, "url", json_object_raw(&organisation, "url"));
    text_add(out, STR("}"));
    add_offer(out, activity);
    add_skills(out, activity);
    add_ages(out, activity);
    add(out, "dateModified", json_object_raw(activity, "updatedAt"));
}

struct str
feed_linked(struct arena *arena, struct str json, bool within)
{
    struct json_object activity = json_object_open(arena, json);
    struct text out = text_new(arena);
    struct str *sessions;
    size_t count = json_cut_list(arena, json_object_raw(&activity, "sessions"), &sessions);
    bool is_alone = count == 0 && str_same(document_text(&activity, "type"), STR("self_study"));
    const char *type = is_alone ? "LearningResource" : count == 1 ? "EducationEvent" : "Course";

    text_add(&out, STR("{"));
    if (!within)
        add_words(&out, "@context", STR(SCHEMA));
    add_words(&out, "@type", str_of(type));
    add_common(&out, &activity);
    if (is_alone || count == 1)
        add(&out, "inLanguage", json_object_raw(&activity, "languages"));
    if (count == 1)
        add_event(&out, &activity);
    else if (!is_alone)
        add_instance(&out, &activity);
    text_add(&out, STR("}"));
    return text_str(&out);
}
