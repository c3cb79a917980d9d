#include "api/badge-page.h"

#include "api/browser.h"
#include "api/credential.h"
#include "api/offer.h"
#include "api/picture.h"
#include "sql/badge.h"

#include <string.h>

static const char *const forms[] = {TYPE_PAGE, "application/json", TYPE_CREDENTIAL,
                                    "application/ld+json"};

bool
badge_is_address(struct str text)
{
    return text.at != NULL &&
           (str_starts(text, STR("https://")) || str_starts(text, STR("http://")));
}

/* Whichever name of this host the page came from. */
void
badge_set_picture(struct call *call, struct page_data *data, const struct json_object *badge)
{
    struct json_object image = json_object_within(badge, "image");
    struct str address = json_object_meaning(&image, "url"), base = call->api->base_url;

    page_set(data, "imageUrl", str_starts(address, base) ? str_from(address, base.size) : address);
    page_set(data, "imageWidth", json_object_meaning(&image, "width"));
    page_set(data, "imageHeight", json_object_meaning(&image, "height"));
    page_set(data, "imageCaption", json_object_meaning(badge, "imageCaption"));
}

void
badge_set_skills(struct call *call, struct page_data *data, struct feed_award *linked,
                 struct str list)
{
    struct str *skills;

    linked->skill_count = json_cut_list(call->arena, list, &skills);
    linked->skills = arena_list(call->arena, struct feed_skill, linked->skill_count + 1);
    page_flag(data, "hasSkills", linked->skill_count > 0);
    for (size_t i = 0; i < linked->skill_count; i++) {
        struct json_object skill = json_object_open(call->arena, skills[i]);
        struct page_data *row = page_row(data, "skills");
        struct feed_skill one = {json_object_meaning(&skill, "label"),
                                 json_object_meaning(&skill, "uri")};

        linked->skills[i] = one;
        page_set(row, "label", one.name.at == NULL ? one.uri : one.name);
        page_set(row, "skillUrl", badge_is_address(one.uri) ? one.uri : STR_NONE);
    }
}

/* Opened in the language that was asked for. */
struct str
badge_page_path(const struct call *call, const char *kind, struct str id, int64_t version)
{
    struct str lang = call->view->lang;
    struct str later =
        version > 1 ? arena_print(call->arena, "/versions/%lld", (long long)version) : STR("");

    return arena_print(call->arena, "/%s/" STR_FMT STR_FMT "%s" STR_FMT, kind, STR_ARG(id),
                       STR_ARG(later), lang.size > 0 ? "?lang=" : "", STR_ARG(lang));
}

/* The page of an address below /ob, however this one was written. */
static struct str
page_of(const struct call *call, struct str address)
{
    struct str before = arena_print(call->arena, STR_FMT "/ob", STR_ARG(call->api->base_url));

    return str_starts(address, before)
               ? arena_print(call->arena, STR_FMT STR_FMT, STR_ARG(call->api->base_url),
                             STR_ARG(str_from(address, before.size)))
               : address;
}

static int64_t
number_of(struct str text)
{
    int64_t number;

    return text.at != NULL && str_integer(text, &number) ? number : 0;
}

/* What it corresponds to, and the results that an award may have. */
static void
set_particulars(struct call *call, struct page_data *data, const struct json_object *badge)
{
    static const char *const names[] = {"name",        "consumerDescription", "description",
                                        "criteria",    "validDays",           "creditsAvailable",
                                        "fieldOfStudy"};
    struct str url = json_object_meaning(badge, "criteriaUrl"), *list;
    size_t count;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        page_set(data, names[i], json_object_meaning(badge, names[i]));
    page_set(data, "textLanguage", json_object_meaning(badge, "language"));
    page_set(data, "criteriaUrl", badge_is_address(url) ? url : STR_NONE);
    count = json_cut_list(call->arena, json_object_raw(badge, "alignments"), &list);
    page_flag(data, "hasAlignments", count > 0);
    for (size_t i = 0; i < count; i++) {
        struct json_object one = json_object_open(call->arena, list[i]);
        struct page_data *row = page_row(data, "alignments");
        struct str target = json_object_meaning(&one, "targetUrl");

        page_set(row, "target", json_object_meaning(&one, "targetName"));
        page_set(row, "framework", json_object_meaning(&one, "targetFramework"));
        page_set(row, "targetUrl", badge_is_address(target) ? target : STR_NONE);
    }
    count = json_cut_list(call->arena, json_object_raw(badge, "resultDescriptions"), &list);
    page_flag(data, "hasResults", count > 0);
    for (size_t i = 0; i < count; i++) {
        struct json_object one = json_object_open(call->arena, list[i]);

        page_set(page_row(data, "results"), "result", json_object_meaning(&one, "name"));
    }
}

static void
set_versions(struct call *call, struct page_data *data, const struct pg_answer *found,
             int64_t shown)
{
    struct str *list;
    size_t count = json_cut_list(call->arena, pg_named(found, 0, "versions"), &list);
    int64_t newest = number_of(pg_named(found, 0, "newest"));

    page_flag(data, "hasVersions", count > 1);
    for (size_t i = 0; i < count; i++) {
        struct json_object one = json_object_open(call->arena, list[i]);
        struct page_data *row = page_row(data, "versions");
        struct str day = json_object_meaning(&one, "began");
        int64_t number = number_of(json_object_raw(&one, "version"));

        page_number(row, "number", number);
        page_flag(row, "current", number == shown);
        page_set(row, "versionUrl", badge_page_path(call, "badges", call->parts[0], number));
        if (day.at != NULL)
            offer_set_day(call, page_row(row, "began"), &day);
    }
    if (shown != newest)
        page_set(data, "newestUrl", badge_page_path(call, "badges", call->parts[0], newest));
}

/* What is no more, or was, is nothing to be found by search engines. */
static void
set_badge(struct call *call, struct page_data *data, const struct pg_answer *found, int64_t shown)
{
    struct json_object badge = json_object_open(call->arena, pg_named(found, 0, "badge"));
    struct str address = json_object_meaning(&badge, "achievementUrl");
    struct str organisation = pg_named(found, 0, "organisation");
    bool is_active = str_same(json_object_meaning(&badge, "state"), STR("active"));
    bool is_of_counting = str_same(pg_named(found, 0, "issuer_counts"), STR("true"));
    bool is_newest = shown == number_of(pg_named(found, 0, "newest"));
    struct feed_award linked = {
        .url = page_of(call, address),
        .name = json_object_meaning(&badge, "name"),
        .description = json_object_meaning(&badge, "description"),
        .language = json_object_meaning(&badge, "language"),
        .issuer = pg_named(found, 0, "issuer"),
        .website = arena_print(call->arena, STR_FMT "/issuers/" STR_FMT,
                               STR_ARG(call->api->base_url), STR_ARG(organisation)),
    };

    set_particulars(call, data, &badge);
    badge_set_picture(call, data, &badge);
    badge_set_skills(call, data, &linked, json_object_raw(&badge, "skills"));
    set_versions(call, data, found, shown);
    page_flag(data, "archived", !is_active);
    page_flag(data, "good", is_active && is_newest && is_of_counting);
    page_set(data, "issuer", linked.issuer);
    page_set(data, "issuerState", pg_named(found, 0, "issuer_state"));
    page_set(data, "issuerUrl", badge_page_path(call, "issuers", organisation, 0));
    page_set(data, "pageUrl", linked.url);
    page_set(data, "achievementUrl", address);
    page_set(data, "pictureUrl",
             arena_print(call->arena, STR_FMT "/badge.png", STR_ARG(linked.url)));
    if (is_active && is_newest && is_of_counting)
        page_set(data, "linked", feed_award_linked(call->arena, &linked));
}

/* Who asks for JSON and no page is led to where that is. */
bool
badge_wants_document(const struct call *call)
{
    const char *type = type_wanted(call->request->accept, forms, sizeof(forms) / sizeof(forms[0]));

    return type != NULL && strcmp(type, TYPE_PAGE) != 0;
}

struct reply
badge_see_document(struct call *call)
{
    return reply_see(call, arena_print(call->arena, "/ob" STR_FMT, STR_ARG(call->request->path)));
}

struct reply
badge_page(struct call *call)
{
    int64_t shown = credential_version(call);
    struct page_data *data = page_data_new(call->arena);
    struct pg_answer found;

    if (badge_wants_document(call))
        return badge_see_document(call);
    found = sql_badge_page(&call->door, call->parts[0], shown, call->languages);
    if (found.problem)
        return reply_refusal(call, found.problem);
    set_badge(call, data, &found, shown);
    call->keeping = "public, max-age=1";
    return reply_html(call, 200, "badge", data);
}

/* Messengers that show a page ask for anything, and draw no SVG. */
struct reply
badge_png(struct call *call)
{
    struct issue_house house = credential_house(call);
    struct str document = STR_NONE;
    enum problem problem =
        issue_achievement(&house, call->parts[0], credential_version(call), &document);

    return problem ? reply_refusal(call, problem)
                   : picture_reply(call, PICTURE_PNG, document, NULL);
}
