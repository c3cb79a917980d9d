/* Whether an issuer lists a JWK: in the document of its identifier, or at its host. */
#include "judge/key.h"

enum { SAME_MAX = 8 }; /* methods that are of one key */

static bool
is_of_key(const struct json_tree *method, const struct json_tree *jwk)
{
    const struct json_tree *own = judge_object(method, "publicKeyJwk");

    return own != NULL && judge_jwk_same(own, jwk);
}

static bool
may_assert(const struct json_tree *document, struct str issuer, const struct json_tree *method)
{
    for (const struct json_tree *one = judge_each(document, "assertionMethod"); one != NULL;
         one = judge_next(document, "assertionMethod", one))
        if (one->kind == JSON_STRING &&
            judge_is_same_method(issuer, one->text, json_tree_text(method, "id")))
            return true;
    return false;
}

/* The method of the key that may assert: it stands among those that do, or is named there. NULL,
   and `is_there` says whether there is one that may not. */
static const struct json_tree *
method_of(const struct json_tree *document, struct str issuer, const struct json_tree *jwk,
          bool *is_there)
{
    size_t count = 0;

    for (const struct json_tree *one = judge_each(document, "assertionMethod"); one != NULL;
         one = judge_next(document, "assertionMethod", one))
        if (is_of_key(one, jwk))
            return one;
    for (const struct json_tree *one = judge_each(document, "verificationMethod"); one != NULL;
         one = judge_next(document, "verificationMethod", one)) {
        if (!is_of_key(one, jwk) || count++ >= SAME_MAX)
            continue;
        *is_there = true;
        if (may_assert(document, issuer, one))
            return one;
    }
    return NULL;
}

/* A document that is not there, or is none, lists no key; one that was not heard might. */
static struct judge_key
unlisted(struct str url, const struct judge_paper *paper)
{
    bool is_known = url.at == NULL || (paper != NULL && (paper->is_had || judge_is_gone(paper)));

    return judge_lacking(is_known ? JUDGE_KEY_NOT_BOUND : JUDGE_KEY_NOT_HAD, JUDGE_NOT_LISTED);
}

/* `is_there`: the document names the key, and what it says of it is the last word, be it that the
   key is for something else. */
static struct judge_key
listed_in_document(struct judge *judge, struct str issuer, const struct json_tree *jwk,
                   bool *is_there)
{
    struct str url = judge_did_url(judge->arena, issuer);
    struct judge_paper *paper = judge_ask(judge, JUDGE_WANT_DID, url);
    const struct json_tree *document = judge_paper_tree(judge, paper), *method;

    if (document == NULL)
        return unlisted(url, paper);
    if (!str_same(json_tree_text(document, "id"), issuer))
        return judge_lacking(JUDGE_KEY_NOT_BOUND, JUDGE_NOT_LISTED);
    method = method_of(document, issuer, jwk, is_there);
    *is_there = *is_there || method != NULL;
    return method == NULL ? judge_lacking(JUDGE_KEY_NOT_BOUND, JUDGE_NOT_LISTED)
                          : judge_key_of(judge, issuer, method);
}

static struct judge_key
listed_at_host(struct judge *judge, struct str issuer, const struct json_tree *jwk, struct str kid)
{
    struct str url = judge_jwks_url(judge->arena, issuer);
    struct judge_paper *paper = judge_ask(judge, JUDGE_WANT_JWKS, url);
    const struct json_tree *set = judge_paper_tree(judge, paper);

    if (set == NULL)
        return unlisted(url, paper);
    if (json_tree_member(set, STR("iss")) != NULL && !str_same(json_tree_text(set, "iss"), issuer))
        return judge_lacking(JUDGE_KEY_NOT_BOUND, JUDGE_NOT_LISTED);
    for (const struct json_tree *one = judge_each(set, "keys"); one != NULL;
         one = judge_next(set, "keys", one))
        if (jwk != NULL ? judge_jwk_same(one, jwk)
                        : kid.at != NULL && str_same(json_tree_text(one, "kid"), kid))
            return (struct judge_key){JUDGE_KEY_BOUND, STR_NONE, one, NULL};
    return judge_lacking(JUDGE_KEY_NOT_BOUND, JUDGE_NOT_LISTED);
}

struct judge_key
judge_listed(struct judge *judge, struct str issuer, const struct json_tree *jwk, struct str kid)
{
    struct judge_key first = judge_lacking(JUDGE_KEY_NOT_BOUND, JUDGE_NOT_LISTED), second;
    bool is_there = false;

    if (issuer.at == NULL)
        return first;
    if (jwk != NULL && str_starts(issuer, STR("did:jwk:"))) {
        first =
            judge_own_key(judge, issuer, arena_print(judge->arena, STR_FMT "#0", STR_ARG(issuer)));
        return first.jwk != NULL && judge_jwk_same(first.jwk, jwk)
                   ? first
                   : judge_lacking(JUDGE_KEY_NOT_BOUND, JUDGE_NOT_LISTED);
    }
    /* Of a key that a token only names, the document has the last word as well. */
    if (jwk == NULL)
        jwk = listed_at_host(judge, issuer, NULL, kid).jwk;
    if (jwk != NULL)
        first = listed_in_document(judge, issuer, jwk, &is_there);
    if (is_there)
        return first;
    second = listed_at_host(judge, issuer, jwk, kid);
    if (second.binding == JUDGE_KEY_BOUND)
        return second;
    if (first.binding == JUDGE_KEY_NOT_HAD || second.binding == JUDGE_KEY_NOT_HAD)
        return judge_lacking(JUDGE_KEY_NOT_HAD,
                             "The documents that list the issuer's keys could not be had.");
    return first;
}
