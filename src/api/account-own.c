/* The account of who is signed in: name, language, addresses. */
#include "api/account-parts.h"

struct profile {
    struct form_guard guard;
    struct str name, language;
};

static const struct shape_field profile_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct profile, name, .optional = true, .max = 100, .about = "A name."),
    SHAPE_TEXT(struct profile, language, .optional = true, .max = 20, .about = "A language."),
};
const struct shape account_profile_form =
    SHAPE_OF(struct profile, profile_fields, .name = "ProfileForm");

struct change {
    struct form_guard guard;
    struct str email, password;
};

static const struct shape_field change_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct change, email, .optional = true, .max = 1000, .about = "An address."),
    SHAPE_TEXT(struct change, password, .optional = true, .max = 1000,
               .about = "The password, once more."),
};
const struct shape account_change_form =
    SHAPE_OF(struct change, change_fields, .name = "ChangeForm");

static void
add_languages(struct page_data *data, struct str own)
{
    size_t count;
    const struct str *all = page_languages(&count);

    for (size_t i = 0; i < count; i++) {
        struct page_data *row = page_row(data, "languagesOffered");

        page_set(row, "code", all[i]);
        page_set(row, "name", page_language_name(all[i]));
        page_flag(row, "selected", str_same(all[i], own));
    }
}

/* What somebody manages has pages of its own. An account without that list is one still. */
static void
add_organisations(struct call *call, struct page_data *data)
{
    struct pg_answer own =
        sql_account_organisations(&call->door, call->session.person, call->languages);

    for (size_t i = 0; !own.problem && i < own.rows; i++) {
        struct page_data *row = page_row(data, "organisations");
        struct str id = pg_cell(&own, i, ACCOUNT_ORGANISATIONS_ID);

        page_set(row, "organisationName", pg_cell(&own, i, ACCOUNT_ORGANISATIONS_NAME));
        page_set(
            row, "webhooksUrl",
            arena_print(call->arena, "/account/organisations/" STR_FMT "/webhooks", STR_ARG(id)));
        page_flag(data, "hasOrganisations", true);
    }
}

static struct reply
show(struct call *call, int status, struct page_data *data, struct str name)
{
    struct str own = call->session.language;

    page_set(data, "name", name);
    page_set(data, "email", call->session.email);
    page_flag(data, "awaitsGuardian", account_awaits_guardian(call));
    add_organisations(call, data);
    add_languages(data, own.size > 0 ? own : browser_language(call));
    return reply_html(call, status, "account", data);
}

struct reply
account_show(struct call *call)
{
    struct page_data *data = page_data_new(call->arena);

    account_set_notice(call, data);
    return show(call, 200, data, call->session.name);
}

struct reply
account_profile(struct call *call)
{
    const struct profile *want = call->input;
    struct page_data *data = page_data_new(call->arena);
    struct str name = str_trim(want->name), language = page_language(&want->language, 1);
    struct pg_answer answer;
    struct reply reply;

    if (name.size == 0) {
        account_error(data, "name", "name", "errorName");
        return show(call, 400, data, want->name);
    }
    answer = sql_account_profile(&call->door, name, language);
    if (answer.problem)
        return reply_refusal(call, answer.problem);
    reply = account_noticed(call, "/account", "saved");
    browser_set_cookie(call, &reply, "lang", language, BROWSER_LANGUAGE_S);
    return reply;
}

static struct reply
show_emails(struct call *call, int status, struct page_data *data, struct str typed)
{
    struct pg_answer emails = sql_account_emails(&call->door, call->session.person);

    if (emails.problem)
        return reply_refusal(call, emails.problem);
    for (size_t i = 0; i < emails.rows; i++) {
        struct page_data *row = page_row(data, "emails");

        page_set(row, "email", pg_cell(&emails, i, ACCOUNT_EMAILS_EMAIL));
        page_flag(row, "primary",
                  str_same(pg_cell(&emails, i, ACCOUNT_EMAILS_IS_PRIMARY), STR("t")));
    }
    page_set(data, "newEmail", typed);
    return reply_html(call, status, "emails", data);
}

struct reply
account_emails(struct call *call)
{
    struct page_data *data = page_data_new(call->arena);

    account_set_notice(call, data);
    return show_emails(call, 200, data, STR_NONE);
}

static struct reply
offer_address(struct call *call, struct page_data *data, struct str address)
{
    struct mail_link link = mail_link(call, "/account/link");
    struct pg_answer answer = sql_address_offer(&call->door, address, link.hash, link.mail,
                                                link.sealed, browser_language(call));

    if (answer.problem == PROBLEM_RATE_LIMITED) {
        account_error(data, "email", "too_often", "errorEmail");
        return show_emails(call, 429, data, address);
    }
    if (answer.problem)
        return reply_refusal(call, answer.problem);
    reply_poke_courier(call);
    return account_noticed(call, "/account/emails", "check_mail");
}

/* Whether the address is somebody's is found out by its mail alone. */
struct reply
account_email_add(struct call *call)
{
    const struct change *want = call->input;
    struct page_data *data = page_data_new(call->arena);
    struct str address = mail_address(call, want->email);
    bool is_right;
    enum problem problem = account_shown_again(
        call, data, want->password.at == NULL ? STR("") : want->password, &is_right);

    if (problem)
        return reply_refusal(call, problem);
    if (address.at == NULL)
        account_error(data, "email", "email", "errorEmail");
    if (address.at == NULL || !is_right)
        return show_emails(call, 400, data, want->email);
    return offer_address(call, data, address);
}

static struct reply
changed(struct call *call, struct pg_answer answer, const char *notice)
{
    struct page_data *data = page_data_new(call->arena);

    if (answer.problem)
        return reply_refusal(call, answer.problem);
    if (str_same(pg_cell(&answer, 0, 0), STR("t"))) {
        reply_poke_courier(call);
        return account_noticed(call, "/account/emails", notice);
    }
    account_error(data, "email", "email_last", NULL);
    return show_emails(call, 409, data, STR_NONE);
}

struct reply
account_email_primary(struct call *call)
{
    const struct change *want = call->input;

    return changed(call, sql_address_primary(&call->door, want->email), "primary");
}

struct reply
account_email_remove(struct call *call)
{
    const struct change *want = call->input;

    return changed(call, sql_address_remove(&call->door, want->email), "removed");
}
