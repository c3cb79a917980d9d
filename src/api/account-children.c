/* The children of a guardian: what was decided, and deciding otherwise. */
#include "api/account-parts.h"

#include "sql/guardian.h"

struct child {
    struct form_guard guard;
    struct str child;
};

static const struct shape_field child_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct child, child, .optional = true, .max = 100, .about = "Which one."),
};
const struct shape account_child_form = SHAPE_OF(struct child, child_fields, .name = "ChildForm");

struct reply
account_children(struct call *call)
{
    struct page_data *data = page_data_new(call->arena);
    struct pg_answer children = sql_child_rows(&call->door);

    if (children.problem)
        return reply_refusal(call, children.problem);
    for (size_t i = 0; i < children.rows; i++) {
        struct page_data *row = page_row(data, "children");
        bool consented = str_same(pg_cell(&children, i, CHILD_ROWS_DECIDED), STR("consented"));

        page_set(row, "id", pg_cell(&children, i, CHILD_ROWS_ID));
        page_set(row, "name", pg_cell(&children, i, CHILD_ROWS_NAME));
        page_set(row, "state", pg_cell(&children, i, CHILD_ROWS_STATE));
        page_flag(row, "mayWithdraw", consented);
        page_flag(row, "mayConsent", !consented);
    }
    account_set_notice(call, data);
    return reply_html(call, 200, "children", data);
}

/* The question about a child that is open still: it is read before it is answered. */
static struct str
open_question(struct call *call, struct str child)
{
    struct pg_answer children = sql_child_rows(&call->door);

    for (size_t i = 0; !children.problem && i < children.rows; i++)
        if (str_same(pg_cell(&children, i, CHILD_ROWS_ID), child) &&
            str_same(pg_cell(&children, i, CHILD_ROWS_DECIDED), STR("pending")))
            return pg_cell(&children, i, CHILD_ROWS_QUESTION);
    return STR_NONE;
}

static struct reply
decide(struct call *call, struct str child, const char *action, const char *notice)
{
    struct pg_answer answer;

    if (!str_is_uuid(child))
        return reply_refusal(call, PROBLEM_NOT_FOUND);
    answer = sql_child_decide(&call->door, child, str_of(action), STR_NONE, STR("page"));
    if (answer.problem)
        return reply_refusal(call, answer.problem);
    reply_poke_courier(call);
    return account_noticed(call, "/account/children", notice);
}

struct reply
account_child_consent(struct call *call)
{
    const struct child *want = call->input;
    struct str question = open_question(call, want->child);

    if (question.at != NULL)
        return reply_see(
            call, arena_print(call->arena, "/account/guardian?token=" STR_FMT, STR_ARG(question)));
    return decide(call, want->child, "consent", "consented");
}

struct reply
account_child_withdraw(struct call *call)
{
    const struct child *want = call->input;

    return decide(call, want->child, "withdraw", "withdrawn");
}
