/* What mailed links lead to. A link only shows a page; the button on it does what it is for,
 * since programs that look for bad links in mails open each of them. */
#include "api/account-parts.h"

struct address {
    struct form_guard guard;
    struct str email;
};

static const struct shape_field address_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct address, email, .optional = true, .max = 1000, .about = "An address."),
};
const struct shape account_address_form =
    SHAPE_OF(struct address, address_fields, .name = "AddressForm");

struct token {
    struct form_guard guard;
    struct str token, password;
};

static const struct shape_field token_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct token, token, .optional = true, .max = 100, .about = "Of a mailed link."),
    SHAPE_TEXT(struct token, password, .optional = true, .max = 1000, .about = "A new password."),
};
const struct shape account_token_form = SHAPE_OF(struct token, token_fields, .name = "LinkForm");

static struct str
hash_of(struct call *call, const struct token *want)
{
    return account_hash(call, want->token.at == NULL ? STR("") : want->token);
}

static struct reply
link_gone(struct call *call)
{
    return reply_html(call, 410, "link-gone", NULL);
}

/* Which page a link leads to. */
static const struct {
    const char *kind, *template;
} pages[] = {
    {"verify",  "new-password"},
    {"reset",   "new-password"},
    {"address", "confirm"     },
};

static struct reply
show_link(struct call *call, int status, struct page_data *data, const struct token *want)
{
    struct pg_answer link = sql_link_find(&call->door, hash_of(call, want));

    if (link.problem == PROBLEM_NOT_FOUND)
        return link_gone(call);
    if (link.problem)
        return reply_refusal(call, link.problem);
    page_set(data, "token", want->token);
    page_set(data, "email", pg_cell(&link, 0, LINK_FIND_EMAIL));
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
        if (str_same(pg_cell(&link, 0, LINK_FIND_KIND), str_of(pages[i].kind)))
            return reply_html(call, status, pages[i].template, data);
    return link_gone(call);
}

struct reply
account_link_show(struct call *call)
{
    return show_link(call, 200, page_data_new(call->arena), call->input);
}

/* One more address of who is signed in. */
struct reply
account_confirm(struct call *call)
{
    struct pg_answer answer = sql_address_confirm(&call->door, hash_of(call, call->input));

    if (answer.problem == PROBLEM_NOT_FOUND)
        return link_gone(call);
    return answer.problem ? reply_refusal(call, answer.problem)
                          : account_noticed(call, "/account/emails", "saved");
}

struct reply
account_reset_show(struct call *call)
{
    const struct address *want = call->input;
    struct page_data *data = page_data_new(call->arena);

    page_set(data, "email", want->email);
    return reply_html(call, 200, "reset", data);
}

/* The same page and the same work, whether there is such an account or not. */
struct reply
account_reset(struct call *call)
{
    const struct address *want = call->input;
    struct page_data *data = page_data_new(call->arena);
    struct str address = mail_address(call, want->email);
    struct mail_link link = mail_link(call, "/account/link");
    struct pg_answer answer;

    if (address.at == NULL) {
        account_error(data, "email", "email", NULL);
        page_set(data, "email", want->email);
        return reply_html(call, 400, "reset", data);
    }
    if (account_wait(call) > 0)
        return reply_refusal(call, PROBLEM_RATE_LIMITED);
    answer = sql_reset_offer(&call->door, address, link.hash, link.mail, link.sealed,
                             browser_language(call));
    if (answer.problem)
        return reply_refusal(call, answer.problem);
    reply_poke_courier(call);
    page_set(data, "email", address);
    return reply_html(call, 200, "check-mail", data);
}

/* Uses the link up, for an account that begins or for one that is there. */
static struct reply
set_password(struct call *call, const struct token *want, const struct pg_answer *link)
{
    struct account_token session = account_token(call, "bs_");
    struct str hash = hash_of(call, want), agent = account_agent(call), phc;
    bool begins = str_same(pg_cell(link, 0, LINK_FIND_KIND), STR("verify"));
    struct pg_answer answer;
    enum problem problem = hashing_make(call, want->password, &phc);

    if (problem)
        return reply_refusal(call, problem);
    answer = begins ? sql_sign_up_confirm(&call->door, hash, phc, session.hash, agent)
                    : sql_password_reset(&call->door, hash, phc,
                                         account_key(call, pg_cell(link, 0, LINK_FIND_EMAIL)),
                                         session.hash, agent);
    if (answer.problem == PROBLEM_NOT_FOUND)
        return link_gone(call);
    if (answer.problem)
        return reply_refusal(call, answer.problem);
    reply_poke_courier(call);
    return account_signed_in(call, session,
                             begins ? browser_next(call, pg_cell(&answer, 0, SIGN_UP_CONFIRM_NEXT))
                                    : STR("/account?notice=password_changed"));
}

struct reply
account_set_password(struct call *call)
{
    const struct token *want = call->input;
    struct page_data *data = page_data_new(call->arena);
    struct pg_answer link = sql_link_find(&call->door, hash_of(call, want));
    struct str password = want->password.at == NULL ? STR("") : want->password;

    if (link.problem == PROBLEM_NOT_FOUND)
        return link_gone(call);
    if (link.problem)
        return reply_refusal(call, link.problem);
    if (!account_password_fits(call, data, password, pg_cell(&link, 0, LINK_FIND_EMAIL),
                               pg_cell(&link, 0, LINK_FIND_NAME)))
        return show_link(call, 400, data, want);
    return set_password(call, want, &link);
}
