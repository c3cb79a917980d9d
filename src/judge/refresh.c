/* The newest copy, from where the credential itself says; once, and only after its proof. */
#include "base/clock.h"
#include "json/canonical.h"
#include "judge/key.h"

enum { SERVICES_MAX = 4, WORK_MAX = 32 << 20 };

/* Open Badges 3.0 section 10: two are the same when id and issuer are. */
static bool
is_same_text(struct arena *arena, struct str a, struct str b)
{
    return a.at != NULL && b.at != NULL && a.size <= JUDGE_URL_MAX && b.size <= JUDGE_URL_MAX &&
           str_same(judge_id_meant(arena, a), judge_id_meant(arena, b));
}

static bool
is_newer_copy(struct judge_case *one, const struct judge_piece *found)
{
    struct arena *arena = one->judge->arena;
    int64_t before, now;
    struct str why;

    return found->kind == one->piece->kind && judge_shape(arena, found, &why) &&
           is_same_text(arena, json_tree_text(found->credential, "id"),
                        json_tree_text(one->piece->credential, "id")) &&
           is_same_text(arena, badge_issuer_of(found->credential),
                        badge_issuer_of(one->piece->credential)) &&
           clock_read(judge_since(one->piece), &before) && clock_read(judge_since(found), &now) &&
           now >= before && judge_signature(one->judge, found).verdict == JUDGE_VALID;
}

/* The same, however it is laid out. */
static bool
is_this_one(struct judge_case *one, const struct judge_piece *found)
{
    struct arena *work = arena_open(WORK_MAX);
    struct text mine = text_new(work), theirs = text_new(work);
    bool is_same;

    json_canonical(&mine, one->piece->tree);
    json_canonical(&theirs, found->tree);
    is_same = str_same(text_str(&mine), text_str(&theirs));
    arena_close(work);
    return is_same;
}

/* A graph has no order, so that none of several services is the first. */
static const struct judge_piece *
newest_of(struct judge_case *one, size_t *asked, bool *is_missing)
{
    const struct json_tree *credential = one->piece->credential;
    const struct json_tree *said = judge_each(credential, "refreshService");
    const struct judge_piece *newest = NULL, *found;
    int64_t best = 0, now;

    for (; said != NULL; said = judge_next(credential, "refreshService", said)) {
        if (!judge_has_type(said, "1EdTechCredentialRefresh") || *asked == SERVICES_MAX)
            continue;
        ++*asked;
        found = judge_paper_piece(
            one->judge, judge_ask(one->judge, JUDGE_WANT_REFRESH, json_tree_text(said, "id")));
        *is_missing = *is_missing || found == NULL;
        if (found != NULL && is_newer_copy(one, found) && clock_read(judge_since(found), &now) &&
            (newest == NULL || now > best)) {
            newest = found;
            best = now;
        }
    }
    return newest;
}

const struct judge_piece *
judge_refresh(struct judge_case *one)
{
    bool is_missing = false;
    size_t asked = 0;
    const struct judge_piece *newest = newest_of(one, &asked, &is_missing);
    bool is_itself = newest != NULL && is_this_one(one, newest);

    if (asked == 0)
        judge_note(one, "refresh", JUDGE_SKIPPED, "It does not say where its newest copy is.");
    else if (is_itself)
        judge_note(one, "refresh", JUDGE_PASSED, "It is the newest copy itself.");
    else if (newest != NULL)
        judge_note(one, "refresh", JUDGE_PASSED, "Its newest copy was fetched, and judged.");
    else if (is_missing)
        judge_note(one, "refresh", JUDGE_WARNED,
                   "Its newest copy could not be had, so this one was judged.");
    else
        judge_note(one, "refresh", JUDGE_WARNED,
                   "What stands where its newest copy should be is not one that the issuer has "
                   "signed, so this one was judged.");
    return is_itself ? NULL : newest;
}
