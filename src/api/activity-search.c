/* The search for activities: what narrows it, and in which order it is shown. */
#include "api/activity.h"

#include "api/reply.h"
#include "api/words.h"
#include "sql/activity.h"

#include <stdlib.h>
#include <string.h>

enum { RADIUS_USUAL_M = 5000 };

struct filter {
    struct page page;
    struct str city, q, organisation, category, learningForm, mode, type, skill, language;
    struct str startsAfter, startsBefore, updatedSince, near, sort, count;
    int64_t age, radius;
    bool free;
};

static const char *const sorts[] = {"startsAt", "-updatedAt", "distance", "relevance", NULL};

static const struct shape_field filter_fields[] = {
    PAGE_FIELDS,
    SHAPE_SLUG(struct filter, city, .optional = true, .about = "Only those of this city."),
    ACTIVITY_FILTERS(struct filter),
    SHAPE_ENUM(struct filter, learningForm, .words = words_learning_form, .optional = true,
               .about = "Only this form of learning."),
    SHAPE_ENUM(struct filter, mode, .words = words_mode, .optional = true, .about = "Only these."),
    SHAPE_ENUM(struct filter, type, .words = words_activity_type, .optional = true,
               .about = "Only this kind."),
    SHAPE_TIME(struct filter, updatedSince, .optional = true, .about = "Only what changed since."),
    SHAPE_ENUM(struct filter, sort, .words = sorts, .optional = true,
               .about = "startsAt when it is not said; distance needs near, relevance needs q."),
    SHAPE_ENUM(struct filter, count, .words = words_count, .optional = true,
               .about = "Adds total: counted to the end, or up to 1000."),
};
const struct shape activity_filter =
    SHAPE_OF(struct filter, filter_fields, .name = "ActivityFilter");

/* "latitude,longitude" as two texts that are plain numbers within the earth's bounds. */
static bool
read_near(struct arena *arena, struct str near, struct str *lat, struct str *lon)
{
    static const double bounds[] = {90, 180};
    struct str *const into[] = {lat, lon};

    for (size_t i = 0; i < 2; i++) {
        struct str part;
        char *end;

        if (!str_cut(&near, ',', &part) || part.size == 0)
            return false;
        *into[i] = arena_copy(arena, str_trim(part));

        double value = strtod(into[i]->at, &end);

        if (strspn(into[i]->at, "-.0123456789") != into[i]->size || *end != '\0' ||
            !(value >= -bounds[i] && value <= bounds[i]))
            return false;
    }
    return near.at == NULL;
}

bool
activity_read_near(struct call *call, struct str near, int64_t metres, struct str *lat,
                   struct str *lon, struct str *radius)
{
    if (near.at == NULL)
        return true;
    *radius = pg_int(call->arena, metres == 0 ? RADIUS_USUAL_M : metres);
    return read_near(call->arena, near, lat, lon);
}

/* Each order has a query of its own, since each is served by another index. */
static const struct order {
    const char *name;
    __typeof__(sql_activity_by_start) *ask;
} orders[] = {
    {"startsAt",   sql_activity_by_start    },
    {"-updatedAt", sql_activity_by_update   },
    {"distance",   sql_activity_by_distance },
    {"relevance",  sql_activity_by_relevance},
};

static const struct order *
order_named(struct str name)
{
    for (size_t i = 1; i < sizeof(orders) / sizeof(orders[0]); i++)
        if (str_same(name, str_of(orders[i].name)))
            return &orders[i];
    return &orders[0];
}

/* What a filter means to the database beyond its own fields. */
struct aim {
    struct str lat, lon, radius, age;
};

static struct pg_answer
count_found(struct call *call, const struct filter *want, const struct aim *aim)
{
    bool is_exact = str_same(want->count, STR("exact"));

    return sql_activity_count(&call->door, want->city, want->q, want->organisation, want->category,
                              want->learningForm, want->mode, want->type, want->skill,
                              want->language, want->free, aim->age, want->startsAfter,
                              want->startsBefore, want->updatedSince, aim->lat, aim->lon,
                              aim->radius, is_exact ? INT32_MAX : COUNT_ESTIMATED_MAX + 1);
}

static struct reply
answer_search(struct call *call, const struct filter *want, const struct aim *aim)
{
    struct pg_answer total,
        found = order_named(want->sort)
                    ->ask(&call->door, want->city, want->q, want->organisation, want->category,
                          want->learningForm, want->mode, want->type, want->skill, want->language,
                          want->free, aim->age, want->startsAfter, want->startsBefore,
                          want->updatedSince, aim->lat, aim->lon, aim->radius, call->after,
                          page_count(call), call->languages, view_whole(call));

    if (want->count.at == NULL)
        return reply_page(call, found, NULL);
    total = count_found(call, want, aim);
    return reply_page(call, found, &total);
}

struct reply
activity_search(struct call *call)
{
    const struct filter *want = call->input;
    struct aim aim = {.age = want->age == 0 ? STR_NONE : pg_int(call->arena, want->age)};

    if (!activity_read_near(call, want->near, want->radius, &aim.lat, &aim.lon, &aim.radius))
        return reply_unfit(call, "near", ACTIVITY_NEAR_MEANT);
    if (str_same(want->sort, STR("distance")) && want->near.at == NULL)
        return reply_unfit(call, "sort", "The order by distance needs near=latitude,longitude.");
    if (str_same(want->sort, STR("relevance")) && want->q.at == NULL)
        return reply_unfit(call, "sort", "The order by relevance needs q.");
    return answer_search(call, want, &aim);
}
