/* Whether it was revoked, by what its credentialStatus names; each entry is asked. */
#include "base/clock.h"
#include "base/text.h"
#include "judge/key.h"

enum { ENTRIES_MAX = 8, WORK_MAX = 16 << 20 };

struct entry {
    const struct json_tree *said;
    const char *list_type, *subject_type;
};

/* What a list says is only worth something when the same issuer has signed it. */
static bool
is_good_list(struct judge_case *one, const struct judge_piece *list, const struct entry *entry)
{
    struct judge *judge = one->judge;
    const struct json_tree *subject = judge_subject(list->credential);
    struct judge_signature signature;
    int64_t end;

    if (!judge_has_type(list->credential, entry->list_type) || subject == NULL ||
        !judge_has_type(subject, entry->subject_type) ||
        !str_same(badge_issuer_of(list->credential), badge_issuer_of(one->piece->credential))) {
        judge_settle(one, "status", JUDGE_NOT_VERIFIABLE,
                     "The list that says what was revoked is not a list of this issuer.");
        return false;
    }
    signature = judge_signature(judge, list);
    if (signature.verdict != JUDGE_VALID) {
        judge_settle(one, "status", JUDGE_NOT_VERIFIABLE,
                     "The list that says what was revoked is not signed well. " STR_FMT,
                     STR_ARG(signature.reason));
        return false;
    }
    if (judge_until(list).at != NULL &&
        (!clock_read(judge_until(list), &end) || end < judge->options.now)) {
        judge_settle(one, "status", JUDGE_NOT_VERIFIABLE,
                     "The list that says what was revoked is too old.");
        return false;
    }
    return true;
}

/* A list may have one purpose or several; the older kind of list has base64 without a letter. */
static bool
has_purpose(const struct json_tree *subject, struct str purpose)
{
    for (const struct json_tree *one = judge_each(subject, "statusPurpose"); one != NULL;
         one = judge_next(subject, "statusPurpose", one))
        if (one->kind == JSON_STRING && str_same(one->text, purpose))
            return true;
    return false;
}

static struct str
encoded_of(struct arena *arena, const struct json_tree *subject, bool is_older)
{
    struct str said = json_tree_text(subject, "encodedList");
    struct text text = text_new(arena);

    if (!is_older || said.at == NULL)
        return said;
    text_add(&text, STR("u"));
    for (size_t i = 0; i < said.size; i++) {
        char c = said.at[i] == '+' ? '-' : said.at[i] == '/' ? '_' : said.at[i];

        if (c != '=')
            text_add(&text, (struct str){&c, 1});
    }
    return text_str(&text);
}

static bool
read_bit(const struct json_tree *subject, struct str index, bool is_older, bool *is_set)
{
    struct arena *work = arena_open(WORK_MAX);
    int64_t place;
    bool is_read =
        str_integer(index, &place) && place >= 0 && index.at[0] != '+' &&
        json_tree_text(subject, "encodedList").size <= BADGE_STATUS_TEXT_MAX &&
        badge_status_read(work, encoded_of(work, subject, is_older), (uint64_t)place, is_set);

    arena_close(work);
    return is_read;
}

static void
tell(struct judge_case *one, struct str purpose, bool is_set)
{
    if (!is_set)
        judge_note(one, "status", JUDGE_PASSED,
                   "The issuer's list does not say that it was revoked.");
    else if (str_same(purpose, STR("revocation")))
        judge_settle(one, "status", JUDGE_REVOKED, "The issuer has revoked it.");
    else if (str_same(purpose, STR("suspension")))
        judge_settle(one, "status", JUDGE_REVOKED,
                     "The issuer has suspended it, and may give it back.");
    else if (!one->out->is_refreshed)
        judge_settle(one, "status", JUDGE_SUPERSEDED, "The issuer has a newer one in its place.");
}

static void
ask_list(struct judge_case *one, const struct entry *entry)
{
    bool is_older = str_same(str_of(entry->subject_type), STR("StatusList2021"));
    struct str url = json_tree_text(entry->said, "statusListCredential");
    struct str purpose = json_tree_text(entry->said, "statusPurpose");
    const struct json_tree *size = json_tree_member(entry->said, STR("statusSize"));
    const struct judge_piece *list;
    bool is_set = false;

    if (!str_same(purpose, STR("revocation")) && !str_same(purpose, STR("suspension")) &&
        !str_same(purpose, STR("refresh"))) {
        judge_note(one, "status", purpose.at == NULL ? JUDGE_FAILED : JUDGE_SKIPPED,
                   "A status is for another purpose than to revoke.");
        return;
    }
    list = judge_paper_piece(one->judge, judge_ask(one->judge, JUDGE_WANT_STATUS_LIST, url));
    if (list == NULL) {
        judge_settle(one, "status", JUDGE_NOT_VERIFIABLE,
                     "The list that says what was revoked could not be had.");
        return;
    }
    if (!is_good_list(one, list, entry))
        return;
    if (!has_purpose(judge_subject(list->credential), purpose) ||
        (size != NULL && !str_same(size->text, STR("1"))) ||
        !read_bit(judge_subject(list->credential), json_tree_text(entry->said, "statusListIndex"),
                  is_older, &is_set)) {
        judge_settle(one, "status", JUDGE_NOT_VERIFIABLE,
                     "The list that says what was revoked does not say it of this one.");
        return;
    }
    tell(one, purpose, is_set);
}

/* 1EdTechRevocationList: not signed, so it can take away, and when it is missing nothing follows.
 */
static void
ask_revocations(struct judge_case *one, const struct json_tree *entry)
{
    struct str id = json_tree_text(one->piece->credential, "id"), why;
    const struct json_tree *list = judge_paper_tree(
        one->judge, judge_ask(one->judge, JUDGE_WANT_REVOCATIONS, json_tree_text(entry, "id")));
    const struct json_tree *revoked;

    if (list == NULL || list->kind != JSON_OBJECT) {
        judge_note(one, "status", JUDGE_WARNED,
                   "The list of what the issuer has revoked could not be had.");
        return;
    }
    for (const struct json_tree *each = judge_each(list, "revokedCredential"); each != NULL;
         each = judge_next(list, "revokedCredential", each)) {
        revoked = json_tree_member(each, STR("revoked"));
        if (!str_same(json_tree_text(each, "id"), id) || id.at == NULL ||
            (revoked != NULL && revoked->kind == JSON_FALSE))
            continue;
        why = json_tree_text(each, "revocationReason");
        if (why.at != NULL && str_same_any_case(why, STR("superseded")))
            judge_settle(one, "status", JUDGE_SUPERSEDED,
                         "The issuer has a newer one in its place.");
        else if (why.at != NULL)
            judge_settle(one, "status", JUDGE_REVOKED,
                         "The issuer has revoked it, for this reason: " STR_FMT,
                         STR_ARG(judge_shown(why)));
        else
            judge_settle(one, "status", JUDGE_REVOKED, "The issuer has revoked it.");
        return;
    }
    judge_note(one, "status", JUDGE_PASSED, "The issuer's list does not name it.");
}

static void
ask_entry(struct judge_case *one, const struct json_tree *said)
{
    if (judge_has_type(said, "BitstringStatusListEntry"))
        ask_list(one,
                 &(struct entry){said, "BitstringStatusListCredential", "BitstringStatusList"});
    else if (judge_has_type(said, "StatusList2021Entry"))
        ask_list(one, &(struct entry){said, "StatusList2021Credential", "StatusList2021"});
    else if (judge_has_type(said, "1EdTechRevocationList"))
        ask_revocations(one, said);
    else
        judge_settle(one, "status", JUDGE_NOT_VERIFIABLE,
                     "Whether it was revoked cannot be told: its status is of a kind that is not "
                     "read here.");
}

void
judge_status(struct judge_case *one)
{
    const struct json_tree *credential = one->piece->credential;
    const struct json_tree *said = judge_each(credential, "credentialStatus");
    size_t count = 0;

    if (said == NULL)
        judge_note(one, "status", JUDGE_SKIPPED,
                   "It does not name a list in which it could be revoked.");
    for (; said != NULL; said = judge_next(credential, "credentialStatus", said)) {
        if (++count > ENTRIES_MAX) {
            judge_settle(one, "status", JUDGE_NOT_VERIFIABLE, "It has too many statuses.");
            return;
        }
        ask_entry(one, said);
    }
}
