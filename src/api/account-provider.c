/*
 * Signing in with the account of a city's own OpenID Connect provider: the way there and
 * back. What is exchanged with the provider itself, the courier exchanges.
 */
#include "api/account-parts.h"

#include "base/coding.h"
#include "base/text.h"
#include "base/uuid.h"
#include "sql/federation.h"

#include <string.h>

struct choice {
    struct form_guard guard;
    struct str provider, next;
};

static const struct shape_field choice_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct choice, provider, .optional = true, .max = 100, .about = "Which one."),
    SHAPE_TEXT(struct choice, next, .optional = true, .max = 4000, .about = "Where to go then."),
};
const struct shape account_provider_form =
    SHAPE_OF(struct choice, choice_fields, .name = "ProviderForm");

struct attempt {
    struct form_guard guard;
    struct str attempt;
};

static const struct shape_field attempt_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct attempt, attempt, .optional = true, .max = 100, .about = "Which one."),
};
const struct shape account_provider_attempt =
    SHAPE_OF(struct attempt, attempt_fields, .name = "ProviderAttempt");

static struct str
redirect_uri(struct call *call, struct str city)
{
    return arena_print(call->arena, STR_FMT "/account/provider/callback/" STR_FMT,
                       STR_ARG(call->api->base_url), STR_ARG(city));
}

static void
add_parameter(struct text *address, const char *name, struct str value)
{
    text_print(address, "%c%s=" STR_FMT,
               memchr(address->at, '?', address->size) == NULL ? '?' : '&', name,
               STR_ARG(coding_percent(address->arena, value)));
}

struct way {
    struct str state, nonce, verifier;
};

static struct reply
send_there(struct call *call, const struct pg_answer *begun, const struct way *way)
{
    struct text address = text_new(call->arena);
    struct str challenge = coding_base64url(call->arena, keys_sha256(call->arena, way->verifier));

    text_add(&address, pg_cell(begun, 0, FEDERATION_BEGIN_AUTHORIZE_URL));
    add_parameter(&address, "response_type", STR("code"));
    add_parameter(&address, "client_id", pg_cell(begun, 0, FEDERATION_BEGIN_CLIENT_ID));
    add_parameter(&address, "redirect_uri",
                  redirect_uri(call, pg_cell(begun, 0, FEDERATION_BEGIN_CITY)));
    add_parameter(&address, "scope", pg_cell(begun, 0, FEDERATION_BEGIN_SCOPE));
    add_parameter(&address, "state", way->state);
    add_parameter(&address, "nonce", way->nonce);
    add_parameter(&address, "code_challenge", challenge);
    add_parameter(&address, "code_challenge_method", STR("S256"));
    add_parameter(&address, "ui_locales", browser_language(call));
    return reply_see(call, text_str(&address));
}

struct reply
account_provider_begin(struct call *call)
{
    const struct choice *want = call->input;
    struct way way = {keys_secret(call->arena, ""), keys_secret(call->arena, ""),
                      keys_secret(call->arena, "")};
    struct str id = uuid_new(call->arena);
    struct str verifier = keys_seal(call->arena, call->api->seal, id, way.verifier);
    struct pg_answer begun;

    if (!str_is_uuid(want->provider))
        return reply_refusal(call, PROBLEM_NOT_FOUND);
    begun = sql_federation_begin(&call->door, id, want->provider, account_browser_hash(call),
                                 account_hash(call, way.state), way.nonce,
                                 pg_bytes(call->arena, verifier), browser_next(call, want->next));
    return begun.problem ? reply_refusal(call, begun.problem) : send_there(call, &begun, &way);
}

static struct reply
tell_failed(struct call *call, struct str reason)
{
    struct page_data *data = page_data_new(call->arena);

    page_set(data, "reason", reason);
    return reply_html(call, 400, "federation-failed", data);
}

/* The browser is back. A code is only written down: it is the courier's to exchange. */
struct reply
account_provider_back(struct call *call)
{
    const struct account_answer *got = call->input;
    struct str state = got->state.at == NULL ? STR("") : got->state, code = STR_NONE, id;
    struct pg_answer found =
        sql_federation_find(&call->door, account_hash(call, state), account_browser_hash(call),
                            call->parts[0], got->iss.size > 0 ? got->iss : STR_NONE);
    struct pg_answer kept;

    if (found.problem == PROBLEM_NOT_FOUND)
        return tell_failed(call, STR("refused"));
    if (found.problem)
        return reply_refusal(call, found.problem);
    id = pg_cell(&found, 0, FEDERATION_FIND_ID);
    if (got->code.size > 0)
        code = pg_bytes(call->arena, keys_seal(call->arena, call->api->seal, id, got->code));
    kept = sql_federation_return(&call->door, id, code, code.at == NULL ? STR("denied") : STR_NONE);
    if (kept.problem)
        return reply_refusal(call, kept.problem);
    reply_poke_courier(call);
    return reply_see(
        call, arena_print(call->arena, "/account/provider/wait?attempt=" STR_FMT, STR_ARG(id)));
}

static struct reply
ask_again(struct call *call)
{
    struct page_data *data = page_data_new(call->arena);
    struct str here = arena_print(call->arena, STR_FMT "?" STR_FMT, STR_ARG(call->request->path),
                                  STR_ARG(call->request->query));
    struct reply reply;

    page_set(data, "refreshUrl", here);
    reply = reply_html(call, 200, "federation-wait", data);
    reply_header(&reply, "Refresh", STR("1"));
    return reply;
}

/* Asks a few times before it shows that one waits; the task is parked meanwhile. */
static struct pg_answer
ask(struct call *call, struct str id, struct str hash)
{
    enum { TRIES = 15, PAUSE_MS = 100 };
    struct pg_answer answer = {.problem = PROBLEM_NOT_FOUND};

    for (int i = 0; i < TRIES; i++) {
        struct str stage;

        answer = sql_federation_end(&call->door, id, account_browser_hash(call), hash,
                                    account_agent(call));
        stage = answer.problem ? STR("") : pg_cell(&answer, 0, FEDERATION_END_STAGE);
        if (!str_same(stage, STR("returned")) && !str_same(stage, STR("leased")))
            break;
        task_sleep(call->api->loop, PAUSE_MS);
    }
    return answer;
}

struct reply
account_provider_wait(struct call *call)
{
    const struct attempt *want = call->input;
    struct account_token session = account_token(call, "bs_");
    struct str stage;
    struct pg_answer answer;

    if (!str_is_uuid(want->attempt))
        return tell_failed(call, STR("refused"));
    answer = ask(call, want->attempt, session.hash);
    if (answer.problem == PROBLEM_NOT_FOUND)
        return tell_failed(call, STR("late"));
    if (answer.problem)
        return reply_refusal(call, answer.problem);
    stage = pg_cell(&answer, 0, FEDERATION_END_STAGE);
    if (str_same(stage, STR("failed")))
        return tell_failed(call, pg_cell(&answer, 0, FEDERATION_END_REASON));
    if (str_same(stage, STR("linked")))
        return account_noticed(call, "/account", "saved");
    if (!str_same(stage, STR("signed_in")))
        return ask_again(call);
    return account_signed_in(call, session,
                             browser_next(call, pg_cell(&answer, 0, FEDERATION_END_NEXT)));
}
