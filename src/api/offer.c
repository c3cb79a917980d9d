#include "api/offer.h"

#include "api/browser.h"
#include "base/text.h"
#include "feed/feed.h"
#include "json/cut.h"
#include "sql/offer.h"

enum { PAGE_MEETINGS_MAX = 200 };

static void
copy_words(struct page_data *data, const struct json_object *members, const char *const *names)
{
    for (; *names != NULL; names++)
        page_set(data, *names, json_object_meaning(members, *names));
}

void
offer_set_day(struct call *call, struct page_data *data, struct str *rest)
{
    struct str language = browser_language(call), year = STR(""), month = STR(""), day = STR("");

    str_cut(rest, ' ', &year);
    str_cut(rest, ' ', &month);
    str_cut(rest, ' ', &day);
    page_set(data, "date",
             arena_print(call->arena, STR_FMT "-" STR_FMT "-" STR_FMT, STR_ARG(year),
                         STR_ARG(month), STR_ARG(day)));
    page_set(data, "year", year);
    page_set(data, "month",
             page_word(language, arena_print(call->arena, "month." STR_FMT, STR_ARG(month))));
    page_set(data, "day", str_starts(day, STR("0")) ? str_from(day, 1) : day);
}

/* Of "2027 03 01 1 16:00" what the words of a date need; `time` is what the time is called there.
 */
static void
set_moment(struct call *call, struct page_data *data, struct str *rest, const char *time)
{
    struct str language = browser_language(call), weekday = STR(""), clock = STR("");

    offer_set_day(call, data, rest);
    str_cut(rest, ' ', &weekday);
    str_cut(rest, ' ', &clock);
    page_set(data, "weekday",
             page_word(language, arena_print(call->arena, "weekday." STR_FMT, STR_ARG(weekday))));
    page_set(data, time, clock);
}

enum { DATE_SIZE = sizeof("2027 03 01") - 1, MOMENT_SIZE = sizeof("2027 03 01 1 16:00") - 1 };

/* A meeting that ends on the day on which it begins says that day once. */
static void
add_meeting(struct call *call, struct page_data *data, struct str meeting)
{
    struct str rest = meeting, end = str_from(meeting, MOMENT_SIZE + 1);
    struct page_data *row = page_row(data, "meetings");
    bool is_one_day =
        str_same((struct str){meeting.at, DATE_SIZE}, (struct str){end.at, DATE_SIZE});

    set_moment(call, row, &rest, "from");
    set_moment(call, is_one_day ? row : page_row(row, "until"), &rest, "to");
}

static void
set_meetings(struct call *call, struct page_data *data, struct str meetings, size_t most)
{
    struct str meeting;
    size_t count = 0;

    while (str_cut(&meetings, ';', &meeting)) {
        if (meeting.size != 2 * MOMENT_SIZE + 1)
            continue;
        if (count++ < most)
            add_meeting(call, data, meeting);
    }
    page_flag(data, "hasMeetings", count > 0);
    if (count > most)
        page_number(data, "count", (int64_t)(count - most));
}

static void
set_place(struct page_data *data, const struct json_object *activity)
{
    struct json_object place = json_object_within(activity, "place");
    bool is_online = !str_same(json_object_meaning(activity, "mode"), STR("in_person"));

    page_set(data, "place", json_object_meaning(&place, "name"));
    page_set(data, "address", json_object_meaning(&place, "address"));
    page_flag(data, "online", is_online);
    page_flag(data, "hasWhere", is_online || place.count > 0);
}

static void
set_people(struct page_data *data, const struct json_object *activity)
{
    struct json_object price = json_object_within(activity, "price");
    struct json_object organisation = json_object_within(activity, "organisation");
    struct str least = json_object_meaning(activity, "ageMin"),
               most = json_object_meaning(activity, "ageMax");

    page_set(data, "organisation", json_object_meaning(&organisation, "name"));
    page_set(data, "ageMin", least);
    page_set(data, "ageMax", most);
    page_set(data, "ages",
             least.at != NULL && most.at != NULL ? STR("ages_between")
             : least.at != NULL                  ? STR("ages_from")
             : most.at != NULL                   ? STR("ages_to")
                                                 : STR("everybody"));
    page_set(data, "amount", json_object_meaning(&price, "amount"));
    page_set(data, "currency", json_object_meaning(&price, "currency"));
}

/* What is as usual is not said. */
static void
set_state(struct page_data *data, const struct json_object *activity)
{
    struct str state = json_object_meaning(activity, "state");
    bool is_over = str_same(json_object_raw(activity, "completed"), STR("true"));

    page_flag(data, "over", is_over);
    page_set(data, "state",
             !str_same(state, STR("published")) ? state
             : is_over                          ? STR("over")
                                                : STR_NONE);
    page_set(data, "reason", json_object_meaning(activity, "stateReason"));
}

void
offer_set(struct call *call, struct page_data *data, const struct pg_answer *found, size_t row,
          size_t most)
{
    static const char *const names[] = {"title", "summary", NULL};
    struct json_object activity = json_object_open(call->arena, pg_named(found, row, "body"));
    struct str lang = call->view->lang;

    copy_words(data, &activity, names);
    page_set(data, "textLanguage", json_object_meaning(&activity, "language"));
    page_set(data, "pageUrl",
             arena_print(call->arena, "/a/" STR_FMT "%s" STR_FMT,
                         STR_ARG(json_object_meaning(&activity, "id")),
                         lang.size > 0 ? "?lang=" : "", STR_ARG(lang)));
    set_state(data, &activity);
    set_meetings(call, data, pg_named(found, row, "meetings"), most);
    set_place(data, &activity);
    set_people(data, &activity);
}

/* A list of languages, with ", " between: those that pages are in by their names, others by their
 * tags. */
static struct str
languages_named(struct arena *arena, struct str list)
{
    struct text out = text_new(arena);
    struct str *items;
    size_t count = json_cut_list(arena, list, &items);

    for (size_t i = 0; i < count; i++) {
        struct str tag = json_meaning(arena, items[i]);
        bool is_known = str_same(page_language(&tag, 1), tag);

        text_print(&out, "%s" STR_FMT, i > 0 ? ", " : "",
                   STR_ARG(is_known ? page_language_name(tag) : tag));
    }
    return text_str(&out);
}

/* A map of others, which a page can lead to and a frame cannot. */
static void
set_map(struct page_data *data, const struct json_object *activity)
{
    struct json_object place = json_object_within(activity, "place");
    struct str lat = json_object_raw(&place, "lat"), lon = json_object_raw(&place, "lon");

    if (lat.at != NULL && lon.at != NULL)
        page_set(data, "mapUrl",
                 arena_print(activity->arena,
                             "https://www.openstreetmap.org/?mlat=" STR_FMT "&mlon=" STR_FMT
                             "#map=17/" STR_FMT "/" STR_FMT,
                             STR_ARG(lat), STR_ARG(lon), STR_ARG(lat), STR_ARG(lon)));
}

static void
set_whole(struct call *call, struct page_data *data, struct str body)
{
    static const char *const names[] = {"description", "onlineUrl", NULL};
    struct json_object activity = json_object_open(call->arena, body);
    struct json_object enrolment = json_object_within(&activity, "enrolment");
    struct str *skills, id = json_object_meaning(&activity, "id");
    size_t count = json_cut_list(call->arena, json_object_raw(&activity, "skills"), &skills);
    struct str state = json_object_meaning(&activity, "state");
    bool is_on = str_same(state, STR("published"));
    bool is_told = is_on || str_same(state, STR("cancelled")); /* to search engines, too */

    copy_words(data, &activity, names);
    if (!is_on)
        page_set(data, "onlineUrl", STR_NONE);
    page_set(data, "enrolUrl", is_on ? json_object_meaning(&enrolment, "url") : STR_NONE);
    page_set(data, "seats", json_object_meaning(&activity, "capacity"));
    page_set(data, "languagesHeld",
             languages_named(call->arena, json_object_raw(&activity, "languages")));
    set_map(data, &activity);
    page_flag(data, "hasSkills", count > 0);
    for (size_t i = 0; i < count; i++) {
        struct json_object skill = json_object_open(call->arena, skills[i]);

        page_set(page_row(data, "skills"), "label", json_object_meaning(&skill, "label"));
    }
    if (is_on)
        page_set(data, "calendarUrl",
                 arena_print(call->arena, "/feeds/activities/" STR_FMT ".ics", STR_ARG(id)));
    if (is_told)
        page_set(data, "linked", feed_linked(call->arena, body, false));
}

struct reply
offer_page(struct call *call)
{
    struct pg_answer found = sql_offer_show(&call->door, call->parts[0], call->languages);
    struct page_data *data = page_data_new(call->arena);

    if (found.problem)
        return reply_refusal(call, found.problem);
    offer_set(call, data, &found, 0, PAGE_MEETINGS_MAX);
    set_whole(call, data, pg_named(&found, 0, "body"));
    page_set(data, "pageUrl",
             arena_print(call->arena, STR_FMT "/a/" STR_FMT, STR_ARG(call->api->base_url),
                         STR_ARG(call->parts[0])));
    return reply_html(call, 200, "activity", data);
}
