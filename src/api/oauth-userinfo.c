/* Who has signed in, for an app that was allowed to know (OpenID Connect Core section 5.3). */
#include "api/oauth-about.h"

#include "api/reply.h"
#include "sql/oauth.h"

enum { SCOPES_MAX = 40 };

struct reply
oauth_userinfo(struct call *call)
{
    struct str list[SCOPES_MAX], scope = call->me.scope;
    struct pg_answer answer;
    size_t count = 0;

    while (count < SCOPES_MAX && str_cut(&scope, ' ', &list[count]))
        count++;
    answer = sql_userinfo_show(&call->door, call->me.person, pg_texts(call->arena, list, count));
    /* Whose account is closed is nobody, and so is the token. */
    if (answer.problem == PROBLEM_NOT_FOUND)
        return reply_refusal(call, PROBLEM_INVALID_TOKEN);
    if (answer.problem)
        return reply_refusal(call, answer.problem);
    return (struct reply){
        .status = 200, .type = "application/json", .body = pg_cell(&answer, 0, USERINFO_SHOW_BODY)};
}
