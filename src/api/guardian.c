#include "api/guardian.h"

#include "api/browser.h"
#include "api/mail.h"
#include "sql/guardian.h"

struct invitation {
    struct str email;
};

static const struct shape_field invitation_fields[] = {
    SHAPE_EMAIL(struct invitation, email,
                .about = "The address of a parent or guardian, who is written to."),
};
const struct shape guardian_invitation_input =
    SHAPE_OF(struct invitation, invitation_fields, .name = "GuardianInvitationInput");

struct pg_answer
guardian_ask(struct call *call, struct str email, struct str language)
{
    struct mail_link link = mail_link(call, "/account/guardian");

    return sql_guardian_invite(&call->door, email, link.hash, link.mail, link.sealed, language);
}

struct reply
guardianship_list(struct call *call)
{
    return reply_list(call, sql_guardianship_list(&call->door));
}

struct reply
guardian_invite(struct call *call)
{
    const struct invitation *want = call->input;

    return reply_made(call, guardian_ask(call, want->email, browser_language(call)), NULL);
}

struct reply
child_list(struct call *call)
{
    return reply_list(call, sql_child_list(&call->door));
}

static struct reply
decide(struct call *call, const char *action)
{
    return reply_done(
        call, sql_child_decide(&call->door, call->parts[0], str_of(action), STR_NONE, STR("api")));
}

struct reply
child_consent(struct call *call)
{
    return decide(call, "consent");
}

struct reply
child_withdraw(struct call *call)
{
    return decide(call, "withdraw");
}

struct reply
child_award(struct call *call)
{
    return reply_done(
        call, sql_child_award(&call->door, call->parts[0], call->parts[1], call->languages));
}
