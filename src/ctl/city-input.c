#include "ctl/city-input.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>

static const char *const needed[] = {"slug", "country", "time-zone", "language", "centre", "name"};

static void
add_text(struct text *json, const char *name, struct str value)
{
    text_add_member(json, name, value);
    text_add(json, STR(","));
}

/* "lt,en,uk"; `usual` becomes the first. */
static bool
add_languages(struct text *json, struct str list, struct str *usual)
{
    struct str tag;
    size_t count = 0;

    text_add(json, STR("\"languages\":["));
    while (str_cut(&list, ',', &tag)) {
        tag = str_trim(tag);
        if (tag.size == 0)
            return false;
        if (count++ == 0)
            *usual = tag;
        else
            text_add(json, STR(","));
        text_add_json(json, tag);
    }
    text_add(json, STR("],"));
    return true;
}

static bool
read_degrees(struct arena *arena, struct str text, double max, double *value)
{
    const char *begin = arena_copy(arena, str_trim(text)).at;
    char *end;

    *value = strtod(begin, &end);
    return end != begin && *end == '\0' && isfinite(*value) && fabs(*value) <= max;
}

/* "55.7,21.1" */
static bool
add_centre(struct arena *arena, struct text *json, struct str centre)
{
    struct str lat_text;
    double lat, lon;

    if (!str_cut(&centre, ',', &lat_text) || centre.at == NULL ||
        !read_degrees(arena, lat_text, 90, &lat) || !read_degrees(arena, centre, 180, &lon))
        return false;
    text_print(json, "\"centre\":{\"lat\":%.9g,\"lon\":%.9g},", lat, lon);
    return true;
}

/* "lt=Klaipėda", for each language. */
static bool
add_names(struct text *json, const struct str *names, size_t count)
{
    text_add(json, STR("\"translations\":{"));
    for (size_t i = 0; i < count; i++) {
        struct str name = names[i], tag;

        str_cut(&name, '=', &tag);
        if (name.size == 0 || tag.size == 0)
            return false;
        if (i > 0)
            text_add(json, STR(","));
        text_add_json(json, tag);
        text_add(json, STR(":{\"name\":"));
        text_add_json(json, name);
        text_add(json, STR("}"));
    }
    text_add(json, STR("},"));
    return true;
}

static struct str
missing(struct arena *arena, const struct given *given)
{
    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
        if (!option_given(given, needed[i]))
            return arena_print(arena, "A city needs --%s, or all of it --from FILE.", needed[i]);
    return STR_NONE;
}

struct str
city_input(struct arena *arena, const struct given *given, struct str *why)
{
    struct text json = text_new(arena);
    struct str names[GIVEN_MAX], usual = STR("");
    size_t count = option_list(given, "name", names);

    *why = missing(arena, given);
    if (why->at != NULL)
        return STR_NONE;
    text_add(&json, STR("{"));
    add_text(&json, "slug", option_text(given, "slug"));
    add_text(&json, "country", option_text(given, "country"));
    add_text(&json, "timeZone", option_text(given, "time-zone"));
    if (!add_languages(&json, option_text(given, "language"), &usual))
        *why = STR("--language takes tags with commas between, such as lt,en.");
    else if (!add_centre(arena, &json, option_text(given, "centre")))
        *why = STR("--centre takes latitude and longitude in degrees, such as 55.7,21.1.");
    else if (!add_names(&json, names, count))
        *why = STR("--name takes a language and a name, such as en=Klaipeda.");
    if (why->at != NULL)
        return STR_NONE;
    if (option_given(given, "default-language"))
        usual = option_text(given, "default-language");
    add_text(&json, "approval", option_given(given, "open") ? STR("open") : STR("approve"));
    if (option_given(given, "consent-age"))
        add_text(&json, "consentAge", option_text(given, "consent-age"));
    text_add_member(&json, "defaultLanguage", usual);
    text_add(&json, STR("}"));
    return text_str(&json);
}
