/* Credentials within a credential, each judged by itself. */
#include "judge/parts.h"

enum { PRAISED = 4 }; /* ids of which an endorsement in a credential may speak */

/* A JWS that stands as a text in a document is read once. */
static const struct judge_piece *
jws_in(struct judge *judge, struct str text)
{
    const struct judge_piece *piece;

    for (size_t i = 0; i < judge->inner_count; i++)
        if (judge->inner[i].at == text.at)
            return judge->inner[i].piece;
    if (judge->inner_count == JUDGE_PROOFS_MAX)
        return NULL;
    piece = judge_piece_read(judge->arena, text);
    judge->inner[judge->inner_count].at = text.at;
    judge->inner[judge->inner_count++].piece = piece;
    return piece;
}

/* A JWS stands there as a text, or as an object that is but its cover (VCDM 2.0 section 4.13). */
static struct str
jws_of(const struct json_tree *said)
{
    static const char *const heads[] = {"data:application/vc+jwt,", "data:application/jwt,"};
    struct str id;

    if (said->kind == JSON_STRING)
        return said->text;
    if (said->kind != JSON_OBJECT || !judge_has_type(said, "EnvelopedVerifiableCredential"))
        return STR_NONE;
    id = json_tree_text(said, "id");
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
        if (id.at != NULL && str_starts(id, str_of(heads[i])))
            return str_from(id, str_of(heads[i]).size);
    return STR_NONE;
}

struct list {
    struct judge_case *one;
    struct judge_outcome *at;
    size_t count;
    bool is_full;
};

static void
add(struct list *list, const struct json_tree *said)
{
    struct judge *judge = list->one->judge;
    struct str jws = jws_of(said);
    const struct judge_piece *piece =
        jws.at != NULL ? jws_in(judge, jws) : judge_piece_of(judge->arena, said);
    struct judge_outcome *out;

    if (list->count == JUDGE_CHILDREN_MAX) {
        list->is_full = true;
        return;
    }
    out = &list->at[list->count++];
    out->form = jws.at != NULL ? JUDGE_JWS : JUDGE_JSON;
    if (piece == NULL) {
        out->verdict = JUDGE_NOT_A_BADGE;
        out->reason = STR("It is neither a credential nor a JWS with one in it.");
        return;
    }
    judge_credential(judge, piece, true, out);
}

static void
add_each(struct list *list, const struct json_tree *holder, const char *name)
{
    if (holder == NULL)
        return;
    for (const struct json_tree *said = judge_each(holder, name); said != NULL;
         said = judge_next(holder, name, said))
        add(list, said);
}

static size_t
valid_of(const struct list *list)
{
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++)
        count += list->at[i].verdict == JUDGE_VALID;
    return count;
}

static struct list
list_new(struct judge_case *one)
{
    return (struct list){
        one, arena_list(one->judge->arena, struct judge_outcome, JUDGE_CHILDREN_MAX), 0, false};
}

/* Anybody can put in what was said in praise of something else. */
static void
add_praise(struct list *list, const struct json_tree *holder, const struct str *praised)
{
    size_t i = list->count;

    add_each(list, holder, "endorsement");
    add_each(list, holder, "endorsementJwt");
    for (; i < list->count; i++) {
        struct judge_outcome *out = &list->at[i];
        bool is_praised = false;

        for (size_t k = 0; k < PRAISED; k++)
            is_praised =
                is_praised || (praised[k].at != NULL && out->facts.achievement.at != NULL &&
                               str_same(out->facts.achievement, praised[k]));
        if (out->verdict != JUDGE_VALID || (is_praised && out->kind == JUDGE_ENDORSEMENT))
            continue;
        out->verdict = JUDGE_NOT_VERIFIABLE;
        out->reason = STR("It says nothing of what it stands in, but of something else.");
    }
}

void
judge_endorsements(struct judge_case *one)
{
    const struct json_tree *credential = one->piece->credential;
    const struct json_tree *subject = judge_subject(credential);
    const struct json_tree *achievement = judge_object(subject, "achievement");
    const struct json_tree *issuer = judge_object(credential, "issuer");
    struct str praised[PRAISED] = {json_tree_text(credential, "id"),
                                   judge_id(subject, "achievement"), badge_issuer_of(credential),
                                   judge_id(issuer, "url")};
    struct list list;

    if (one->is_inner)
        return;
    list = list_new(one);
    add_praise(&list, credential, praised);
    add_praise(&list, achievement, praised);
    add_praise(&list, issuer, praised);
    one->out->endorsements = list.at;
    one->out->endorsement_count = list.count;
    if (list.count > 0)
        judge_note(one, "endorsements",
                   valid_of(&list) == list.count && !list.is_full ? JUDGE_PASSED : JUDGE_WARNED,
                   "Of %zu endorsements in it %zu are valid%s", list.count, valid_of(&list),
                   list.is_full ? ", and more were not looked at." : ".");
}

void
judge_contents(struct judge_case *one)
{
    struct list list;

    if (one->is_inner || one->piece->kind != JUDGE_CLR)
        return;
    list = list_new(one);
    add_each(&list, judge_subject(one->piece->credential), "verifiableCredential");
    one->out->contents = list.at;
    one->out->content_count = list.count;
    judge_note(one, "contents",
               valid_of(&list) == list.count && !list.is_full ? JUDGE_PASSED : JUDGE_WARNED,
               "Of %zu credentials in it %zu are valid%s", list.count, valid_of(&list),
               list.is_full ? ", and more were not looked at." : ".");
}
