/*
 * A key counts only when the issuer lists it (Controlled Identifiers 1.0 section 3.3): what stands
 * in a badge, in the name of a key or in the header of a token proves nothing of whose it is.
 */
#include "base/clock.h"
#include "base/coding.h"
#include "judge/key.h"

#define NOT_LISTED                                                                                 \
    "The issuer does not list the key that it was signed with among those that may assert "        \
    "something in its name."

static struct judge_key
lacking(enum judge_binding binding, const char *why)
{
    return (struct judge_key){binding, STR_NONE, NULL, why};
}

/* A document may call its own keys "#name". */
static bool
is_named(struct str id, struct str issuer, struct str method)
{
    if (id.at == NULL || method.at == NULL)
        return false;
    if (str_starts(id, STR("#")))
        return str_starts(method, issuer) && str_same(str_from(method, issuer.size), id);
    return str_same(id, method);
}

static bool
has_passed(const struct judge *judge, const struct json_tree *method, const char *name)
{
    int64_t when;

    return json_tree_member(method, str_of(name)) != NULL &&
           (!clock_read(json_tree_text(method, name), &when) || when <= judge->options.now);
}

/* The key of a method that is listed. */
static struct judge_key
key_of(const struct judge *judge, struct str issuer, const struct json_tree *method)
{
    struct judge_key key = {JUDGE_KEY_BOUND, json_tree_text(method, "publicKeyMultibase"),
                            judge_object(method, "publicKeyJwk"), NULL};

    if (!str_same(json_tree_text(method, "controller"), issuer))
        return lacking(JUDGE_KEY_NOT_BOUND, "The key that it was signed with is somebody else's.");
    if (has_passed(judge, method, "revoked") || has_passed(judge, method, "expires"))
        return lacking(JUDGE_KEY_NOT_BOUND,
                       "The issuer has withdrawn the key that it was signed with.");
    if (key.multikey.at == NULL && key.jwk == NULL)
        return lacking(JUDGE_KEY_UNREAD, "The issuer's key is of a kind that is not read here.");
    return key;
}

static const struct json_tree *
method_in(const struct json_tree *document, struct str issuer, struct str method)
{
    for (const struct json_tree *one = judge_each(document, "verificationMethod"); one != NULL;
         one = judge_next(document, "verificationMethod", one))
        if (is_named(json_tree_text(one, "id"), issuer, method))
            return one;
    return NULL;
}

/* A method that may assert: it stands there, or is named there and stands beside, or elsewhere. */
static struct judge_key
asserting(struct judge *judge, const struct json_tree *document, struct str issuer,
          struct str method)
{
    const struct json_tree *found = NULL;

    for (const struct json_tree *one = judge_each(document, "assertionMethod"); one != NULL;
         one = judge_next(document, "assertionMethod", one)) {
        if (one->kind == JSON_OBJECT && is_named(json_tree_text(one, "id"), issuer, method))
            return key_of(judge, issuer, one);
        if (one->kind == JSON_STRING && is_named(one->text, issuer, method))
            found = one;
    }
    if (found == NULL)
        return lacking(JUDGE_KEY_NOT_BOUND, NOT_LISTED);
    found = method_in(document, issuer, method);
    if (found == NULL && judge_is_url(method)) {
        found = judge_paper_tree(judge, judge_ask(judge, JUDGE_WANT_DID, method));
        if (found != NULL && !str_same(json_tree_text(found, "id"), method))
            found = NULL;
    }
    return found == NULL
               ? lacking(JUDGE_KEY_NOT_HAD, "The key that it was signed with could not be had.")
               : key_of(judge, issuer, found);
}

/* did:key and did:jwk: the identifier is the key. */
static struct judge_key
own_key(struct judge *judge, struct str issuer, struct str method)
{
    struct str rest = str_from(issuer, sizeof("did:key:") - 1), json;
    struct judge_key key = {JUDGE_KEY_BOUND, STR_NONE, NULL, NULL};
    struct scan_fault fault;

    if (method.at == NULL || !str_starts(method, issuer) ||
        !str_starts(str_from(method, issuer.size), STR("#")))
        return lacking(JUDGE_KEY_NOT_BOUND, NOT_LISTED);
    method = str_from(method, issuer.size + 1);
    if (str_starts(issuer, STR("did:key:"))) {
        key.multikey = rest;
        return str_same(method, rest) ? key : lacking(JUDGE_KEY_NOT_BOUND, NOT_LISTED);
    }
    json = coding_from_base64url(judge->arena, rest);
    if (!str_same(method, STR("0")) || json.at == NULL ||
        json_tree_read(judge->arena, json, &key.jwk, &fault))
        return lacking(JUDGE_KEY_NOT_BOUND, NOT_LISTED);
    return key;
}

static bool
is_own_key(struct str issuer)
{
    return str_starts(issuer, STR("did:key:")) || str_starts(issuer, STR("did:jwk:"));
}

struct judge_key
judge_method(struct judge *judge, struct str issuer, struct str method)
{
    struct str url = judge_did_url(judge->arena, issuer);
    const struct json_tree *document;

    if (issuer.at != NULL && is_own_key(issuer))
        return own_key(judge, issuer, method);
    if (method.at != NULL && is_own_key(method))
        return lacking(JUDGE_KEY_NOT_BOUND, NOT_LISTED);
    if (url.at == NULL)
        return lacking(JUDGE_KEY_UNREAD,
                       "The issuer's identifier is of a kind that cannot be looked up here.");
    document = judge_paper_tree(judge, judge_ask(judge, JUDGE_WANT_DID, url));
    if (document == NULL)
        return lacking(JUDGE_KEY_NOT_HAD,
                       "The document that lists the issuer's keys could not be had.");
    if (!str_same(json_tree_text(document, "id"), issuer))
        return lacking(JUDGE_KEY_NOT_BOUND,
                       "The document at the issuer's address is not the issuer's.");
    return asserting(judge, document, issuer, method);
}

/* `is_there`: the document names the key, and what it says of it is the last word. */
static struct judge_key
listed_in_document(struct judge *judge, struct str issuer, const struct json_tree *jwk,
                   bool *is_there)
{
    struct str url = judge_did_url(judge->arena, issuer);
    struct judge_paper *paper = judge_ask(judge, JUDGE_WANT_DID, url);
    const struct json_tree *document = judge_paper_tree(judge, paper);

    if (document == NULL)
        return lacking(url.at == NULL || (paper != NULL && (paper->is_had || judge_is_gone(paper)))
                           ? JUDGE_KEY_NOT_BOUND
                           : JUDGE_KEY_NOT_HAD,
                       NOT_LISTED);
    for (const struct json_tree *one = judge_each(document, "assertionMethod");
         one != NULL && str_same(json_tree_text(document, "id"), issuer);
         one = judge_next(document, "assertionMethod", one)) {
        const struct json_tree *method =
            one->kind == JSON_STRING ? method_in(document, issuer, one->text) : one;
        const struct json_tree *own = judge_object(method, "publicKeyJwk");

        if (own != NULL && judge_jwk_same(own, jwk)) {
            *is_there = true;
            return key_of(judge, issuer, method);
        }
    }
    return lacking(JUDGE_KEY_NOT_BOUND, NOT_LISTED);
}

static struct judge_key
listed_at_host(struct judge *judge, struct str issuer, const struct json_tree *jwk, struct str kid)
{
    struct str url = judge_jwks_url(judge->arena, issuer);
    struct judge_paper *paper = judge_ask(judge, JUDGE_WANT_JWKS, url);
    const struct json_tree *set = judge_paper_tree(judge, paper);

    if (set == NULL)
        return lacking(url.at == NULL || (paper != NULL && (paper->is_had || judge_is_gone(paper)))
                           ? JUDGE_KEY_NOT_BOUND
                           : JUDGE_KEY_NOT_HAD,
                       NOT_LISTED);
    if (json_tree_member(set, STR("iss")) != NULL && !str_same(json_tree_text(set, "iss"), issuer))
        return lacking(JUDGE_KEY_NOT_BOUND, NOT_LISTED);
    for (const struct json_tree *one = judge_each(set, "keys"); one != NULL;
         one = judge_next(set, "keys", one))
        if (jwk != NULL ? judge_jwk_same(one, jwk)
                        : kid.at != NULL && str_same(json_tree_text(one, "kid"), kid))
            return (struct judge_key){JUDGE_KEY_BOUND, STR_NONE, one, NULL};
    return lacking(JUDGE_KEY_NOT_BOUND, NOT_LISTED);
}

struct judge_key
judge_listed(struct judge *judge, struct str issuer, const struct json_tree *jwk, struct str kid)
{
    struct judge_key first = lacking(JUDGE_KEY_NOT_BOUND, NOT_LISTED), second;
    bool is_there = false;

    if (issuer.at == NULL)
        return first;
    if (jwk != NULL && str_starts(issuer, STR("did:jwk:"))) {
        first = own_key(judge, issuer, arena_print(judge->arena, STR_FMT "#0", STR_ARG(issuer)));
        return first.jwk != NULL && judge_jwk_same(first.jwk, jwk)
                   ? first
                   : lacking(JUDGE_KEY_NOT_BOUND, NOT_LISTED);
    }
    if (jwk != NULL)
        first = listed_in_document(judge, issuer, jwk, &is_there);
    if (is_there)
        return first;
    second = listed_at_host(judge, issuer, jwk, kid);
    if (second.binding == JUDGE_KEY_BOUND)
        return second;
    if (first.binding == JUDGE_KEY_NOT_HAD || second.binding == JUDGE_KEY_NOT_HAD)
        return lacking(JUDGE_KEY_NOT_HAD,
                       "The documents that list the issuer's keys could not be had.");
    return first;
}
