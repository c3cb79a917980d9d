/* What a person is invited to, and their answer; a mailed invitation leads here, too. */
#include "api/account-parts.h"

#include "sql/invitation.h"

struct link {
    struct str token;
};

static const struct shape_field link_fields[] = {
    SHAPE_TEXT(struct link, token, .optional = true, .max = 100, .about = "Of a mailed link."),
};
const struct shape account_invitations_query = SHAPE_OF(struct link, link_fields);

struct answer {
    struct form_guard guard;
    struct str invitation;
};

static const struct shape_field answer_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct answer, invitation, .optional = true, .max = 100, .about = "Which one."),
};
const struct shape account_invitation_form =
    SHAPE_OF(struct answer, answer_fields, .name = "InvitationForm");

static void
add_row(struct page_data *data, struct str id, struct str place, struct str role,
        struct str inviter)
{
    struct page_data *row = page_row(data, "invitations");

    page_set(row, "id", id);
    page_set(row, "place", place);
    page_set(row, "role", role);
    page_set(row, "inviter", inviter);
    page_flag(data, "hasInvitations", true);
}

static struct reply
show_own(struct call *call)
{
    struct page_data *data = page_data_new(call->arena);
    struct pg_answer open = sql_invitation_open(&call->door, call->languages);

    if (open.problem)
        return reply_refusal(call, open.problem);
    for (size_t i = 0; i < open.rows; i++)
        add_row(data, pg_cell(&open, i, INVITATION_OPEN_ID),
                pg_cell(&open, i, INVITATION_OPEN_PLACE), pg_cell(&open, i, INVITATION_OPEN_ROLE),
                pg_cell(&open, i, INVITATION_OPEN_INVITER));
    account_set_notice(call, data);
    return reply_html(call, 200, "invitations", data);
}

/* Who has the link has the mail, and may read it. To answer, one is signed in. */
static struct reply
show_to_stranger(struct call *call, const struct pg_answer *found)
{
    struct page_data *data = page_data_new(call->arena);

    add_row(data, pg_cell(found, 0, INVITATION_BY_TOKEN_ID),
            pg_cell(found, 0, INVITATION_BY_TOKEN_PLACE),
            pg_cell(found, 0, INVITATION_BY_TOKEN_ROLE),
            pg_cell(found, 0, INVITATION_BY_TOKEN_INVITER));
    account_set_ways(call, data, STR("/account/invitations"),
                     pg_cell(found, 0, INVITATION_BY_TOKEN_EMAIL));
    return reply_html(call, 200, "invitations", data);
}

static struct reply
show_mismatch(struct call *call)
{
    struct page_data *data = page_data_new(call->arena);

    page_set(data, "email", call->session.email);
    page_set(data, "next", STR("/account/invitations"));
    return reply_html(call, 403, "invitation-mismatch", data);
}

struct reply
account_invitations(struct call *call)
{
    const struct link *want = call->input;
    struct pg_answer found;

    if (want->token.at == NULL)
        return call->session.person.at == NULL ? reply_refusal(call, PROBLEM_SIGN_IN_FIRST)
                                               : show_own(call);
    found = sql_invitation_by_token(&call->door, account_hash(call, want->token), call->languages);
    if (found.problem == PROBLEM_NOT_FOUND)
        return reply_html(call, 410, "link-gone", NULL);
    if (found.problem)
        return reply_refusal(call, found.problem);
    if (call->session.person.at == NULL)
        return show_to_stranger(call, &found);
    return str_same(pg_cell(&found, 0, INVITATION_BY_TOKEN_IS_MINE), STR("t"))
               ? show_own(call)
               : show_mismatch(call);
}

struct reply
account_invitation_accept(struct call *call)
{
    const struct answer *want = call->input;
    struct pg_answer answer;

    if (!str_is_uuid(want->invitation))
        return reply_refusal(call, PROBLEM_NOT_FOUND);
    answer = sql_invitation_accept(&call->door, want->invitation, call->languages);
    return answer.problem ? reply_refusal(call, answer.problem)
                          : account_noticed(call, "/account/invitations", "accepted");
}

struct reply
account_invitation_decline(struct call *call)
{
    const struct answer *want = call->input;
    struct pg_answer answer;

    if (!str_is_uuid(want->invitation))
        return reply_refusal(call, PROBLEM_NOT_FOUND);
    answer = sql_invitation_decline(&call->door, want->invitation, call->languages);
    return answer.problem ? reply_refusal(call, answer.problem)
                          : account_noticed(call, "/account/invitations", "declined");
}
