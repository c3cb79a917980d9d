/* What was shown of an award of ours, and is ours though it is not what is kept. */
#include "api/verification.h"

#include "api/browser.h"
#include "api/credential.h"
#include "api/turn.h"
#include "http/browser.h"
#include "issue/hosted.h"
#include "json/canonical.h"
#include "sql/verification.h"

struct checking {
    struct arena *arena;
    const struct verification_asked *asked;
    struct issue_signers signers;
    struct str hosted; /* the assertion as we host it, or STR_NONE */
    bool is_good;
};

static struct str
canonical(struct arena *arena, struct str json)
{
    struct text text = text_new(arena);
    const struct json_tree *tree;
    struct scan_fault fault;

    if (json_tree_read(arena, json, &tree, &fault))
        return STR_NONE;
    json_canonical(&text, tree);
    return text_str(&text);
}

static void
check(void *who)
{
    struct checking *checking = who;
    const struct verification_asked *asked = checking->asked;

    checking->is_good = asked->is_hosted ? str_same(canonical(checking->arena, asked->document),
                                                    canonical(checking->arena, checking->hosted))
                                         : issue_have_signed(checking->arena, &checking->signers,
                                                             asked->document, asked->token);
}

/* What the check needs of the database. */
static enum problem
prepare(struct call *call, struct checking *checking)
{
    struct issue_house house = credential_house(call);
    struct issue_assertion assertion = {.version = 1};
    enum problem problem;

    if (!checking->asked->is_hosted)
        return issue_signers(&house, checking->asked->award, &checking->signers);
    problem = issue_assertion(&house, checking->asked->award, &assertion);
    checking->hosted = assertion.document;
    return problem;
}

enum problem
verification_know(struct call *call, struct verification_asked *asked)
{
    struct checking checking = {.arena = call->arena, .asked = asked, .hosted = STR_NONE};
    struct pg_answer answer;
    enum problem problem;

    if (asked->document.at == NULL && asked->token.at == NULL)
        return PROBLEM_NONE;
    answer = sql_verification_differs(&call->door, asked->award, asked->document, asked->token);
    if (answer.problem || !str_same(pg_named(&answer, 0, "differs"), STR("t")))
        return answer.problem;
    if (verification_is_over(call, neighbour_of(call->arena, call->request->remote)))
        return PROBLEM_RATE_LIMITED;
    problem = prepare(call, &checking);
    if (problem == PROBLEM_NOT_FOUND)
        return PROBLEM_NONE; /* there is no such award, which is said by whoever looks for it */
    if (problem)
        return problem;
    if (!turn_work(call->api->loop, call->api->drawing, check, &checking))
        return PROBLEM_BUSY;
    if (checking.is_good)
        asked->document = asked->token = STR_NONE;
    return PROBLEM_NONE;
}
