/* Credentials of ours that are not kept here, known by their signatures. */
#include "api/verification.h"

#include "api/credential.h"
#include "api/turn.h"

struct checking {
    struct arena *arena;
    const struct verification_asked *asked;
    struct issue_signers signers;
    bool is_good;
};

static void
check(void *who)
{
    struct checking *checking = who;

    checking->is_good = issue_have_signed(checking->arena, &checking->signers,
                                          checking->asked->document, checking->asked->token);
}

bool
verification_is_signed(struct call *call, const struct verification_asked *asked)
{
    struct issue_house house = credential_house(call);
    struct checking checking = {.arena = call->arena, .asked = asked};

    return issue_signers(&house, asked->award, &checking.signers) == PROBLEM_NONE &&
           turn_work(call->api->loop, call->api->drawing, check, &checking) && checking.is_good;
}
