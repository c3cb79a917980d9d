/* The page of who issues badges, with those that can be earned there. */
#include "api/badge-page.h"

#include "api/browser.h"
#include "api/credential.h"
#include "sql/badge.h"

/* The picture of a version, as its path. */
static struct str
picture_path(const struct call *call, struct str badge, int64_t version)
{
    struct str later =
        version > 1 ? arena_print(call->arena, "/versions/%lld", (long long)version) : STR("");

    return arena_print(call->arena, "/ob/badges/" STR_FMT STR_FMT "/image", STR_ARG(badge),
                       STR_ARG(later));
}

static void
set_badges(struct call *call, struct page_data *data, struct str badges)
{
    struct str *list;
    size_t count = json_cut_list(call->arena, badges, &list);

    page_flag(data, "hasBadges", count > 0);
    for (size_t i = 0; i < count; i++) {
        struct json_object one = json_object_open(call->arena, list[i]);
        struct page_data *row = page_row(data, "badges");
        struct str id = json_object_meaning(&one, "id");
        int64_t version = 1;

        str_integer(json_object_raw(&one, "version"), &version);
        page_set(row, "name", json_object_meaning(&one, "name"));
        page_set(row, "description", json_object_meaning(&one, "description"));
        page_set(row, "nameLanguage", json_object_meaning(&one, "language"));
        page_set(row, "badgeUrl", badge_page_path(call, "badges", id, version));
        page_set(row, "imageUrl", picture_path(call, id, version));
    }
}

static void
set_issuer(struct call *call, struct page_data *data, const struct pg_answer *found)
{
    struct str website = pg_named(found, 0, "website"), state = pg_named(found, 0, "state");
    struct str about = pg_named(found, 0, "about"), id = pg_named(found, 0, "organisation");
    bool is_good = str_same(pg_named(found, 0, "counts"), STR("true"));
    struct feed_issuer linked = {
        .url = arena_print(call->arena, STR_FMT "/issuers/" STR_FMT, STR_ARG(call->api->base_url),
                           STR_ARG(id)),
        .name = pg_named(found, 0, "issuer"),
        .legal_name = pg_named(found, 0, "legal_name"),
        .description = about,
        .website = website,
    };

    page_set(data, "issuer", linked.name);
    page_set(data, "legalName", linked.legal_name);
    page_set(data, "textLanguage", pg_named(found, 0, "language"));
    page_set(data, "about", about);
    page_set(data, "website", badge_is_address(website) ? website : STR_NONE);
    page_set(data, "issuerState", state);
    page_set(data, "pageUrl", linked.url);
    page_set(data, "profileUrl", arena_print(call->arena, "/ob/issuers/" STR_FMT, STR_ARG(id)));
    page_flag(data, "good", is_good);
    set_badges(call, data, pg_named(found, 0, "badges"));
    if (is_good)
        page_set(data, "linked", feed_issuer_linked(call->arena, &linked));
}

struct reply
issuer_page(struct call *call)
{
    struct page_data *data = page_data_new(call->arena);
    struct pg_answer found;

    if (badge_wants_document(call))
        return badge_see_document(call);
    found = sql_issuer_page(&call->door, call->parts[0], call->languages);
    if (found.problem)
        return reply_refusal(call, found.problem);
    set_issuer(call, data, &found);
    call->keeping = "public, max-age=1";
    return reply_html(call, 200, "issuer", data);
}
