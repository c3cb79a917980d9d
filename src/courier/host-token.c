/* Tokens of a learner's account at another host of badges: got for a code, and refreshed. */
#include "courier/host.h"

#include "base/coding.h"
#include "courier/errand.h"
#include "keys/keys.h"
#include "sql/badge-host.h"

enum { TOKEN_SIZE_MAX = 4096, LIFE_USUAL_S = 3600, LIFE_MAX_S = 365 * 86400, SCOPES_MAX = 2000 };
enum { WRITES_MAX = 5, PAUSE_MS = 250 };

struct tokens {
    struct str access, refresh; /* the latter may be STR_NONE */
    struct str scopes;          /* those of ours that were granted */
    int64_t seconds;
};

struct str
host_unseal(const struct host_visit *visit, struct str about, struct str sealed)
{
    return sealed.at == NULL ? STR_NONE
                             : keys_unseal(visit->arena, visit->courier->options.seal_key, about,
                                           coding_from_hex(visit->arena, sealed));
}

static struct str
seal(const struct host_visit *visit, struct str token)
{
    return token.at == NULL
               ? STR_NONE
               : pg_bytes(visit->arena, keys_seal(visit->arena, visit->courier->options.seal_key,
                                                  visit->id, token));
}

/* What can stand in a header, and in a form. */
static bool
is_token(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] <= ' ' || text.at[i] > '~')
            return false;
    return text.size > 0 && text.size <= TOKEN_SIZE_MAX;
}

static bool
lists(struct str scopes, struct str wanted)
{
    struct str one;

    while (str_cut(&scopes, ' ', &one))
        if (str_same(one, wanted))
            return true;
    return false;
}

/* As was asked for when it says nothing, and never more. */
static struct str
granted(const struct host_visit *visit, struct str said)
{
    struct str asked = visit->scopes, one;
    struct text scopes = text_new(visit->arena);

    if (said.at == NULL)
        return asked;
    while (str_cut(&asked, ' ', &one))
        if (said.size <= SCOPES_MAX && lists(said, one))
            text_print(&scopes, "%s" STR_FMT, scopes.size > 0 ? " " : "", STR_ARG(one));
    return text_str(&scopes);
}

static bool
read_tokens(const struct host_visit *visit, const struct fetch_reply *reply, struct tokens *tokens)
{
    struct json_object said;
    struct str refresh;

    if (reply->outcome != FETCH_ANSWERED || reply->status != 200 || !errand_is_json(reply->body))
        return false;
    said = json_object_open(visit->arena, reply->body);
    refresh = json_object_meaning(&said, "refresh_token");
    *tokens = (struct tokens){
        .access = json_object_meaning(&said, "access_token"),
        .refresh = is_token(refresh) ? refresh : STR_NONE,
        .scopes = granted(visit, json_object_meaning(&said, "scope")),
    };
    if (!str_integer(json_object_meaning(&said, "expires_in"), &tokens->seconds) ||
        tokens->seconds < 0 || tokens->seconds > LIFE_MAX_S)
        tokens->seconds = LIFE_USUAL_S;
    return is_token(tokens->access) &&
           str_same_any_case(json_object_meaning(&said, "token_type"), STR("bearer"));
}

/* Nobody waits for these tokens any more: who had the account left it meanwhile. */
static void
give_back(struct host_visit *visit, const struct tokens *tokens)
{
    visit->access = tokens->access;
    visit->refresh = tokens->refresh;
    host_revoke(visit);
}

/* What went wrong with an answer that brought no tokens; of 2xx, too. */
static const char *
trouble_of(const struct fetch_reply *reply)
{
    const char *fault = host_fault(reply);

    return fault == NULL ? "unreadable" : fault;
}

/* RFC 6749 section 5.2: whether it is this service that the host does not know, and not a token. */
static bool
is_unknown(const struct host_visit *visit, const struct fetch_reply *reply)
{
    struct str error = STR_NONE;

    if (reply->outcome != FETCH_ANSWERED || (reply->status != 400 && reply->status != 401))
        return false;
    if (errand_is_json(reply->body)) {
        struct json_object said = json_object_open(visit->arena, reply->body);

        error = json_object_meaning(&said, "error");
    }
    return str_same(error, STR("invalid_client")) ||
           (reply->status == 401 && !str_same(error, STR("invalid_grant")));
}

/* Then it is registered with anew, so that learners can go there again. */
static void
hear_unknown(const struct host_visit *visit, const struct fetch_reply *reply)
{
    struct pg_door door = {.pg = visit->courier->pg, .arena = visit->arena};

    if (is_unknown(visit, reply))
        sql_badge_host_unknown(&door, visit->id, visit->courier->owner, visit->attempt,
                               visit->client);
}

static const char *
refusal(const struct host_visit *visit, const struct fetch_reply *reply)
{
    bool said_no = reply->outcome == FETCH_ANSWERED && reply->status >= 300 &&
                   reply->status < 500 && reply->status != 429;

    return is_unknown(visit, reply) ? "client_unknown"
           : said_no                ? "code_refused"
                                    : trouble_of(reply);
}

/* For tokens that were given once: what cannot be written down at once is tried a few times more.
 */
static bool
tries_again(const struct host_visit *visit, const struct pg_answer *kept, int *tries)
{
    if (!kept->problem || ++*tries == WRITES_MAX)
        return false;
    task_sleep(visit->courier->loop, PAUSE_MS << *tries);
    return true;
}

static void
keep_exchanged(struct host_visit *visit, const struct tokens *tokens, struct str fault)
{
    struct pg_door door = {.pg = visit->courier->pg, .arena = visit->arena};
    struct str access = seal(visit, tokens->access), refresh = seal(visit, tokens->refresh);
    struct pg_answer kept;
    int tries = 0;

    do
        kept = sql_badge_host_exchanged(&door, visit->id, visit->courier->owner, visit->attempt,
                                        access, refresh, tokens->seconds, tokens->scopes, fault);
    while (tries_again(visit, &kept, &tries));
    visit->trouble = kept.problem ? "not_kept" : NULL;
    if (fault.at == NULL &&
        (kept.problem || !str_same(pg_cell(&kept, 0, BADGE_HOST_EXCHANGED_IS_WANTED), STR("t"))))
        give_back(visit, tokens);
}

/* Whether they count now. */
static bool
keep_refreshed(struct host_visit *visit, const struct tokens *tokens)
{
    struct pg_door door = {.pg = visit->courier->pg, .arena = visit->arena};
    struct str access = seal(visit, tokens->access), refresh = seal(visit, tokens->refresh);
    struct pg_answer kept;
    int tries = 0;

    do
        kept = sql_badge_host_refreshed(&door, visit->id, visit->courier->owner, visit->attempt,
                                        access, refresh, tokens->seconds);
    while (tries_again(visit, &kept, &tries));
    visit->trouble = kept.problem ? "not_kept" : NULL;
    if (kept.problem || !str_same(pg_cell(&kept, 0, BADGE_HOST_REFRESHED_IS_WANTED), STR("t"))) {
        give_back(visit, tokens);
        return false;
    }
    visit->access = tokens->access;
    visit->refresh = tokens->refresh.at != NULL ? tokens->refresh : visit->refresh;
    return true;
}

void
host_exchange(struct host_visit *visit)
{
    struct text form = text_new(visit->arena);
    struct tokens tokens = {.access = STR_NONE, .refresh = STR_NONE, .scopes = STR_NONE};
    struct fetch_reply reply;
    bool is_good;

    oauth_add(&form, "grant_type", STR("authorization_code"));
    oauth_add(&form, "code", visit->code);
    oauth_add(&form, "redirect_uri", host_way_back(visit->courier, visit->arena, visit->host));
    oauth_add(&form, "scope", visit->scopes);
    oauth_add(&form, "code_verifier", visit->verifier);
    reply = host_post(visit, visit->token_url, &form);
    is_good = read_tokens(visit, &reply, &tokens);
    keep_exchanged(visit, &tokens, is_good ? STR_NONE : str_of(refusal(visit, &reply)));
    hear_unknown(visit, &reply);
    visit->is_over = true;
}

/* A host that says no has ended it; one that is not there now has not. */
void
host_refresh(struct host_visit *visit)
{
    struct pg_door door = {.pg = visit->courier->pg, .arena = visit->arena};
    struct text form = text_new(visit->arena);
    struct tokens tokens;
    struct fetch_reply reply;

    visit->was_refreshed = true;
    oauth_add(&form, "grant_type", STR("refresh_token"));
    oauth_add(&form, "refresh_token", visit->refresh);
    reply = host_post(visit, visit->refresh_url, &form);
    if (read_tokens(visit, &reply, &tokens)) {
        if (keep_refreshed(visit, &tokens))
            return;
    } else if (reply.outcome == FETCH_ANSWERED && (reply.status == 400 || reply.status == 401)) {
        sql_badge_host_ended(&door, visit->id, visit->courier->owner, visit->attempt);
        hear_unknown(visit, &reply);
    } else {
        visit->trouble = trouble_of(&reply);
        visit->rest_s = host_rest(visit, &reply);
    }
    visit->is_over = true;
}
