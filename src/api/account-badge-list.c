/* What stands on the page of all badges: lists, what was brought, and what can be taken away. */
#include "api/account-badge-parts.h"

#include "api/offer.h"
#include "json/cut.h"
#include "sql/badge-host.h"
#include "sql/exchange.h"

enum { ROWS = 25, IMPORT_ROWS = 5 };

struct query {
    struct str awards, kept;
};

/* Where the lists go on; what is no place in them shows them from the start. */
static const struct shape_field query_fields[] = {
    SHAPE_TEXT(struct query, awards, .optional = true, .max = 100, .about = "The last one seen."),
    SHAPE_TEXT(struct query, kept, .optional = true, .max = 100, .about = "The last one seen."),
};
const struct shape account_badges_query =
    SHAPE_OF(struct query, query_fields, .name = "BadgesQuery");

static void
set_day(struct call *call, struct page_data *data, const char *name, struct str day)
{
    if (day.at != NULL)
        offer_set_day(call, page_row(data, name), &day);
}

static struct str
inner_name(struct call *call, struct str body, const char *member)
{
    struct json_object whole = json_object_open(call->arena, body);
    struct json_object inner = json_object_within(&whole, member);

    return json_object_meaning(&inner, "name");
}

void
badge_set_award(struct call *call, struct page_data *data, const struct pg_answer *rows, size_t row)
{
    struct str id = pg_cell(rows, row, ACCOUNT_AWARDS_ID);
    struct str body = pg_cell(rows, row, ACCOUNT_AWARDS_BODY);
    struct str reason = account_member(call, body, "revocationReason");
    struct str successor = account_member(call, body, "supersededBy");

    page_set(data, "badgeName", inner_name(call, body, "badge"));
    page_set(data, "issuer", inner_name(call, body, "organisation"));
    page_set(data, "status", account_member(call, body, "status"));
    page_set(data, "reason",
             reason.at == NULL ? account_member(call, body, "replacementReason") : reason);
    if (successor.at != NULL)
        page_set(data, "successorPath",
                 arena_print(call->arena, "/b/" STR_FMT, STR_ARG(successor)));
    page_set(data, "visibility", pg_cell(rows, row, ACCOUNT_AWARDS_VISIBILITY));
    page_set(data, "awardUrl",
             arena_print(call->arena, "/account/badges/awards/" STR_FMT, STR_ARG(id)));
    page_set(data, "path", arena_print(call->arena, "/b/" STR_FMT, STR_ARG(id)));
    page_set(
        data, "pageUrl",
        arena_print(call->arena, STR_FMT "/b/" STR_FMT, STR_ARG(call->api->base_url), STR_ARG(id)));
    set_day(call, data, "issued", pg_cell(rows, row, ACCOUNT_AWARDS_ISSUED));
    set_day(call, data, "expires", pg_cell(rows, row, ACCOUNT_AWARDS_EXPIRES));
}

/* What says no name is called by its issuer, or else by its id. */
void
badge_set_kept(struct call *call, struct page_data *data, struct str document)
{
    static const char *const members[] = {"id",         "description", "verdict", "form",
                                          "issuerName", "verifiedAt",  "addedAt"};
    static const char *const names[] = {"name", "issuerName", "issuer", "id"};
    struct str name = STR_NONE;

    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        page_set(data, members[i], account_member(call, document, members[i]));
    for (size_t i = 0; name.at == NULL && i < sizeof(names) / sizeof(names[0]); i++)
        name = account_member(call, document, names[i]);
    page_set(data, "badgeName", name);
    page_set(data, "keptUrl",
             arena_print(call->arena, "/account/badges/kept/" STR_FMT,
                         STR_ARG(account_member(call, document, "id"))));
}

static struct str
place(struct str wanted)
{
    return str_is_uuid(wanted) ? wanted : STR_NONE;
}

static void
set_onward(struct call *call, struct page_data *data, const char *name, const char *parameter,
           struct str last)
{
    page_set(data, name,
             arena_print(call->arena, "/account/badges?%s=" STR_FMT, parameter, STR_ARG(last)));
}

static enum problem
set_awards(struct call *call, struct page_data *data, struct str after)
{
    struct pg_answer rows = sql_account_awards(&call->door, call->session.person, STR_NONE,
                                               place(after), ROWS + 1, call->languages);

    for (size_t i = 0; !rows.problem && i < rows.rows && i < ROWS; i++)
        badge_set_award(call, page_row(data, "awards"), &rows, i);
    if (!rows.problem && rows.rows > ROWS)
        set_onward(call, data, "olderAwards", "awards",
                   pg_cell(&rows, ROWS - 1, ACCOUNT_AWARDS_ID));
    return rows.problem;
}

static enum problem
set_kept(struct call *call, struct page_data *data, struct str after)
{
    struct pg_answer rows =
        sql_held_list(&call->door, call->session.person, place(after), ROWS + 1);

    for (size_t i = 0; !rows.problem && i < rows.rows && i < ROWS; i++)
        badge_set_kept(call, page_row(data, "kept"), pg_cell(&rows, i, HELD_LIST_BODY));
    if (!rows.problem && rows.rows > ROWS)
        set_onward(call, data, "olderKept", "kept", pg_cell(&rows, ROWS - 1, HELD_LIST_CURSOR));
    return rows.problem;
}

static enum problem
set_imports(struct call *call, struct page_data *data)
{
    struct pg_answer rows =
        sql_held_import_list(&call->door, call->session.person, STR_NONE, IMPORT_ROWS);

    for (size_t i = 0; !rows.problem && i < rows.rows; i++) {
        page_flag(data, "hasImports", true);
        account_document(call, page_row(data, "imports"), pg_cell(&rows, i, HELD_IMPORT_LIST_BODY));
    }
    return rows.problem;
}

static enum problem
set_parts(struct call *call, struct page_data *data)
{
    struct pg_answer rows = sql_held_export_parts(&call->door);

    for (size_t i = 0; !rows.problem && i < rows.rows; i++) {
        struct page_data *row = page_row(data, "parts");
        struct str after = pg_cell(&rows, i, HELD_EXPORT_PARTS_AFTER);

        page_flag(data, "hasParts", true);
        page_number(row, "part", (int64_t)i + 1);
        page_set(row, "files", pg_cell(&rows, i, HELD_EXPORT_PARTS_FILES));
        page_set(row, "partUrl",
                 arena_print(call->arena, "/account/badges/export%s" STR_FMT,
                             after.at == NULL ? "" : "?after=", STR_ARG(after)));
    }
    return rows.problem;
}

static enum problem
set_hosts(struct call *call, struct page_data *data)
{
    struct pg_answer rows = sql_badge_host_list(&call->door, call->session.person);

    for (size_t i = 0; !rows.problem && i < rows.rows; i++) {
        struct page_data *row = page_row(data, "hosts");
        struct str body = pg_cell(&rows, i, BADGE_HOST_LIST_BODY);
        struct str name = account_member(call, body, "name");

        page_set(row, "name", name.at == NULL ? account_member(call, body, "hostUrl") : name);
        page_set(row, "state", account_member(call, body, "state"));
        page_set(row, "hostPage", badge_host_path(call, account_member(call, body, "id")));
    }
    return rows.problem;
}

enum problem
badge_set_all(struct call *call, struct page_data *data)
{
    static const struct query start = {
        .awards = {NULL, 0}
    };
    const struct query *want = call->route->method == GET ? call->input : &start;
    enum problem problem = set_awards(call, data, want->awards);

    page_flag(data, "awaitsGuardian", account_awaits_guardian(call));
    if (!problem)
        problem = set_kept(call, data, want->kept);
    if (!problem)
        problem = set_imports(call, data);
    if (!problem)
        problem = set_hosts(call, data);
    return problem ? problem : set_parts(call, data);
}
