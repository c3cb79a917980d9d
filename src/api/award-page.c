#include "api/award-page.h"

#include "api/badge-page.h"
#include "api/browser.h"
#include "api/credential.h"
#include "api/offer.h"
#include "api/picture.h"
#include "base/coding.h"
#include "base/text.h"
#include "image/image.h"
#include "json/cut.h"
#include "json/tree.h"
#include "sql/hosted.h"

#include <string.h>

/* Files of an award by their names, and what they are; what is no form of it is drawn here. */
static const struct {
    const char *name, *type;
} files[] = {
    {"badge.png",  PICTURE_PNG    },
    {"badge.svg",  PICTURE_SVG    },
    {"badge.json", TYPE_CREDENTIAL},
    {"badge.jwt",  TYPE_TOKEN     },
};

static struct str
address_of(const struct call *call)
{
    return arena_print(call->arena, STR_FMT "/b/" STR_FMT, STR_ARG(call->api->base_url),
                       STR_ARG(call->parts[0]));
}

/* A path of ours, with the id in place of "%". */
static void
set_path(struct call *call, struct page_data *data, const char *name, const char *path,
         struct str id)
{
    struct str rest = str_of(path), before;

    str_cut(&rest, '%', &before);
    page_set(data, name,
             arena_print(call->arena, STR_FMT STR_FMT STR_FMT, STR_ARG(before), STR_ARG(id),
                         STR_ARG(rest)));
}

static void
set_day(struct call *call, struct page_data *data, const char *name, struct str day)
{
    if (day.at != NULL)
        offer_set_day(call, page_row(data, name), &day);
}

/* Evidence that the credential names is for everybody, since the credential is. */
static void
set_evidence(struct call *call, struct page_data *data, struct str document)
{
    const struct json_tree *whole = NULL, *list, *one;
    struct scan_fault fault;

    if (document.at == NULL || json_tree_read(call->arena, document, &whole, &fault))
        return;
    list = json_tree_member(whole, STR("evidence"));
    one = list == NULL ? NULL : list->first;
    page_flag(data, "hasEvidence", one != NULL);
    for (; one != NULL; one = one->next) {
        struct page_data *row = page_row(data, "evidence");
        struct str name = json_tree_text(one, "name"), id = json_tree_text(one, "id");

        page_set(row, "evidenceUrl", badge_is_address(id) ? id : STR_NONE);
        page_set(row, "evidenceName", name.at == NULL ? id : name);
        page_set(row, "narrative", json_tree_text(one, "narrative"));
        page_set(row, "about", json_tree_text(one, "description"));
    }
}

/* What the page and the card have in common. */
static void
set_award(struct call *call, struct page_data *data, const struct pg_answer *found,
          const struct json_object *badge)
{
    struct str verdict = pg_named(found, 0, "verdict");

    page_set(data, "verdict", verdict);
    page_flag(data, "good", str_same(verdict, STR("valid")));
    page_set(data, "reason", pg_named(found, 0, "reason"));
    page_set(data, "name", json_object_meaning(badge, "name"));
    page_set(data, "textLanguage", json_object_meaning(badge, "language"));
    page_set(data, "issuer", pg_named(found, 0, "issuer"));
    page_set(data, "issuerState", pg_named(found, 0, "issuer_state"));
    page_set(data, "website", pg_named(found, 0, "website"));
    page_set(data, "pageUrl", address_of(call));
    page_set(data, "openUrl",
             arena_print(call->arena, "/b/" STR_FMT "%s" STR_FMT, STR_ARG(call->parts[0]),
                         call->view->lang.size > 0 ? "?lang=" : "", STR_ARG(call->view->lang)));
    set_path(call, data, "path", "/b/%", call->parts[0]);
    set_path(call, data, "credentialUrl", "/ob/awards/%", call->parts[0]);
    set_path(call, data, "assertionUrl", "/ob2/assertions/%", call->parts[0]);
    badge_set_picture(call, data, badge);
    set_day(call, data, "issued", pg_named(found, 0, "issued"));
    set_day(call, data, "expires", pg_named(found, 0, "expires"));
    set_day(call, data, "revoked", pg_named(found, 0, "revoked"));
    set_day(call, data, "superseded", pg_named(found, 0, "superseded"));
    if (pg_named(found, 0, "successor").at != NULL)
        set_path(call, data, "successorUrl", "/b/%", pg_named(found, 0, "successor"));
}

static void
set_whole(struct call *call, struct page_data *data, const struct pg_answer *found,
          const struct json_object *badge)
{
    struct str name = json_object_meaning(badge, "name");
    struct feed_award linked = {
        .url = address_of(call),
        .name = name,
        .description = json_object_meaning(badge, "description"),
        .language = json_object_meaning(badge, "language"),
        .issuer = pg_named(found, 0, "issuer"),
        .website = pg_named(found, 0, "website"),
        .issued = pg_named(found, 0, "issued"),
        .expires = pg_named(found, 0, "expires"),
    };

    page_set(data, "consumerDescription", json_object_meaning(badge, "consumerDescription"));
    page_set(data, "description", linked.description);
    page_set(data, "pictureUrl",
             arena_print(call->arena, STR_FMT "/badge.png", STR_ARG(linked.url)));
    page_set(data, "criteria", json_object_meaning(badge, "criteria"));
    badge_set_skills(call, data, &linked, json_object_raw(badge, "skills"));
    set_evidence(call, data, pg_named(found, 0, "document"));
    if (str_same(pg_named(found, 0, "verdict"), STR("valid"))) {
        page_set(data, "profileUrl", award_profile_link(call, found, name, address_of(call)));
        page_set(data, "linked", feed_award_linked(call->arena, &linked));
    }
    page_set(data, "embedUrl",
             arena_print(call->arena, STR_FMT "/oembed?format=json&url=" STR_FMT,
                         STR_ARG(call->api->base_url),
                         STR_ARG(coding_percent(call->arena, address_of(call)))));
}

static struct reply
show(struct call *call, const char *template, bool is_whole)
{
    struct pg_answer found = sql_award_page(&call->door, call->parts[0], call->languages);
    struct page_data *data = page_data_new(call->arena);
    struct json_object badge;

    if (found.problem)
        return reply_refusal(call, found.problem);
    badge = json_object_open(call->arena, pg_named(&found, 0, "badge"));
    set_award(call, data, &found, &badge);
    if (is_whole) {
        enum problem problem = award_page_endorse(call, data);

        if (problem)
            return reply_refusal(call, problem);
        set_whole(call, data, &found, &badge);
    }
    call->keeping = "public, max-age=1";
    return reply_html(call, 200, template, data);
}

/* Programs that follow a link to the page find the credential. */
struct reply
award_page(struct call *call)
{
    static const char *const forms[] = {TYPE_PAGE, TYPE_CREDENTIAL, "application/ld+json",
                                        "application/json"};
    const char *type = type_wanted(call->request->accept, forms, sizeof(forms) / sizeof(forms[0]));

    if (type != NULL && strcmp(type, TYPE_PAGE) != 0)
        return reply_see(call,
                         arena_print(call->arena, "/ob/awards/" STR_FMT, STR_ARG(call->parts[0])));
    return show(call, "award", true);
}

struct reply
award_card(struct call *call)
{
    return show(call, "award-card", false);
}

struct reply
award_file(struct call *call)
{
    struct issue_house house = credential_house(call);
    struct issue_credential signed_one;
    struct str name = call->parts[1], page = address_of(call);
    enum problem problem;

    if (str_same(name, STR("qr.svg")))
        return reply_text(call, PICTURE_SVG, image_qr_svg(call->arena, page, page));
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        if (str_same(name, str_of(files[i].name))) {
            problem = issue_award(&house, call->parts[0], &signed_one);
            return problem ? reply_refusal(call, problem)
                           : credential_reply(call, files[i].type, &signed_one);
        }
    return reply_refusal(call, PROBLEM_NOT_FOUND);
}
