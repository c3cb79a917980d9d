/* Whether it was revoked, by what its credentialStatus names; each entry is asked. */
#include "base/clock.h"
#include "base/text.h"
#include "judge/key.h"

enum { ENTRIES_MAX = 8, WORK_MAX = 16 << 20 };

struct entry {
    const struct json_tree *said;
    const char *list_type, *subject_type;
};

/* A list may be without an id; one that has another's is that other list. */
static bool
is_list_at(const struct judge_piece *list, struct str url)
{
    return json_tree_member(list->credential, STR("id")) == NULL ||
           str_same(json_tree_text(list->credential, "id"), url);
}

static bool
counts_now(const struct judge *judge, const struct judge_piece *list)
{
    struct str since = judge_since(list), until = judge_until(list);
    int64_t now = judge->options.now, when;

    return (since.at == NULL || (clock_read(since, &when) && when <= now + JUDGE_LEEWAY_S)) &&
           (until.at == NULL || (clock_read(until, &when) && now <= when));
}

/* What a list says is only worth something when the same issuer has signed it. */
static bool
is_good_list(struct judge_case *one, const struct judge_piece *list, const struct entry *entry)
{
    struct judge *judge = one->judge;
    const struct json_tree *subject = judge_subject(list->credential);
    struct judge_signature signature;

    if (!is_list_at(list, json_tree_text(entry->said, "statusListCredential")) ||
        !judge_has_type(list->credential, entry->list_type) || subject == NULL ||
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
    if (!counts_now(judge, list)) {
        judge_settle(one, "status", JUDGE_NOT_VERIFIABLE,
                     "The list that says what was revoked does not count at this time.");
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

/* Unpacked once, though many may stand in it. */
static struct str
bits_of(struct judge *judge, struct judge_paper *paper, const struct json_tree *subject,
        bool is_older)
{
    struct str *bits = &paper->bits[is_older];
    struct arena *work;

    if (paper->is_unpacked[is_older])
        return *bits;
    paper->is_unpacked[is_older] = true;
    work = arena_open(WORK_MAX);
    if (json_tree_text(subject, "encodedList").size <= BADGE_STATUS_TEXT_MAX)
        *bits = badge_status_bits(work, encoded_of(work, subject, is_older));
    if (bits->at != NULL)
        *bits = arena_copy(judge->arena, *bits);
    arena_close(work);
    return *bits;
}

static bool
read_bit(struct str bits, struct str index, bool *is_set)
{
    int64_t place;

    return str_integer(index, &place) && place >= 0 && index.at[0] != '-' &&
           badge_status_bit(bits, (uint64_t)place, is_set);
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

/* Of more than one bit is a status that has words; those say more than whether it counts. */
static bool
is_of_one_bit(const struct json_tree *said)
{
    const struct json_tree *size = json_tree_member(said, STR("statusSize"));

    return size == NULL || str_same(size->text, STR("1"));
}

static void
ask_list(struct judge_case *one, const struct entry *entry)
{
    bool is_older = str_same(str_of(entry->subject_type), STR("StatusList2021")), is_set = false;
    struct str purpose = json_tree_text(entry->said, "statusPurpose");
    struct judge_paper *paper = judge_ask(one->judge, JUDGE_WANT_STATUS_LIST,
                                          json_tree_text(entry->said, "statusListCredential"));
    const struct judge_piece *list = judge_paper_piece(one->judge, paper);
    const struct json_tree *subject;

    if (list == NULL) {
        judge_settle(one, "status", JUDGE_NOT_VERIFIABLE,
                     "The list that says what was revoked could not be had.");
        return;
    }
    if (!is_good_list(one, list, entry))
        return;
    subject = judge_subject(list->credential);
    if (!has_purpose(subject, purpose) || !is_of_one_bit(entry->said) ||
        !read_bit(bits_of(one->judge, paper, subject, is_older),
                  json_tree_text(entry->said, "statusListIndex"), &is_set)) {
        judge_settle(one, "status", JUDGE_NOT_VERIFIABLE,
                     "The list that says what was revoked does not say it of this one.");
        return;
    }
    tell(one, purpose, is_set);
}

/* What it is for has to be understood: all but the issuer's words could take it away. */
static void
ask_purpose(struct judge_case *one, const struct entry *entry)
{
    static const char *const purposes[] = {"revocation", "suspension", "refresh"};
    struct str purpose = json_tree_text(entry->said, "statusPurpose");

    if (purpose.at != NULL && str_same(purpose, STR("message"))) {
        judge_note(one, "status", JUDGE_SKIPPED,
                   "A status is for the issuer's words about it, and does not take it away.");
        return;
    }
    for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]); i++)
        if (purpose.at != NULL && str_same(purpose, str_of(purposes[i]))) {
            ask_list(one, entry);
            return;
        }
    judge_settle(one, "status", JUDGE_NOT_VERIFIABLE,
                 "Whether it was revoked cannot be told: what one of its statuses is for is not "
                 "read here.");
}

static void
ask_entry(struct judge_case *one, const struct json_tree *said)
{
    if (judge_has_type(said, "BitstringStatusListEntry"))
        ask_purpose(one,
                    &(struct entry){said, "BitstringStatusListCredential", "BitstringStatusList"});
    else if (judge_has_type(said, "StatusList2021Entry"))
        ask_purpose(one, &(struct entry){said, "StatusList2021Credential", "StatusList2021"});
    else if (judge_has_type(said, "1EdTechRevocationList"))
        judge_revocations(one, said);
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
        if (++count > ENTRIES_MAX || ++one->judge->statuses > JUDGE_STATUSES_MAX) {
            judge_settle(one, "status", JUDGE_NOT_VERIFIABLE, "It has too many statuses.");
            return;
        }
        ask_entry(one, said);
    }
}
