/* Open Badges 2.0: assertions that are hosted (section "Hosted verification"). */
#include "judge/ob2.h"

#include "base/clock.h"
#include "base/text.h"

#include <string.h>

static bool
is_revoked(const struct json_tree *assertion)
{
    const struct json_tree *revoked = json_tree_member(assertion, STR("revoked"));

    return revoked != NULL && revoked->kind != JSON_FALSE && revoked->kind != JSON_NULL;
}

static void
tell_revoked(struct judge_case *one, const struct json_tree *assertion)
{
    struct str why = json_tree_text(assertion, "revocationReason");

    if (why.at != NULL)
        judge_settle(one, "status", JUDGE_REVOKED,
                     "The issuer has revoked it, for this reason: " STR_FMT,
                     STR_ARG(judge_shown(why)));
    else
        judge_settle(one, "status", JUDGE_REVOKED, "The issuer has revoked it.");
}

static struct str
recipient_text(const struct json_tree *assertion, const char *name)
{
    const struct json_tree *recipient = judge_object(assertion, "recipient");

    return recipient == NULL ? STR_NONE : json_tree_text(recipient, name);
}

/* Hosts write the same moment in one way today and in another tomorrow. */
static bool
is_same_time(struct str given, struct str hosted)
{
    int64_t one, other;

    return ((given.at == NULL) == (hosted.at == NULL) && str_same(given, hosted)) ||
           (given.at != NULL && hosted.at != NULL && clock_read(given, &one) &&
            clock_read(hosted, &other) && one == other);
}

/* The copy that was handed in may be old, but not say anything else of what matters. */
static bool
is_same_assertion(const struct json_tree *given, const struct json_tree *hosted)
{
    static const char *const times[] = {"issuedOn", "expires"};
    static const char *const identity[] = {"identity", "salt", "type"};

    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
        if (!is_same_time(json_tree_text(given, times[i]), json_tree_text(hosted, times[i])))
            return false;
    for (size_t i = 0; i < sizeof(identity) / sizeof(identity[0]); i++)
        if (!str_same(recipient_text(given, identity[i]), recipient_text(hosted, identity[i])))
            return false;
    return str_same(judge_id(given, "badge"), judge_id(hosted, "badge"));
}

static bool
is_hosted(const struct json_tree *assertion)
{
    const struct json_tree *verification = judge_object(assertion, "verification");

    return verification != NULL &&
           (judge_has_type(verification, "HostedBadge") || judge_has_type(verification, "hosted"));
}

bool
judge_hosted_2(struct older *older)
{
    struct judge_case *one = older->one;
    const struct json_tree *given = older->assertion;
    struct str id = json_tree_text(given, "id");
    const struct judge_paper *paper;

    if (!is_hosted(given) || !judge_is_url(id)) {
        judge_settle(one, "form", JUDGE_NOT_VERIFIABLE,
                     "It is neither hosted at an address of its own nor signed.");
        return false;
    }
    paper = judge_ask(one->judge, JUDGE_WANT_ASSERTION_2, id);
    older->assertion = judge_document_2(one->judge, JUDGE_WANT_ASSERTION_2, id);
    if (paper != NULL && paper->status == 410)
        judge_settle(one, "status", JUDGE_REVOKED, "The issuer has revoked it.");
    else if (older->assertion == NULL)
        judge_settle(one, "hosted", JUDGE_NOT_VERIFIABLE, "Its own address does not have it.");
    else if (is_revoked(older->assertion))
        tell_revoked(one, older->assertion);
    else if (!judge_has_type(older->assertion, "Assertion") || !is_hosted(older->assertion) ||
             !is_same_assertion(given, older->assertion))
        judge_settle(one, "hosted", JUDGE_TAMPERED, "Its own address says something else.");
    else
        judge_note(one, "hosted", JUDGE_PASSED, "Its own address says the same.");
    return one->out->verdict == JUDGE_VALID;
}

/* What stands between "https://" and the path; STR_NONE of no such address. */
static struct str
authority(struct str url)
{
    struct str rest = judge_is_url(url) ? str_from(url, sizeof("https://") - 1) : STR_NONE;
    size_t size = 0;

    while (size < rest.size && memchr("/?#", rest.at[size], 3) == NULL)
        size++;
    return (struct str){rest.at, size};
}

/* An allowed origin is a host, with its port or for all of them. */
static bool
is_allowed(struct str origin, struct str place)
{
    struct str rest = place, host;

    if (memchr(place.at, '@', place.size) != NULL)
        return false;
    if (judge_is_url(origin))
        origin = authority(origin);
    return str_same_any_case(origin, place) ||
           (str_cut(&rest, ':', &host) && str_same_any_case(origin, host));
}

static bool
is_within(const struct json_tree *verification, struct str id)
{
    const struct json_tree *one = judge_each(verification, "startsWith");

    for (; one != NULL; one = judge_next(verification, "startsWith", one))
        if (one->kind == JSON_STRING && judge_is_url(one->text) && str_starts(id, one->text) &&
            str_same_any_case(authority(one->text), authority(id)))
            return true;
    return false;
}

static bool
is_at_home(const struct json_tree *verification, struct str id)
{
    const struct json_tree *one = judge_each(verification, "allowedOrigins");

    for (; one != NULL; one = judge_next(verification, "allowedOrigins", one))
        if (one->kind == JSON_STRING && one->text.size > 0 && is_allowed(one->text, authority(id)))
            return true;
    return false;
}

bool
judge_host_2(struct older *older)
{
    const struct json_tree *said = judge_object(older->issuer, "verification");
    struct str id = json_tree_text(older->assertion, "id");
    bool has_origins = said != NULL && json_tree_member(said, STR("allowedOrigins")) != NULL;
    bool has_starts = said != NULL && json_tree_member(said, STR("startsWith")) != NULL;
    bool is_good = (!has_origins || is_at_home(said, id)) && (!has_starts || is_within(said, id));

    if (!has_origins && !has_starts)
        is_good = str_same_any_case(authority(older->issuer_id), authority(id));
    if (is_good)
        judge_note(older->one, "key", JUDGE_PASSED, "It is hosted where the issuer's badges are.");
    else
        judge_settle(older->one, "key", JUDGE_UNKNOWN_ISSUER,
                     "It is hosted at a place that is not one of its issuer's.");
    return is_good;
}
