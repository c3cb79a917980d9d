/* What was sent to an endpoint and what came of it, and sending it once more. */
#include "api/account-webhook-parts.h"

#include "api/words.h"
#include "base/coding.h"
#include "sql/job.h"

enum { DELIVERY_ROWS = 25 };

struct query {
    struct view view;
    struct str state, type, after;
};

/* What does not fit asks for nothing: then all are shown. */
static const struct shape_field query_fields[] = {
    VIEW_FIELDS,
    SHAPE_TEXT(struct query, state, .optional = true, .max = 20, .about = "Only in this state."),
    SHAPE_TEXT(struct query, type, .optional = true, .max = 100, .about = "Only of this type."),
    SHAPE_TEXT(struct query, after, .optional = true, .max = 100, .about = "The last one seen."),
};
const struct shape account_deliveries_query =
    SHAPE_OF(struct query, query_fields, .name = "DeliveriesQuery");

/* What can be chosen, "" for all; answers what is asked of the database. */
static struct str
offer_states(struct page_data *data, struct str wanted)
{
    struct str chosen = STR_NONE;

    for (const char *const *state = words_delivery_state; *state != NULL; state++) {
        struct page_data *row = page_row(data, "states");
        bool is_chosen = str_same(wanted, str_of(*state));

        page_set(row, "name", str_of(*state));
        page_flag(row, "selected", is_chosen);
        if (is_chosen)
            chosen = wanted;
    }
    return chosen;
}

static void
set_older(struct call *call, struct page_data *data, struct str state, struct str type,
          struct str last)
{
    struct arena *arena = call->arena;

    page_set(data, "next",
             arena_print(arena, STR_FMT "?state=" STR_FMT "&type=" STR_FMT "&after=" STR_FMT,
                         STR_ARG(hook_path(call, call->parts[1], "/deliveries")), STR_ARG(state),
                         STR_ARG(coding_percent(arena, type)), STR_ARG(last)));
}

struct reply
account_deliveries(struct call *call)
{
    const struct query *want = call->input;
    struct page_data *data = hook_page(call, call->parts[1]);
    struct str state = offer_states(data, want->state), after = want->after,
               type = want->type.size == 0 ? STR_NONE : want->type;
    struct pg_answer rows =
        sql_delivery_list(&call->door, call->parts[0], STR_NONE, call->parts[1], state, type,
                          str_is_uuid(after) ? after : STR_NONE, DELIVERY_ROWS + 1);

    if (rows.problem)
        return reply_broken_rule(call, rows);
    page_set(data, "typedType", type);
    for (size_t i = 0; i < rows.rows && i < DELIVERY_ROWS; i++) {
        struct page_data *row = page_row(data, "deliveries");
        struct str event = pg_cell(&rows, i, DELIVERY_LIST_CURSOR);

        account_document(call, row, pg_cell(&rows, i, DELIVERY_LIST_BODY));
        page_set(row, "deliveryUrl",
                 hook_path(call, call->parts[1], hook_below(call, "/deliveries/", event)));
        page_flag(data, "hasDeliveries", true);
        if (i == DELIVERY_ROWS - 1 && rows.rows > DELIVERY_ROWS)
            set_older(call, data, state, type, event);
    }
    return reply_html(call, 200, "deliveries", data);
}

static struct reply
show(struct call *call, int status, struct page_data *data)
{
    struct pg_answer answer =
        sql_delivery_show(&call->door, call->parts[0], STR_NONE, call->parts[1], call->parts[2]);
    struct str body, state;

    if (answer.problem)
        return reply_broken_rule(call, answer);
    body = pg_cell(&answer, 0, DELIVERY_SHOW_BODY);
    state = account_member(call, body, "state");
    account_document(call, data, body);
    page_set(data, "seq", account_member(call, account_member(call, body, "payload"), "seq"));
    page_set(data, "deliveryUrl",
             hook_path(call, call->parts[1], hook_below(call, "/deliveries/", call->parts[2])));
    page_flag(data, "maySend",
              !str_same(state, STR("due")) && !str_same(state, STR("leased")) &&
                  !str_same(account_member(call, body, "type"), STR("webhook.ping")));
    return reply_html(call, status, "delivery", data);
}

struct reply
account_delivery(struct call *call)
{
    return show(call, 200, hook_page(call, call->parts[1]));
}

struct reply
account_delivery_again(struct call *call)
{
    struct pg_answer answer =
        sql_delivery_again(&call->door, call->parts[0], STR_NONE, call->parts[1], call->parts[2]);
    struct page_data *data = hook_page(call, call->parts[1]);
    const char *below = hook_below(call, "/deliveries/", call->parts[2]);

    if (answer.problem && hook_error(data, answer.problem, "again"))
        return show(call, problem_status(answer.problem), data);
    if (answer.problem)
        return reply_broken_rule(call, answer);
    reply_poke_courier(call);
    return account_noticed(call, hook_path(call, call->parts[1], below).at, "sent_again");
}

struct recovery {
    struct form_guard guard;
    struct str since;
};

static const struct shape_field recovery_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct recovery, since, .optional = true, .max = 100,
               .about = "From when on; in UTC when it names no zone."),
};
const struct shape account_webhook_recovery =
    SHAPE_OF(struct recovery, recovery_fields, .name = "RecoveryForm");

/* A browser leaves out the zone, and the seconds when they are none. */
static struct str
instant_of(struct call *call, struct str typed)
{
    const char *rest = str_looks(typed, "9999-99-99T99:99")      ? ":00Z"
                       : str_looks(typed, "9999-99-99T99:99:99") ? "Z"
                                                                 : "";

    return arena_print(call->arena, STR_FMT "%s", STR_ARG(typed), rest);
}

struct reply
account_webhook_recover(struct call *call)
{
    const struct recovery *want = call->input;
    struct page_data *data = hook_page(call, call->parts[1]);
    struct str since = webhook_since(call, instant_of(call, str_trim(want->since)));
    const char *below;
    struct pg_answer answer;

    if (since.at == NULL) {
        account_error(data, "since", "since", "errorSince");
        return hook_show(call, 400, data, want->since);
    }
    answer = sql_endpoint_send_again(&call->door, call->parts[0], STR_NONE, call->parts[1],
                                     STR("webhook_recover"), since, STR_NONE, STR_NONE);
    if (answer.problem &&
        hook_error(data, answer.problem,
                   answer.problem == PROBLEM_ENDPOINT_GONE ? "recovery" : "since"))
        return hook_show(call, problem_status(answer.problem), data, want->since);
    if (answer.problem)
        return reply_broken_rule(call, answer);
    reply_poke_courier(call);
    below = hook_below(call, "/jobs/", pg_cell(&answer, 0, ENDPOINT_SEND_AGAIN_ID));
    return reply_see(call, hook_path(call, call->parts[1], below));
}

/* A job that is about another endpoint is not here. */
struct reply
account_webhook_job(struct call *call)
{
    struct page_data *data = hook_page(call, call->parts[1]);
    struct pg_answer answer = sql_job_show(&call->door, call->parts[2], STR("webhook:manage"));
    struct str body, state;

    if (answer.problem)
        return reply_broken_rule(call, answer);
    body = pg_cell(&answer, 0, JOB_SHOW_BODY);
    if (!str_same(account_member(call, body, "subject"), call->parts[1]))
        return reply_refusal(call, PROBLEM_NOT_FOUND);
    state = account_member(call, body, "state");
    account_document(call, data, body);
    account_document(call, data, account_member(call, body, "counts"));
    page_set(data, "jobUrl",
             hook_path(call, call->parts[1], hook_below(call, "/jobs/", call->parts[2])));
    page_flag(data, "goesOn", str_same(state, STR("queued")) || str_same(state, STR("running")));
    return reply_html(call, 200, "webhook-job", data);
}
