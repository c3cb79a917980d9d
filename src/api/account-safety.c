/* What keeps an account safe: its password, where it is signed in, what happened, and its end. */
#include "api/account-parts.h"

enum { SECURITY_ROWS = 50 };

struct passwords {
    struct form_guard guard;
    struct str current, password;
};

static const struct shape_field password_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct passwords, current, .optional = true, .max = 1000,
               .about = "The password until now."),
    SHAPE_TEXT(struct passwords, password, .optional = true, .max = 1000,
               .about = "The new password, or the password once more."),
};
const struct shape account_password_form =
    SHAPE_OF(struct passwords, password_fields, .name = "PasswordForm");

struct session {
    struct form_guard guard;
    struct str session;
};

static const struct shape_field session_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct session, session, .optional = true, .max = 100, .about = "Which one."),
};
const struct shape account_session_form =
    SHAPE_OF(struct session, session_fields, .name = "SessionForm");

struct security {
    struct form_guard guard;
    struct str after;
};

static const struct shape_field security_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct security, after, .optional = true, .max = 100, .about = "The last one seen."),
};
const struct shape account_security_query =
    SHAPE_OF(struct security, security_fields, .name = "SecurityQuery");

static struct reply
show_password(struct call *call, int status, struct page_data *data)
{
    page_set(data, "email", call->session.email);
    return reply_html(call, status, "password", data);
}

struct reply
account_password_show(struct call *call)
{
    return show_password(call, 200, page_data_new(call->arena));
}

struct reply
account_password(struct call *call)
{
    const struct passwords *want = call->input;
    struct page_data *data = page_data_new(call->arena), *wrong = page_data_new(call->arena);
    struct str current = want->current.at == NULL ? STR("") : want->current, phc;
    struct pg_answer answer;
    bool is_right,
        fits =
            account_password_fits(call, data, want->password.at == NULL ? STR("") : want->password,
                                  call->session.email, call->session.name);
    enum problem problem = account_shown_again(call, wrong, current, &is_right);

    if (!problem && !is_right)
        account_error(data, "current", "wrong_password", "errorCurrent");
    if (!problem && (!is_right || !fits))
        return show_password(call, 400, data);
    if (!problem)
        problem = hashing_make(call, want->password, &phc);
    if (problem)
        return reply_refusal(call, problem);
    answer = sql_account_password(&call->door, phc, call->session.id);
    if (answer.problem)
        return reply_refusal(call, answer.problem);
    reply_poke_courier(call);
    return account_noticed(call, "/account", "password_changed");
}

struct reply
account_sign_ins(struct call *call)
{
    struct page_data *data = page_data_new(call->arena);
    struct pg_answer sessions = sql_account_sessions(&call->door, call->session.person);

    if (sessions.problem)
        return reply_refusal(call, sessions.problem);
    for (size_t i = 0; i < sessions.rows; i++) {
        struct page_data *row = page_row(data, "sessions");
        struct str id = pg_cell(&sessions, i, ACCOUNT_SESSIONS_ID);

        page_set(row, "id", id);
        page_set(row, "agent", pg_cell(&sessions, i, ACCOUNT_SESSIONS_AGENT));
        page_set(row, "network", pg_cell(&sessions, i, ACCOUNT_SESSIONS_NETWORK));
        page_set(row, "createdAt", pg_cell(&sessions, i, ACCOUNT_SESSIONS_CREATED));
        page_flag(row, "current", str_same(id, call->session.id));
    }
    account_set_notice(call, data);
    return reply_html(call, 200, "sign-ins", data);
}

static struct reply
end_sessions(struct call *call, struct str session, struct str but)
{
    struct pg_answer answer = sql_account_session_end(&call->door, session, but);

    return answer.problem ? reply_refusal(call, answer.problem)
                          : account_noticed(call, "/account/sign-ins", "ended");
}

struct reply
account_sign_in_end(struct call *call)
{
    const struct session *want = call->input;

    if (!str_is_uuid(want->session))
        return reply_refusal(call, PROBLEM_NOT_FOUND);
    return end_sessions(call, want->session, STR_NONE);
}

struct reply
account_sign_in_end_others(struct call *call)
{
    return end_sessions(call, STR_NONE, call->session.id);
}

struct reply
account_security(struct call *call)
{
    const struct security *want = call->input;
    struct page_data *data = page_data_new(call->arena);
    struct str after = str_is_uuid(want->after) ? want->after : STR_NONE;
    struct pg_answer entries = sql_account_security(&call->door, after, SECURITY_ROWS + 1);

    if (entries.problem)
        return reply_refusal(call, entries.problem);
    for (size_t i = 0; i < entries.rows && i < SECURITY_ROWS; i++) {
        struct page_data *row = page_row(data, "entries");

        page_set(row, "at", pg_cell(&entries, i, ACCOUNT_SECURITY_AT));
        page_set(row, "action", pg_cell(&entries, i, ACCOUNT_SECURITY_ACTION));
        page_set(row, "network", pg_cell(&entries, i, ACCOUNT_SECURITY_NETWORK));
        page_set(row, "detail", pg_cell(&entries, i, ACCOUNT_SECURITY_DETAIL));
        if (i == SECURITY_ROWS - 1 && entries.rows > SECURITY_ROWS)
            page_set(data, "next",
                     arena_print(call->arena, "/account/security?after=" STR_FMT,
                                 STR_ARG(pg_cell(&entries, i, ACCOUNT_SECURITY_ID))));
    }
    return reply_html(call, 200, "security", data);
}

static struct reply
show_close(struct call *call, int status, struct page_data *data)
{
    page_set(data, "email", call->session.email);
    return reply_html(call, status, "close", data);
}

struct reply
account_close_show(struct call *call)
{
    return show_close(call, 200, page_data_new(call->arena));
}

struct reply
account_close(struct call *call)
{
    const struct passwords *want = call->input;
    struct page_data *data = page_data_new(call->arena);
    struct pg_answer answer;
    struct reply reply;
    bool is_right;
    enum problem problem = account_shown_again(
        call, data, want->password.at == NULL ? STR("") : want->password, &is_right);

    if (problem)
        return reply_refusal(call, problem);
    if (!is_right)
        return show_close(call, 400, data);
    answer = sql_account_close(&call->door);
    if (answer.problem)
        return reply_refusal(call, answer.problem);
    reply_poke_courier(call);
    reply = reply_see(call, STR("/account/sign-in?notice=closed"));
    browser_set_cookie(call, &reply, "sid", STR(""), 0);
    return reply;
}
