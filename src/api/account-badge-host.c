/*
 * The way to another host of badges and back. What is exchanged with the host itself, the courier
 * exchanges.
 */
#include "api/account-badge-parts.h"

#include "base/coding.h"
#include "http/redirect.h"
#include "sql/badge-host.h"

static struct str
address_there(struct call *call, const struct pg_answer *begun, struct str state,
              struct str verifier)
{
    struct arena *arena = call->arena;
    struct str challenge = coding_base64url(arena, keys_sha256(arena, verifier));
    struct str back = arena_print(arena, STR_FMT "/account/badge-hosts/callback/" STR_FMT,
                                  STR_ARG(call->api->base_url),
                                  STR_ARG(pg_cell(begun, 0, BADGE_HOST_BEGIN_HOST)));
    struct str url = pg_cell(begun, 0, BADGE_HOST_BEGIN_AUTHORIZE_URL);

    url = redirect_add(arena, url, "response_type", STR("code"));
    url = redirect_add(arena, url, "client_id", pg_cell(begun, 0, BADGE_HOST_BEGIN_CLIENT_ID));
    url = redirect_add(arena, url, "redirect_uri", back);
    url = redirect_add(arena, url, "scope", pg_cell(begun, 0, BADGE_HOST_BEGIN_SCOPE));
    url = redirect_add(arena, url, "state", state);
    url = redirect_add(arena, url, "code_challenge", challenge);
    return redirect_add(arena, url, "code_challenge_method", STR("S256"));
}

struct reply
account_badge_host_go(struct call *call)
{
    struct str state = keys_secret(call->arena, ""), verifier = keys_secret(call->arena, "");
    struct str sealed = keys_seal(call->arena, call->api->seal, call->parts[0], verifier);
    struct pg_answer begun;

    if (sealed.at == NULL)
        return reply_refusal(call, PROBLEM_BROKEN);
    begun = sql_badge_host_begin(&call->door, call->parts[0], account_browser_hash(call),
                                 account_hash(call, state), pg_bytes(call->arena, sealed));
    return begun.problem ? reply_refusal(call, begun.problem)
                         : reply_see(call, address_there(call, &begun, state, verifier));
}

/*
 * The browser is back. Whoever is not signed in as who went there, in the browser that went, brings
 * nothing: else somebody could be had to connect their badges to the account of another.
 */
struct reply
account_badge_host_back(struct call *call)
{
    const struct account_answer *got = call->input;
    struct str hash = account_hash(call, got->state.at == NULL ? STR("") : got->state);
    struct str code = STR_NONE, id;
    struct pg_answer found =
        sql_badge_host_find(&call->door, hash, account_browser_hash(call), call->parts[0],
                            got->iss.size > 0 ? got->iss : STR_NONE);
    struct pg_answer kept;

    if (found.problem == PROBLEM_NOT_FOUND)
        return reply_html(call, 400, "badge-host-failed", page_data_new(call->arena));
    if (found.problem)
        return reply_refusal(call, found.problem);
    id = pg_kept(call->arena, pg_cell(&found, 0, BADGE_HOST_FIND_ID));
    if (got->code.size > 0 && got->error.size == 0)
        code = pg_bytes(call->arena, keys_seal(call->arena, call->api->seal, id, got->code));
    kept = sql_badge_host_return(&call->door, id, hash, code,
                                 code.at == NULL ? STR("denied") : STR_NONE);
    if (kept.problem)
        return reply_refusal(call, kept.problem);
    reply_poke_courier(call);
    return reply_see(call, badge_host_path(call, id));
}
