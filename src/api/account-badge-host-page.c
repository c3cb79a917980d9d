/* Another host of badges on its page: how it stands with it, and what one has done there. */
#include "api/account-badge-parts.h"

#include "api/badge-host.h"
#include "json/cut.h"
#include "sql/badge-host.h"

enum { ROWS = 25 };

struct form {
    struct form_guard guard;
    struct str host;
};

static const struct shape_field form_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct form, host, .optional = true, .max = 2048, .about = "Its address."),
};
const struct shape account_badge_host_form =
    SHAPE_OF(struct form, form_fields, .name = "BadgeHostForm");

struct query {
    struct str after;
};

static const struct shape_field query_fields[] = {
    SHAPE_TEXT(struct query, after, .optional = true, .max = 100, .about = "The last one seen."),
};
const struct shape account_badge_host_query =
    SHAPE_OF(struct query, query_fields, .name = "BadgeHostQuery");

struct str
badge_host_path(struct call *call, struct str account)
{
    return arena_print(call->arena, "/account/badge-hosts/" STR_FMT, STR_ARG(account));
}

static const struct badge_words words[] = {
    {PROBLEM_BAD_INPUT,                "url"               },
    {PROBLEM_BADGE_HOST_NOT_ALLOWED,   "host_not_allowed"  },
    {PROBLEM_TOO_MANY_BADGE_HOSTS,     "too_many_hosts"    },
    {PROBLEM_RATE_LIMITED,             "slow"              },
    {PROBLEM_GUARDIAN_NEEDED,          "host_guardian"     },
    {PROBLEM_BADGE_HOST_NOT_CONNECTED, "host_not_connected"},
    {PROBLEM_BADGE_HOST_READS_ONLY,    "host_reads_only"   },
    {PROBLEM_UNKNOWN_AWARD,            "host_awards"       },
    {PROBLEM_NONE,                     NULL                },
};

/* People name a host as browsers show it. */
static struct str
typed_address(struct call *call, struct str typed)
{
    struct str rest = str_trim(typed), scheme;

    str_cut(&rest, ':', &scheme);
    if (str_starts(rest, STR("//")))
        return str_trim(typed);
    return arena_print(call->arena, "https://" STR_FMT, STR_ARG(str_trim(typed)));
}

static struct reply
say_of_name(struct call *call, enum problem why)
{
    const struct form *sent = call->input;
    struct page_data *data = page_data_new(call->arena);
    const char *code = badge_words_for(words, why);
    enum problem problem = code == NULL ? why : badge_set_all(call, data);

    if (problem)
        return reply_refusal(call, problem);
    account_error(data, why == PROBLEM_GUARDIAN_NEEDED ? "hosts" : "host", code, "errorHost");
    page_set(data, "hostCode", str_of(code));
    page_set(data, "waitSeconds", call->retry_after.at == NULL ? STR("0") : call->retry_after);
    page_set(data, "host", sent->host);
    return reply_html(call, problem_status(why), "badges", data);
}

struct reply
account_badge_host_connect(struct call *call)
{
    const struct form *sent = call->input;
    struct str url = typed_address(call, sent->host);
    struct pg_answer made = {.problem = PROBLEM_BAD_INPUT};

    if (call->errors.count == 0 && account_is_address(call, url))
        made = badge_host_name(call, call->session.person, url);
    if (made.problem)
        return say_of_name(call, made.problem);
    reply_poke_courier(call);
    return reply_see(call, badge_host_path(call, pg_cell(&made, 0, BADGE_HOST_ADD_ID)));
}

static enum problem
set_awards(struct call *call, struct page_data *data, struct str after)
{
    struct pg_answer rows =
        sql_badge_host_awards(&call->door, call->session.person, call->parts[0],
                              str_is_uuid(after) ? after : STR_NONE, ROWS + 1, call->languages);

    for (size_t i = 0; !rows.problem && i < rows.rows && i < ROWS; i++) {
        struct page_data *row = page_row(data, "awards");
        struct str body = pg_cell(&rows, i, BADGE_HOST_AWARDS_BODY);
        struct json_object whole = json_object_open(call->arena, body);
        struct json_object badge = json_object_within(&whole, "badge");
        struct str status = json_object_meaning(&whole, "status");

        page_set(row, "award", pg_cell(&rows, i, BADGE_HOST_AWARDS_ID));
        page_set(row, "badgeName", json_object_meaning(&badge, "name"));
        page_flag(row, "counts", str_same(status, STR("valid")));
        page_set(row, "pushState", pg_cell(&rows, i, BADGE_HOST_AWARDS_STATE));
        page_set(row, "pushFault", pg_cell(&rows, i, BADGE_HOST_AWARDS_FAULT));
        page_flag(data, "hasAwards", true);
    }
    if (!rows.problem && rows.rows > ROWS)
        page_set(data, "older",
                 arena_print(call->arena, STR_FMT "?after=" STR_FMT,
                             STR_ARG(badge_host_path(call, call->parts[0])),
                             STR_ARG(pg_cell(&rows, ROWS - 1, BADGE_HOST_AWARDS_ID))));
    return rows.problem;
}

static bool
waits(struct str state)
{
    return str_same(state, STR("reading")) || str_same(state, STR("authorising"));
}

/* The page, or another one about the same host. */
static struct reply
show(struct call *call, int status, const char *template, struct page_data *data, struct str after)
{
    struct pg_answer host = sql_badge_host_page(&call->door, call->session.person, call->parts[0]);
    enum problem problem = host.problem;
    struct reply reply;
    struct str state;

    if (!problem)
        problem = set_awards(call, data, after);
    if (problem)
        return reply_refusal(call, problem);
    account_document(call, data, pg_cell(&host, 0, BADGE_HOST_PAGE_BODY));
    state = account_member(call, pg_cell(&host, 0, BADGE_HOST_PAGE_BODY), "state");
    page_flag(data, "connected", str_same(state, STR("connected")));
    page_flag(data, "canGo", !waits(state) && !str_same(state, STR("failed")));
    page_flag(data, "awaitsGuardian", account_awaits_guardian(call));
    page_set(data, "here", badge_host_path(call, call->parts[0]));
    reply =
        reply_html_towards(call, status, template, data, pg_cell(&host, 0, BADGE_HOST_PAGE_ORIGIN));
    if (waits(state) && status == 200)
        reply_header(&reply, "Refresh", STR("2"));
    return reply;
}

struct reply
account_badge_host(struct call *call)
{
    const struct query *want = call->input;
    struct page_data *data = page_data_new(call->arena);

    account_set_notice(call, data);
    return show(call, 200, "badge-host", data, want->after);
}

/* Back to the page: with what was begun, or with why it was not. */
static struct reply
back(struct call *call, enum problem problem, const char *notice)
{
    const char *code = badge_words_for(words, problem);
    struct page_data *data = page_data_new(call->arena);

    if (!problem) {
        reply_poke_courier(call);
        return account_noticed(call, badge_host_path(call, call->parts[0]).at, notice);
    }
    if (code == NULL)
        return reply_refusal(call, problem);
    account_error(data, problem == PROBLEM_UNKNOWN_AWARD ? "awards" : "state", code,
                  problem == PROBLEM_UNKNOWN_AWARD ? "errorAwards" : NULL);
    return show(call, problem_status(problem), "badge-host", data, STR_NONE);
}

struct reply
account_badge_host_pull(struct call *call)
{
    return back(call, sql_badge_host_pull(&call->door, call->parts[0]).problem, "host_pull");
}

/* "awards" is sent once for each box that is ticked. */
static bool
ticked(struct call *call, struct str *awards, size_t *count)
{
    struct str rest = call->request->body, pair, name;

    for (*count = 0; str_cut(&rest, '&', &pair);) {
        str_cut(&pair, '=', &name);
        if (!str_same(name, STR("awards")) || pair.at == NULL)
            continue;
        if (*count == ROWS || !str_is_uuid(pair))
            return false;
        awards[(*count)++] = pair;
    }
    return *count > 0;
}

struct reply
account_badge_host_push(struct call *call)
{
    struct str awards[ROWS];
    enum problem problem = PROBLEM_UNKNOWN_AWARD;
    size_t count;

    if (ticked(call, awards, &count))
        problem =
            sql_badge_host_send(&call->door, call->parts[0], pg_texts(call->arena, awards, count))
                .problem;
    return back(call, problem, "host_push");
}

struct reply
account_badge_host_leave_show(struct call *call)
{
    return show(call, 200, "badge-host-deletion", page_data_new(call->arena), STR_NONE);
}

struct reply
account_badge_host_leave(struct call *call)
{
    struct pg_answer gone =
        sql_badge_host_delete(&call->door, call->session.person, call->parts[0]);

    if (gone.problem)
        return reply_refusal(call, gone.problem);
    reply_poke_courier(call);
    return account_noticed(call, "/account/badges", "host_left");
}
