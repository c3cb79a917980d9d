/*
 * Open Badges 2.0. A hosted assertion is worth what its own address says, and its address has to be
 * one of its issuer's; a signed one is worth its signature, by a key that names its issuer and that
 * the issuer names. What an issuer is stands at the issuer's own id, and nowhere else.
 */
#include "judge/ob2.h"

#include "base/clock.h"

const struct json_tree *
judge_document_2(struct judge *judge, enum judge_want_kind kind, struct str url)
{
    const struct json_tree *tree =
        url.at == NULL ? NULL : judge_paper_tree(judge, judge_ask(judge, kind, url));

    return tree != NULL && tree->kind == JSON_OBJECT && str_same(json_tree_text(tree, "id"), url)
               ? tree
               : NULL;
}

static bool
find_issuer(struct older *older)
{
    struct judge_case *one = older->one;
    struct str id = judge_id(older->assertion, "badge");

    /* What somebody has put into an assertion under the address of a class, is not that class. */
    older->badge = judge_is_url(id) ? judge_document_2(one->judge, JUDGE_WANT_CLASS_2, id)
                                    : judge_object(older->assertion, "badge");
    if (older->badge == NULL || !judge_has_type(older->badge, "BadgeClass")) {
        judge_settle(one, "shape", JUDGE_NOT_VERIFIABLE, "What the badge means could not be had.");
        return false;
    }
    older->issuer_id = judge_id(older->badge, "issuer");
    older->issuer = judge_document_2(one->judge, JUDGE_WANT_ISSUER_2, older->issuer_id);
    if (older->issuer == NULL ||
        (!judge_has_type(older->issuer, "Issuer") && !judge_has_type(older->issuer, "Profile"))) {
        judge_settle(one, "key", JUDGE_NOT_VERIFIABLE,
                     "What the issuer says of itself could not be had.");
        return false;
    }
    judge_facts_2(older, &one->out->facts);
    return true;
}

static void
judge_period_2(struct older *older)
{
    struct judge_case *one = older->one;
    int64_t now = one->judge->options.now, when;
    struct str issued = json_tree_text(older->assertion, "issuedOn");
    struct str expires = json_tree_text(older->assertion, "expires");

    if (issued.at == NULL || !clock_read(issued, &when) || now < when)
        judge_settle(one, "period", JUDGE_NOT_VERIFIABLE,
                     "It does not say that it was issued at a time before now.");
    else if (json_tree_member(older->assertion, STR("expires")) != NULL &&
             (expires.at == NULL || !clock_read(expires, &when) || now > when))
        judge_settle(one, "period", JUDGE_EXPIRED, "It counted until " STR_FMT ".",
                     STR_ARG(judge_shown(expires)));
    else
        judge_note(one, "period", JUDGE_PASSED, "It counts at this time.");
}

void
judge_older(struct judge_case *one)
{
    struct older older = {.one = one, .assertion = one->piece->tree};
    bool is_signed = one->piece->kind == JUDGE_SIGNED_2;

    if (!is_signed && !judge_hosted_2(&older))
        return;
    if (!find_issuer(&older) || !(is_signed ? judge_signed_2(&older) : judge_host_2(&older)))
        return;
    judge_period_2(&older);
    judge_recipient_2(one, judge_object(older.assertion, "recipient"));
}
