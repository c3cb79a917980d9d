/* The apps that the person has connected, and their end. */
#include "api/account-parts.h"

#include "sql/oauth.h"

struct app {
    struct form_guard guard;
    struct str app;
};

static const struct shape_field app_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct app, app, .optional = true, .max = 100, .about = "Which one."),
};
const struct shape account_app_form = SHAPE_OF(struct app, app_fields, .name = "AppForm");

struct reply
account_apps(struct call *call)
{
    struct page_data *data = page_data_new(call->arena);
    struct pg_answer apps = sql_connection_rows(&call->door, call->session.person);

    if (apps.problem)
        return reply_refusal(call, apps.problem);
    for (size_t i = 0; i < apps.rows; i++) {
        struct page_data *row = page_row(data, "apps");
        struct str scopes = pg_cell(&apps, i, CONNECTION_ROWS_SCOPES), scope;

        page_set(row, "id", pg_cell(&apps, i, CONNECTION_ROWS_CLIENT));
        page_set(row, "name", pg_cell(&apps, i, CONNECTION_ROWS_NAME));
        page_set(row, "organisationName", pg_cell(&apps, i, CONNECTION_ROWS_ORGANISATION_NAME));
        page_set(row, "createdAt", pg_cell(&apps, i, CONNECTION_ROWS_CREATED_AT));
        page_set(row, "lastUsedAt", pg_cell(&apps, i, CONNECTION_ROWS_LAST_USED_AT));
        while (str_cut(&scopes, ' ', &scope))
            page_set(page_row(row, "scopes"), "name", scope);
    }
    account_set_notice(call, data);
    return reply_html(call, 200, "apps", data);
}

struct reply
account_app_end(struct call *call)
{
    const struct app *want = call->input;
    struct pg_answer answer;

    if (!str_is_uuid(want->app))
        return reply_refusal(call, PROBLEM_NOT_FOUND);
    answer = sql_connection_revoke(&call->door, call->session.person, want->app);
    return answer.problem ? reply_refusal(call, answer.problem)
                          : account_noticed(call, "/account/apps", "revoked");
}
