/* Proofs within a document: one that holds is enough. */
#include "base/clock.h"
#include "judge/key.h"

enum { PROOFS_MAX = 8 };

/* Whoever says this did not look at a proof, which may be the one that holds. */
static const char too_many[] = "There are more proofs than are checked at once.";

struct judge_proven *
judge_proven(struct judge *judge, const void *what, struct str key, size_t size, bool *is_new)
{
    struct judge_proven *one;

    for (size_t i = 0; i < judge->proven_count; i++) {
        one = &judge->proven[i];
        *is_new = false;
        if (one->what == what && str_same(one->key, key))
            return one;
    }
    if (judge->proven_count == JUDGE_PROOFS_MAX || judge->proven_size + size > JUDGE_PROVEN_MAX)
        return NULL;
    judge->proven_size += size;
    one = &judge->proven[judge->proven_count++];
    *one = (struct judge_proven){.what = what, .key = arena_copy(judge->arena, key)};
    *is_new = true;
    return one;
}

struct judge_signature
judge_unbound(const struct judge_key *key)
{
    return (struct judge_signature){key->binding == JUDGE_KEY_NOT_BOUND ? JUDGE_UNKNOWN_ISSUER
                                                                        : JUDGE_NOT_VERIFIABLE,
                                    false, str_of(key->why)};
}

/* 1EdTech gave the context of 3.0.3 two terms more and no other address. */
static bool
names_amended_terms(const struct json_tree *tree)
{
    for (const struct json_tree *one = tree->first; one != NULL; one = one->next)
        if (str_same(one->name, STR("endorsementJwt")) || str_same(one->name, STR("jti")) ||
            names_amended_terms(one))
            return true;
    return false;
}

static struct judge_signature
explained(struct judge *judge, const struct judge_piece *piece, const struct judge_proven *proven)
{
    struct judge_signature said = {JUDGE_NOT_VERIFIABLE, true, STR_NONE};

    switch (proven->verdict) {
    case BADGE_GOOD:
        return (struct judge_signature){JUDGE_VALID, true,
                                        STR("The issuer has signed it as it is.")};
    case BADGE_SIGNATURE:
        if (names_amended_terms(piece->tree)) {
            said.reason = STR("It has a term that the context of Open Badges 3.0.3 gained later "
                              "under the same address, so it may have been signed by the context "
                              "as it was before: the context's version is ambiguous.");
            break;
        }
        said.verdict = JUDGE_TAMPERED;
        said.reason = STR("It is not what the issuer has signed: something in it was changed.");
        break;
    case BADGE_UNREADABLE:
        said.reason =
            arena_print(judge->arena, "What is signed cannot be read: %s at \"" STR_FMT "\".",
                        proven->fault.code, STR_ARG(judge_shown(proven->fault.where)));
        break;
    case BADGE_METHOD:
        said.reason = STR("The issuer's key is not of the kind that the proof needs.");
        break;
    default:
        said.reason = STR("The proof is not of a kind that is read here.");
    }
    return said;
}

static size_t
size_of(const struct json_tree *tree)
{
    size_t size = tree->name.size + tree->text.size + 2;

    for (const struct json_tree *one = tree->first; one != NULL; one = one->next)
        size += size_of(one);
    return size;
}

static struct judge_signature
check_one(struct judge *judge, const struct judge_piece *piece, const struct json_tree *proof)
{
    struct judge_signature not_read = {JUDGE_NOT_VERIFIABLE, false,
                                       STR("The proof is not of a kind that is read here.")};
    struct str issuer = badge_issuer_of(piece->credential);
    struct judge_proven *proven;
    struct judge_key key;
    int64_t end;
    bool is_new;

    if (proof->kind != JSON_OBJECT || !badge_knows_proof(proof))
        return not_read;
    if (!str_same(json_tree_text(proof, "proofPurpose"), STR("assertionMethod"))) {
        not_read.reason = STR("The proof was not made to assert what stands in it.");
        return not_read;
    }
    if (json_tree_member(proof, STR("expires")) != NULL &&
        (!clock_read(json_tree_text(proof, "expires"), &end) || end < judge->options.now)) {
        not_read.reason = STR("The proof says of itself that it counts no longer.");
        return not_read;
    }
    key = judge_method(judge, issuer, json_tree_text(proof, "verificationMethod"));
    if (key.binding != JUDGE_KEY_BOUND)
        return judge_unbound(&key);
    if (key.multikey.at == NULL)
        key.multikey = judge_jwk_multikey(judge->arena, key.jwk);
    if (key.multikey.at == NULL) {
        not_read.reason = STR("The issuer's key is of a kind that is not read here.");
        return not_read;
    }
    proven = judge_proven(judge, proof, key.multikey, size_of(piece->tree), &is_new);
    if (proven == NULL) {
        not_read.reason = str_of(too_many);
        return not_read;
    }
    if (is_new)
        proven->verdict =
            badge_check_proof(judge->arena, piece->tree, proof, key.multikey, &proven->fault);
    return explained(judge, piece, proven);
}

/* What of two proofs that do not hold says more. */
static int
weight(enum judge_verdict verdict)
{
    return verdict == JUDGE_TAMPERED ? 2 : verdict == JUDGE_UNKNOWN_ISSUER ? 1 : 0;
}

struct judge_signature
judge_signature(struct judge *judge, const struct judge_piece *piece)
{
    struct judge_signature best = {JUDGE_NOT_VERIFIABLE, false,
                                   STR("Nobody has signed it in a way that is read here.")};
    size_t seen = 0;

    if (piece->token.at != NULL)
        return judge_token(judge, piece);
    if (!piece->is_plain) {
        best.reason = STR("It is written in a way in which something could be hidden in it: with "
                          "other names than the usual ones, or with members where they do not "
                          "belong.");
        return best;
    }
    for (const struct json_tree *proof = judge_each(piece->tree, "proof"); proof != NULL;
         proof = judge_next(piece->tree, "proof", proof)) {
        struct judge_signature one;

        if (seen == PROOFS_MAX)
            return (struct judge_signature){JUDGE_NOT_VERIFIABLE, false, str_of(too_many)};
        one = check_one(judge, piece, proof);
        if (one.verdict == JUDGE_VALID || one.reason.at == too_many)
            return one;
        if (seen++ == 0 || weight(one.verdict) > weight(best.verdict))
            best = one;
    }
    return best;
}
