/* Tokens of a learner's account at another host of badges are given back. */
#include "courier/host.h"

/* RFC 7009: what the host knows no more it answers with 200 as well. */
static bool
revoke(const struct host_visit *visit, struct str token, const char *hint)
{
    struct text form = text_new(visit->arena);
    struct fetch_reply reply;

    if (token.at == NULL)
        return true;
    oauth_add(&form, "token", token);
    oauth_add(&form, "token_type_hint", str_of(hint));
    reply = host_post(visit, visit->revoke_url, &form);
    return reply.outcome == FETCH_ANSWERED && reply.status != 429 && reply.status < 500;
}

bool
host_revoke(const struct host_visit *visit)
{
    bool is_heard;

    if (visit->revoke_url.size == 0)
        return true;
    is_heard = revoke(visit, visit->refresh, "refresh_token");
    return revoke(visit, visit->access, "access_token") && is_heard;
}
