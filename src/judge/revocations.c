/*
 * 1EdTechRevocationList: not signed. Others go on with a warning when it cannot be had; but then
 * whoever was revoked counts again for as long as the list is away.
 */
#include "judge/parts.h"

/* NULL, or what an entry in a list of 1EdTech says of the credential. */
static const struct json_tree *
revoked_in(const struct json_tree *list, struct str id)
{
    const struct json_tree *each = judge_each(list, "revokedCredential"), *revoked;

    for (; each != NULL; each = judge_next(list, "revokedCredential", each)) {
        revoked = json_tree_member(each, STR("revoked"));
        if (id.at != NULL && str_same(json_tree_text(each, "id"), id) &&
            (revoked == NULL || revoked->kind != JSON_FALSE))
            return each;
    }
    return NULL;
}

void
judge_revocations(struct judge_case *one, const struct json_tree *entry)
{
    struct str url = json_tree_text(entry, "id"), why;
    const struct json_tree *list =
        judge_paper_tree(one->judge, judge_ask(one->judge, JUDGE_WANT_REVOCATIONS, url));
    const struct json_tree *said;

    if (list == NULL || !str_same(json_tree_text(list, "id"), url) ||
        !str_same(judge_id(list, "issuer"), badge_issuer_of(one->piece->credential))) {
        judge_settle(one, "status", JUDGE_NOT_VERIFIABLE,
                     "The list of what the issuer has revoked could not be had.");
        return;
    }
    said = revoked_in(list, json_tree_text(one->piece->credential, "id"));
    why = said == NULL ? STR_NONE : json_tree_text(said, "revocationReason");
    if (said == NULL)
        judge_note(one, "status", JUDGE_PASSED, "The issuer's list does not name it.");
    else if (str_same_any_case(why, STR("superseded")))
        judge_settle(one, "status", JUDGE_SUPERSEDED, "The issuer has a newer one in its place.");
    else if (why.at != NULL)
        judge_settle(one, "status", JUDGE_REVOKED,
                     "The issuer has revoked it, for this reason: " STR_FMT,
                     STR_ARG(judge_shown(why)));
    else
        judge_settle(one, "status", JUDGE_REVOKED, "The issuer has revoked it.");
}
