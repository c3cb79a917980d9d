/* One badge of another service that is kept here: what it is worth, and its end. */
#include "api/account-badge-parts.h"

#include "api/verification.h"
#include "sql/exchange.h"

static enum problem
find(struct call *call, struct page_data *data)
{
    struct pg_answer found = sql_held_show(&call->door, call->session.person, call->parts[0]);

    if (found.problem || found.rows == 0)
        return found.problem ? found.problem : PROBLEM_NOT_FOUND;
    badge_set_kept(call, data, pg_cell(&found, 0, HELD_SHOW_BODY));
    return PROBLEM_NONE;
}

static struct reply
show(struct call *call, int status, struct page_data *data, const char *template)
{
    enum problem problem = find(call, data);

    return problem ? reply_refusal(call, problem) : reply_html(call, status, template, data);
}

struct reply
account_kept(struct call *call)
{
    return show(call, 200, page_data_new(call->arena), "badge-kept");
}

/* All that was checked has a page of its own, where the answer is waited for. */
struct reply
account_kept_verify(struct call *call)
{
    struct page_data *data = page_data_new(call->arena);
    struct pg_answer asked;

    if (verification_is_over(call, call->session.person)) {
        account_error(data, "actions", "slow", NULL);
        page_set(data, "waitSeconds", call->retry_after);
        return show(call, 429, data, "badge-kept");
    }
    asked = sql_held_ask(&call->door, call->parts[0]);
    if (asked.problem)
        return reply_refusal(call, asked.problem);
    reply_poke_courier(call);
    return reply_see(call, arena_print(call->arena, "/verify/" STR_FMT,
                                       STR_ARG(pg_cell(&asked, 0, HELD_ASK_VERIFICATION))));
}

struct reply
account_kept_delete_show(struct call *call)
{
    return show(call, 200, page_data_new(call->arena), "badge-deletion");
}

struct reply
account_kept_delete(struct call *call)
{
    struct pg_answer gone = sql_held_delete(&call->door, call->session.person, call->parts[0]);

    return gone.problem ? reply_refusal(call, gone.problem)
                        : account_noticed(call, "/account/badges", "badge_deleted");
}
