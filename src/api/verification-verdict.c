/* The page of what came of a verification, or that it is on its way. */
#include "api/verification.h"

#include "api/browser.h"
#include "issue/issue.h"
#include "json/cut.h"
#include "sql/verification.h"

static void
copy(struct page_data *data, const struct json_object *from, const char *const *names)
{
    for (; *names != NULL; names++)
        page_set(data, *names, json_object_meaning(from, *names));
}

static void
set_checks(struct call *call, struct page_data *data, struct str list)
{
    struct str *items;
    size_t count = json_cut_list(call->arena, list, &items);

    page_flag(data, "hasChecks", count > 0);
    for (size_t i = 0; i < count; i++) {
        struct json_object check = json_object_open(call->arena, items[i]);
        struct page_data *row = page_row(data, "checks");
        struct str passed = json_object_raw(&check, "passed");

        page_set(row, "came",
                 passed.at == NULL               ? STR("open")
                 : str_same(passed, STR("true")) ? STR("passed")
                                                 : STR("failed"));
        page_set(row, "detail", json_object_meaning(&check, "detail"));
    }
}

/* Each has a verdict of its own. */
static void
set_parts(struct call *call, struct page_data *data, struct str list, const char *name)
{
    static const char *const names[] = {"name", "issuerName", "issuer", "comment", NULL};
    struct str *items;
    size_t count = json_cut_list(call->arena, list, &items);

    for (size_t i = 0; i < count; i++) {
        struct json_object part = json_object_open(call->arena, items[i]);
        struct json_object credential = json_object_within(&part, "credential");
        struct page_data *row = page_row(data, name);

        copy(row, &credential, names);
        page_set(row, "verdict", json_object_meaning(&part, "verdict"));
    }
}

/* What took the place of an award of ours: its page. */
static void
set_successor(struct call *call, struct page_data *data, const struct json_object *told)
{
    struct str address = json_object_meaning(told, "supersededBy");
    struct str id =
        address.at == NULL ? STR_NONE : issue_award_of(call->arena, call->api->base_url, address);

    if (id.at == NULL)
        return;
    page_set(data, "successorUrl", arena_print(call->arena, "/b/" STR_FMT, STR_ARG(id)));
    page_set(data, "revocationReason", json_object_meaning(told, "replacementReason"));
}

/* The same words for an award of ours and for a badge of others. */
static void
set_facts(struct call *call, struct page_data *data, const struct json_object *told)
{
    static const char *const own[] = {"name", "description", "criteria", NULL};
    static const char *const foreign[] = {"name",   "description", "criteria",
                                          "issuer", "criteriaUrl", NULL};
    struct json_object badge = json_object_within(told, "badge");
    struct json_object credential = json_object_within(told, "credential");
    struct json_object issuer = json_object_within(told, "issuer");
    bool is_ours = badge.count > 0;
    struct str award = json_object_meaning(told, "award");

    copy(data, is_ours ? &badge : &credential, is_ours ? own : foreign);
    page_set(data, "issuerName", json_object_meaning(&issuer, "name"));
    if (!is_ours)
        page_set(data, "issuerUrl", json_object_meaning(&issuer, "url"));
    if (is_ours)
        page_set(data, "awardUrl", arena_print(call->arena, "/ob/awards/" STR_FMT, STR_ARG(award)));
    page_flag(data, "hasFacts", is_ours || credential.count > 0);
    page_set(data, "issued", json_object_meaning(told, "issuedAt"));
    page_set(data, "expires", json_object_meaning(told, "expiresAt"));
    page_set(data, "revocationReason", json_object_meaning(told, "revocationReason"));
    set_successor(call, data, told);
}

static struct reply
show_verdict(struct call *call, const struct json_object *told)
{
    struct page_data *data = page_data_new(call->arena);
    struct str matches = json_object_raw(told, "recipientMatches");
    struct str verdict = json_object_meaning(told, "verdict");

    page_set(data, "verdict", verdict);
    page_flag(data, "good", str_same(verdict, STR("valid")));
    page_set(data, "reason", json_object_meaning(told, "reason"));
    page_set(data, "matches",
             matches.at == NULL               ? STR_NONE
             : str_same(matches, STR("true")) ? STR("yes")
                                              : STR("no"));
    page_set(data, "asOf", json_object_meaning(told, "asOf"));
    set_facts(call, data, told);
    set_checks(call, data, json_object_raw(told, "checks"));
    set_parts(call, data, json_object_raw(told, "endorsements"), "endorsements");
    set_parts(call, data, json_object_raw(told, "contents"), "contents");
    return reply_html(call, 200, "verified", data);
}

/* Until it is judged the page asks again by itself, each second. */
struct reply
verification_page(struct call *call)
{
    struct pg_answer found = sql_verification_show(&call->door, call->parts[0], call->languages);
    struct page_data *data = page_data_new(call->arena);
    struct json_object told;
    struct reply reply;

    if (found.problem)
        return reply_refusal(call, found.problem);
    told = json_object_open(call->arena, pg_named(&found, 0, "body"));
    if (str_same(pg_named(&found, 0, "state"), STR("done")))
        return show_verdict(call, &told);
    page_set(data, "refreshUrl", call->request->path);
    reply = reply_html(call, 200, "verifying", data);
    reply_header(&reply, "Refresh", STR("1"));
    return reply;
}
