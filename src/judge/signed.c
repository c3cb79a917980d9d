/* Open Badges 2.0: assertions that are signed (section "Signed verification"). */
#include "judge/key.h"
#include "judge/ob2.h"

/* The issuer's own entry for the key; any when none is named. NULL: it lists no such key. */
static const struct json_tree *
entry_of(const struct json_tree *issuer, struct str creator)
{
    const struct json_tree *one = judge_each(issuer, "publicKey");

    for (; one != NULL; one = judge_next(issuer, "publicKey", one)) {
        struct str id = one->kind == JSON_OBJECT ? json_tree_text(one, "id") : one->text;

        if (creator.at == NULL || (id.at != NULL && str_same(id, creator)))
            return one;
    }
    return NULL;
}

static void
end_key(void *key)
{
    sign_key_free(key);
}

/* The key that the issuer lists and that says whose it is. NULL, and the verdict is there. */
static const struct sign_key *
key_of(struct older *older)
{
    struct judge_case *one = older->one;
    struct str creator = json_tree_text(judge_object(older->assertion, "verification"), "creator");
    const struct json_tree *entry = entry_of(older->issuer, creator), *said = entry;
    struct sign_key *key;

    if (entry == NULL) {
        judge_settle(one, "key", JUDGE_UNKNOWN_ISSUER,
                     "The issuer does not list the key that it was signed with.");
        return NULL;
    }
    if (entry->kind != JSON_OBJECT)
        said = judge_document_2(one->judge, JUDGE_WANT_KEY_2, entry->text);
    if (said != NULL && !str_same(json_tree_text(said, "owner"), older->issuer_id)) {
        judge_settle(one, "key", JUDGE_UNKNOWN_ISSUER,
                     "The key that it was signed with does not say that it is the issuer's.");
        return NULL;
    }
    key = said == NULL ? NULL : sign_key_from_pem(json_tree_text(said, "publicKeyPem"));
    if (key == NULL) {
        judge_settle(one, "key", JUDGE_NOT_VERIFIABLE,
                     "The key that it was signed with could not be had.");
        return NULL;
    }
    arena_keep(one->judge->arena, key, end_key);
    judge_note(one, "key", JUDGE_PASSED, "It was signed with a key that the issuer lists.");
    return key;
}

static bool
is_signed(const struct judge_piece *piece, const struct sign_key *key)
{
    return sign_key_algorithm(key) == SIGN_RS256 &&
           sign_key_verify(key, piece->jws.head, piece->jws.signature);
}

/* An entry is an id, or an object with one, or with the older "uid". */
static bool
is_named(const struct json_tree *entry, const struct json_tree *assertion)
{
    static const char *const names[] = {"id", "uid"};

    for (size_t i = 0; i < 2; i++) {
        struct str id = json_tree_text(assertion, names[i]);
        struct str said =
            entry->kind == JSON_STRING ? entry->text : json_tree_text(entry, names[i]);

        if (id.at != NULL && said.at != NULL && str_same(id, said))
            return true;
    }
    return false;
}

static void
judge_revocations_2(struct older *older)
{
    struct judge_case *one = older->one;
    const struct json_tree *list, *each;

    if (json_tree_member(older->issuer, STR("revocationList")) == NULL) {
        judge_note(one, "status", JUDGE_SKIPPED,
                   "The issuer does not name a list in which it could be revoked.");
        return;
    }
    list = judge_document_2(one->judge, JUDGE_WANT_REVOCATIONS,
                            json_tree_text(older->issuer, "revocationList"));
    if (list == NULL || !judge_has_type(list, "RevocationList") ||
        !str_same(judge_id(list, "issuer"), older->issuer_id)) {
        judge_settle(one, "status", JUDGE_NOT_VERIFIABLE,
                     "The list of what the issuer has revoked could not be had.");
        return;
    }
    each = judge_each(list, "revokedAssertions");
    for (; each != NULL; each = judge_next(list, "revokedAssertions", each))
        if (is_named(each, older->assertion)) {
            judge_settle(one, "status", JUDGE_REVOKED, "The issuer has revoked it.");
            return;
        }
    judge_note(one, "status", JUDGE_PASSED, "The issuer's list does not name it.");
}

bool
judge_signed_2(struct older *older)
{
    struct judge_case *one = older->one;
    const struct judge_piece *piece = one->piece;
    const struct json_tree *verification = judge_object(older->assertion, "verification");
    const struct sign_key *key;

    if (!str_same(json_tree_text(piece->header, "alg"), STR("RS256")) ||
        json_tree_member(piece->header, STR("crit")) != NULL || verification == NULL ||
        (!judge_has_type(verification, "SignedBadge") && !judge_has_type(verification, "signed"))) {
        judge_settle(one, "form", JUDGE_NOT_VERIFIABLE,
                     "It is not signed as badges of its version are: by RS256.");
        return false;
    }
    key = key_of(older);
    if (key == NULL)
        return false;
    if (!is_signed(piece, key)) {
        judge_settle(one, "proof", JUDGE_TAMPERED,
                     "It is not what the issuer has signed: something in it was changed.");
        return false;
    }
    judge_note(one, "proof", JUDGE_PASSED, "The issuer has signed it as it is.");
    judge_revocations_2(older);
    return true;
}
