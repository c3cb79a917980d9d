#include "ctl/mail.h"

#include "base/settings.h"
#include "base/uuid.h"
#include "ctl/database.h"
#include "ctl/mail-server.h"
#include "ctl/person.h"
#include "ctl/say.h"
#include "sql/mail.h"

#include <stdio.h>

enum { MAILS_SHOWN = 100 };

static const char *const states[] = {"queued", "leased", "sent", "bounced", "suppressed"};

const struct option mail_list_options[] = {
    {"state", OPTION_VALUE, "STATE", "Only queued, leased, sent, bounced or suppressed ones."},
    {NULL,    OPTION_FLAG,  NULL,    NULL                                                    },
};

static int
list(struct call *call, const struct pg_door *door, void *who)
{
    struct str state = option_text(&call->given, "state");
    struct pg_answer mails = sql_mail_list(door, state, MAILS_SHOWN);

    (void)who;
    if (mails.problem)
        return fail_with("The mails cannot be listed", mails.problem, mails.detail);
    for (size_t row = 0; row < mails.rows; row++) {
        struct str code = pg_cell(&mails, row, MAIL_LIST_CODE);

        printf(STR_FMT "  " STR_FMT "  %-10.*s  " STR_FMT " attempts  %-3.*s  %-16.*s  " STR_FMT
                       "\n",
               STR_ARG(pg_cell(&mails, row, MAIL_LIST_ID)),
               STR_ARG(pg_cell(&mails, row, MAIL_LIST_CREATED)),
               STR_ARG(pg_cell(&mails, row, MAIL_LIST_STATE)),
               STR_ARG(pg_cell(&mails, row, MAIL_LIST_ATTEMPT)),
               STR_ARG(code.size == 0 ? STR("-") : code),
               STR_ARG(pg_cell(&mails, row, MAIL_LIST_KIND)),
               STR_ARG(pg_cell(&mails, row, MAIL_LIST_RECIPIENT)));
    }
    return DONE;
}

int
mail_list(struct call *call)
{
    struct str state = option_text(&call->given, "state");
    bool known = state.at == NULL;

    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
        known = known || str_same(state, str_of(states[i]));
    if (!known)
        return misuse(call, "--state is queued, leased, sent, bounced or suppressed.");
    return database_do(call, list, NULL);
}

static int
allow(struct call *call, const struct pg_door *door, void *who)
{
    struct str address = call->given.words[0];
    struct pg_answer allowed = sql_mail_allow(door, address);

    (void)who;
    if (allowed.problem == PROBLEM_NOT_FOUND)
        return fail(STR_FMT " is not on the list of addresses that refuse mail.", STR_ARG(address));
    if (allowed.problem)
        return fail_with("The address cannot be allowed", allowed.problem, allowed.detail);
    printf(STR_FMT " is written to again\n", STR_ARG(address));
    return DONE;
}

int
mail_allow(struct call *call)
{
    if (!person_is_address(call->given.words[0]))
        return misuse(call, STR_FMT " is no e-mail address.", STR_ARG(call->given.words[0]));
    return database_do(call, allow, NULL);
}

int
mail_test(struct call *call)
{
    struct str address = call->given.words[0], base = setting_text(SETTING_base_url);
    struct fetch_letter letter = {
        .id = uuid_new(call->arena),
        .domain = fetch_host(base, false),
        .sender = fetch_host(base, true),
        .to = address,
        .language = STR("en"),
        .subject = STR("A mail from citylearn, to see whether it comes"),
        .text = STR("The operator of citylearn has sent this mail, and it came.\r\n"),
        .html = STR("<p>The operator of citylearn has sent this mail, and it came.</p>\r\n"),
    };
    struct fetch_posted posted;

    if (!person_is_address(address))
        return misuse(call, STR_FMT " is no e-mail address.", STR_ARG(address));
    posted = mail_server_ask(call, &letter);
    if (!posted.taken)
        return fail("The mail was not taken by " STR_FMT ".",
                    STR_ARG(mail_server_said(call, &posted)));
    printf("the mail was taken by " STR_FMT "\n", STR_ARG(mail_server_said(call, &posted)));
    return DONE;
}
