/* The webhooks of an organisation: how they are, and what can be done with one. */
#include "api/account-webhook-parts.h"

struct str
hook_path(struct call *call, struct str endpoint, const char *below)
{
    return arena_print(call->arena, "/account/organisations/" STR_FMT "/webhooks%s" STR_FMT "%s",
                       STR_ARG(call->parts[0]), endpoint.size > 0 ? "/" : "", STR_ARG(endpoint),
                       below);
}

struct page_data *
hook_page(struct call *call, struct str endpoint)
{
    struct page_data *data = page_data_new(call->arena);

    page_set(data, "home", hook_path(call, STR(""), ""));
    page_set(data, "hook", hook_path(call, endpoint, ""));
    account_set_notice(call, data);
    return data;
}

struct reply
hook_noticed(struct call *call, const char *code)
{
    return account_noticed(call, hook_path(call, call->parts[1], "").at, code);
}

bool
hook_error(struct page_data *data, enum problem problem, const char *field)
{
    static const enum problem told[] = {
        PROBLEM_TOO_MANY_ENDPOINTS, PROBLEM_TOO_MANY_PINGS, PROBLEM_ENDPOINT_OFF,
        PROBLEM_ENDPOINT_GONE,      PROBLEM_JOB_IN_HAND,    PROBLEM_DELIVERY_IN_HAND,
    };

    if (problem == PROBLEM_UNKNOWN_EVENT_TYPE) {
        account_error(data, "types", "webhook_types", "errorTypes");
        return true;
    }
    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
        if (told[i] == problem) {
            account_error(data, field, problem_slug(problem), NULL);
            return true;
        }
    return false;
}

static bool
is_one_of(struct str state, const char *one, const char *other)
{
    return str_same(state, str_of(one)) || str_same(state, str_of(other));
}

const char *
hook_below(struct call *call, const char *what, struct str id)
{
    return arena_print(call->arena, "%s" STR_FMT, what, STR_ARG(id)).at;
}

/* A row of endpoint_rows, and what can be done with an endpoint in its state. */
static void
set_endpoint(struct call *call, struct page_data *data, const struct pg_answer *rows, size_t i)
{
    struct str body = pg_cell(rows, i, ENDPOINT_ROWS_BODY);
    struct str state = account_member(call, body, "state");
    bool is_pending = str_same(state, STR("pending"));

    account_document(call, data, body);
    page_set(data, "hook", hook_path(call, pg_cell(rows, i, ENDPOINT_ROWS_ID), ""));
    page_set(data, "waiting", pg_cell(rows, i, ENDPOINT_ROWS_WAITING));
    page_set(data, "held", pg_cell(rows, i, ENDPOINT_ROWS_HELD));
    page_set(data, "exhausted", pg_cell(rows, i, ENDPOINT_ROWS_EXHAUSTED));
    page_set(data, "challenge", is_pending ? pg_cell(rows, i, ENDPOINT_ROWS_PING_STATE) : STR_NONE);
    page_set(data, "challengeOutcome", pg_cell(rows, i, ENDPOINT_ROWS_PING_OUTCOME));
    page_set(data, "challengeStatus", pg_cell(rows, i, ENDPOINT_ROWS_PING_STATUS));
    page_set(
        data, "challengeUrl",
        hook_path(call, pg_cell(rows, i, ENDPOINT_ROWS_ID),
                  hook_below(call, "/deliveries/", pg_cell(rows, i, ENDPOINT_ROWS_LAST_PING))));
    page_flag(data, "mayPause", is_one_of(state, "pending", "enabled"));
    page_flag(data, "mayResume", is_one_of(state, "paused", "disabled"));
    page_flag(data, "mayRecover", !str_same(state, STR("gone")));
}

struct reply
account_webhooks(struct call *call)
{
    struct page_data *data = hook_page(call, STR(""));
    struct pg_answer rows =
        sql_endpoint_rows(&call->door, call->parts[0], STR_NONE, call->languages);

    if (rows.problem)
        return reply_broken_rule(call, rows);
    page_set(data, "organisationName", pg_cell(&rows, 0, ENDPOINT_ROWS_ORGANISATION));
    for (size_t i = 0; i < rows.rows; i++)
        if (pg_cell(&rows, i, ENDPOINT_ROWS_ID).at != NULL)
            set_endpoint(call, page_row(data, "endpoints"), &rows, i);
    return reply_html(call, 200, "webhooks", data);
}

/* From when on to send again, when nobody has said: since it fails, or else since it is there. */
static void
offer_since(struct call *call, struct page_data *data, struct str body)
{
    struct str failing = account_member(call, body, "failingSince"),
               since = failing.at == NULL ? account_member(call, body, "createdAt") : failing;
    size_t minutes = STR("2026-11-28T12:34").size;

    page_set(data, "since", since.size > minutes ? (struct str){since.at, minutes} : since);
}

static enum problem
find(struct call *call, struct page_data *data, struct str since)
{
    struct pg_answer rows =
        sql_endpoint_rows(&call->door, call->parts[0], call->parts[1], call->languages);

    if (rows.problem)
        return rows.problem;
    if (pg_cell(&rows, 0, ENDPOINT_ROWS_ID).at == NULL)
        return PROBLEM_NOT_FOUND;
    page_set(data, "organisationName", pg_cell(&rows, 0, ENDPOINT_ROWS_ORGANISATION));
    set_endpoint(call, data, &rows, 0);
    if (since.at != NULL)
        page_set(data, "since", since);
    else
        offer_since(call, data, pg_cell(&rows, 0, ENDPOINT_ROWS_BODY));
    return PROBLEM_NONE;
}

struct reply
hook_show(struct call *call, int status, struct page_data *data, struct str since)
{
    enum problem problem = find(call, data, since);

    return problem ? reply_refusal(call, problem) : reply_html(call, status, "webhook", data);
}

struct reply
account_webhook(struct call *call)
{
    struct page_data *data = hook_page(call, call->parts[1]);
    struct str secret = hook_secret_take(call);
    struct reply reply;

    page_set(data, "secret", secret);
    reply = hook_show(call, 200, data, STR_NONE);
    if (secret.at != NULL)
        hook_secret_forget(call, &reply);
    return reply;
}

static struct reply
move(struct call *call, const char *action, const char *notice)
{
    struct pg_answer answer =
        sql_endpoint_move(&call->door, call->parts[0], STR_NONE, call->parts[1], str_of(action));
    struct page_data *data = hook_page(call, call->parts[1]);

    if (answer.problem && hook_error(data, answer.problem, "actions"))
        return hook_show(call, problem_status(answer.problem), data, STR_NONE);
    if (answer.problem)
        return reply_broken_rule(call, answer);
    reply_poke_courier(call);
    return hook_noticed(call, notice);
}

struct reply
account_webhook_pause(struct call *call)
{
    return move(call, "pause", "webhook_paused");
}

struct reply
account_webhook_resume(struct call *call)
{
    return move(call, "resume", "webhook_resumed");
}

struct reply
account_webhook_ping(struct call *call)
{
    return move(call, "ping", "webhook_pinged");
}

struct reply
account_webhook_delete_show(struct call *call)
{
    struct page_data *data = hook_page(call, call->parts[1]);
    enum problem problem = find(call, data, STR_NONE);

    return problem ? reply_refusal(call, problem) : reply_html(call, 200, "webhook-deletion", data);
}

struct reply
account_webhook_delete(struct call *call)
{
    struct pg_answer answer =
        sql_endpoint_delete(&call->door, call->parts[0], STR_NONE, call->parts[1]);

    if (answer.problem)
        return reply_broken_rule(call, answer);
    reply_poke_courier(call);
    return account_noticed(call, hook_path(call, STR(""), "").at, "webhook_deleted");
}
