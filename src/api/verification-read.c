/* What a question is about: an award of ours, or something of others. */
#include "api/verification.h"

#include "api/limits.h"
#include "api/turn.h"
#include "base/clock.h"
#include "http/browser.h"
#include "issue/issue.h"
#include "judge/kept.h"
#include "keys/keys.h"
#include "sql/verification.h"

static void
read_own(struct call *call, struct str url, struct verification_asked *asked)
{
    asked->award = issue_award_of(call->arena, call->api->base_url, url);
    asked->endorsement = issue_endorsement_of(call->arena, call->api->base_url, url);
}

/* An address of ours that names neither names nothing that could be verified. */
enum problem
verification_read_url(struct call *call, struct str url, struct verification_asked *asked)
{
    struct str inside = arena_print(call->arena, STR_FMT "/", STR_ARG(call->api->base_url));

    read_own(call, url, asked);
    asked->content = asked->name = url;
    return asked->award.at == NULL && asked->endorsement.at == NULL && str_starts(url, inside)
               ? PROBLEM_NOT_FOUND
               : PROBLEM_NONE;
}

/* Pictures take a while, so that it is done like drawing them. */
struct reading {
    struct arena *arena;
    struct str bytes;
    struct judge_reading read;
};

static void
read_bytes(void *who)
{
    struct reading *reading = who;

    reading->read = judge_read(reading->arena, reading->bytes);
}

bool
verification_recognise(struct call *call, struct str bytes, struct judge_reading *read)
{
    struct reading reading = {.arena = call->arena, .bytes = bytes};
    bool was_done = turn_work(call->api->loop, call->api->drawing, read_bytes, &reading);

    *read = reading.read;
    return was_done;
}

enum problem
verification_read(struct call *call, struct str bytes, struct verification_asked *asked,
                  struct str *why)
{
    struct judge_reading read;

    if (!verification_recognise(call, bytes, &read))
        return PROBLEM_BUSY;
    if (read.form == JUDGE_URL)
        return verification_read_url(call, read.text, asked);
    *why = read.why;
    if (read.form == JUDGE_UNREADABLE || read.kind == JUDGE_NO_BADGE)
        return PROBLEM_BAD_INPUT;
    read_own(call, read.facts.id, asked);
    asked->content = read.text;
    asked->name = read.facts.id;
    asked->is_hosted = read.kind == JUDGE_HOSTED_2;
    if (str_starts(read.text, STR("{")))
        asked->document = read.text;
    else
        asked->token = read.text;
    return PROBLEM_NONE;
}

static bool
is_over(struct call *call, enum limits_of kind, struct str who)
{
    struct limits_state state = limits_take(call->api->limits, kind, who, clock_now());

    if (state.is_over)
        call->retry_after = arena_print(call->arena, "%d", state.reset_s);
    return state.is_over;
}

bool
verification_is_over(struct call *call, struct str who)
{
    return who.size > 0 && is_over(call, OF_VERIFIER, who);
}

/*
 * Whose a badge is may be asked a few times a minute: else an address could be found by asking for
 * many. Whoever has others fetch and judge may do so as often as a person would.
 */
bool
verification_waits(struct call *call, const struct verification_asked *asked)
{
    struct str from = neighbour_of(call->arena, call->request->remote);
    bool is_ours = asked->award.at != NULL;

    if (!is_ours && verification_is_over(call, from))
        return true;
    return asked->email.at != NULL && is_over(call, OF_AWARD, is_ours ? asked->award : asked->name);
}

struct str
verification_hash(struct call *call, const struct verification_asked *asked)
{
    return judge_question(call->arena, call->api->pepper, asked->email, asked->content);
}

struct pg_answer
verification_take_in(struct call *call, const struct verification_asked *asked)
{
    struct str hash = verification_hash(call, asked), key = pg_bytes(call->arena, hash);

    return asked->endorsement.at != NULL
               ? sql_verification_endorsed(&call->door, key, asked->endorsement, asked->document,
                                           asked->token, call->languages)
               : sql_verification_ask(&call->door, key, pg_bytes(call->arena, asked->content),
                                      verification_sealed(call, hash, asked->email),
                                      call->languages);
}

struct str
verification_sealed(struct call *call, struct str hash, struct str email)
{
    return email.at == NULL
               ? STR_NONE
               : pg_bytes(call->arena, keys_seal(call->arena, call->api->seal, hash, email));
}
