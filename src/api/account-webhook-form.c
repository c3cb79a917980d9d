/* Where an endpoint is made and changed. */
#include "api/account-webhook-parts.h"

#include "base/uuid.h"

static bool
is_typed(const struct hook_typed *typed, struct str type)
{
    for (size_t i = 0; i < typed->type_count; i++)
        if (str_same(typed->types[i], type))
            return true;
    return false;
}

/*
 * What there is to hear of, as a list to tick: each family, with a box for all of it. `types`
 * come in the order of their names. A ping is sent whatever is ticked.
 */
static void
add_families(struct call *call, struct page_data *data, const struct pg_answer *types,
             const struct hook_typed *typed)
{
    struct page_data *family = NULL, *row;
    struct str before = STR_NONE;

    for (size_t i = 0; i < types->rows; i++) {
        struct str name = account_member(call, pg_cell(types, i, EVENT_TYPE_LIST_BODY), "name");
        struct str rest = name, head;

        if (str_same(name, STR("webhook.ping")))
            continue;
        str_cut(&rest, '.', &head);
        if (!str_same(head, before)) {
            struct str all = arena_print(call->arena, STR_FMT ".*", STR_ARG(head));

            family = page_row(data, "families");
            page_set(family, "family", head);
            page_flag(family, "wholeFamily", is_typed(typed, all));
            before = head;
        }
        row = page_row(family, "events");
        page_set(row, "event", name);
        page_flag(row, "ticked", is_typed(typed, name));
    }
    page_flag(data, "everything", is_typed(typed, STR("*")));
}

static struct reply
show_form(struct call *call, int status, const char *template, struct page_data *data,
          const struct hook_typed *typed)
{
    struct pg_answer types = sql_event_type_list(&call->door);

    if (types.problem)
        return reply_refusal(call, types.problem);
    page_set(data, "typedUrl", typed->url);
    page_set(data, "typedDescription", typed->description);
    page_set(data, "typedPerSecond", typed->max_per_second);
    page_set(data, "typedInFlight", typed->max_in_flight);
    page_set(data, "version", typed->version);
    page_flag(data, "ordered", typed->is_ordered);
    page_flag(data, "full", typed->is_full);
    add_families(call, data, &types, typed);
    return reply_html(call, status, template, data);
}

/* Whether there is such an organisation, and it is the caller's to manage. */
static enum problem
look_in(struct call *call, struct page_data *data, struct str endpoint, struct pg_answer *rows)
{
    *rows = sql_endpoint_rows(&call->door, call->parts[0], endpoint, call->languages);
    if (rows->problem)
        return rows->problem;
    page_set(data, "organisationName", pg_cell(rows, 0, ENDPOINT_ROWS_ORGANISATION));
    return endpoint.at != NULL && pg_cell(rows, 0, ENDPOINT_ROWS_ID).at == NULL ? PROBLEM_NOT_FOUND
                                                                                : PROBLEM_NONE;
}

/* With what was typed, for whom it may be shown to. */
static struct reply
show_again(struct call *call, int status, const char *template, struct page_data *data,
           const struct hook_typed *typed)
{
    struct pg_answer rows;
    enum problem problem = look_in(call, data, call->parts[1], &rows);

    return problem ? reply_refusal(call, problem) : show_form(call, status, template, data, typed);
}

struct reply
account_webhook_new(struct call *call)
{
    static const struct hook_typed usual = {
        .max_per_second = {"100", 3},
          .max_in_flight = {"8",   1}
    };
    struct page_data *data = hook_page(call, STR(""));
    struct pg_answer rows;
    enum problem problem = look_in(call, data, STR_NONE, &rows);

    return problem ? reply_refusal(call, problem)
                   : show_form(call, 200, "webhook-new", data, &usual);
}

struct reply
account_webhook_make(struct call *call)
{
    struct hook_typed typed = hook_typed(call);
    struct page_data *data = hook_page(call, STR(""));
    struct str id = uuid_new(call->arena), json;
    struct webhook_new_keys keys = webhook_new_keys(call, id);
    struct pg_answer answer;
    struct reply reply;

    if (!hook_fits(call, &typed, data, &json))
        return show_again(call, 400, "webhook-new", data, &typed);
    answer = sql_endpoint_make(&call->door, id, call->parts[0], STR_NONE, json, keys.sealed,
                               keys.public_key, keys.secret);
    if (answer.problem)
        return hook_error(data, answer.problem, "url")
                   ? show_again(call, problem_status(answer.problem), "webhook-new", data, &typed)
                   : reply_broken_rule(call, answer);
    reply_poke_courier(call);
    call->parts[1] = id;
    reply = hook_noticed(call, "webhook_made");
    hook_secret_hand(call, &reply, id, keys.secret);
    return reply;
}

struct reply
account_webhook_change_show(struct call *call)
{
    struct page_data *data = hook_page(call, call->parts[1]);
    struct hook_typed typed;
    struct pg_answer rows;
    enum problem problem = look_in(call, data, call->parts[1], &rows);

    if (problem)
        return reply_refusal(call, problem);
    typed = hook_typed_before(call, pg_cell(&rows, 0, ENDPOINT_ROWS_BODY),
                              pg_cell(&rows, 0, ENDPOINT_ROWS_VERSION));
    return show_form(call, 200, "webhook-change", data, &typed);
}

/* What somebody else has changed meanwhile is not overwritten unseen: that is said first. */
static struct reply
changed_meanwhile(struct call *call, struct page_data *data, struct hook_typed *typed)
{
    struct pg_answer rows;
    enum problem problem = look_in(call, data, call->parts[1], &rows);

    if (problem)
        return reply_refusal(call, problem);
    typed->version = pg_cell(&rows, 0, ENDPOINT_ROWS_VERSION);
    account_error(data, "main", "changed_meanwhile", NULL);
    return show_form(call, problem_status(PROBLEM_PRECONDITION_FAILED), "webhook-change", data,
                     typed);
}

struct reply
account_webhook_change(struct call *call)
{
    struct hook_typed typed = hook_typed(call);
    struct page_data *data = hook_page(call, call->parts[1]);
    struct pg_answer answer;
    struct str json;
    int64_t version;

    if (!str_integer(typed.version, &version) || version <= 0)
        version = -1;
    if (!hook_fits(call, &typed, data, &json))
        return show_again(call, 400, "webhook-change", data, &typed);
    answer =
        sql_endpoint_patch(&call->door, call->parts[0], STR_NONE, call->parts[1], json, version);
    if (answer.problem == PROBLEM_PRECONDITION_FAILED)
        return changed_meanwhile(call, data, &typed);
    if (answer.problem)
        return hook_error(data, answer.problem, "url")
                   ? show_again(call, problem_status(answer.problem), "webhook-change", data,
                                &typed)
                   : reply_broken_rule(call, answer);
    reply_poke_courier(call);
    return hook_noticed(call, "saved");
}
