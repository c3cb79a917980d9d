/*
 * A key counts only when the issuer lists it (Controlled Identifiers 1.0 section 3.3): what stands
 * in a badge, in the name of a key or in the header of a token proves nothing of whose it is.
 */
#include "base/clock.h"
#include "base/coding.h"
#include "judge/key.h"

enum { OWN_KEY_MAX = 8 << 10 }; /* bytes of an identifier that is a key */

struct judge_key
judge_lacking(enum judge_binding binding, const char *why)
{
    return (struct judge_key){binding, STR_NONE, NULL, why};
}

/* A document may call its own keys "#name". */
static struct str
own_name(struct str issuer, struct str id)
{
    bool is_own = id.size > issuer.size && str_starts(id, issuer) && id.at[issuer.size] == '#';

    return is_own ? str_from(id, issuer.size) : id;
}

bool
judge_is_same_method(struct str issuer, struct str a, struct str b)
{
    return a.at != NULL && b.at != NULL && str_same(own_name(issuer, a), own_name(issuer, b));
}

static bool
has_passed(const struct judge *judge, const struct json_tree *method, const char *name)
{
    int64_t when;

    return json_tree_member(method, str_of(name)) != NULL &&
           (!clock_read(json_tree_text(method, name), &when) || when <= judge->options.now);
}

/* The key of a method that is listed. */
struct judge_key
judge_key_of(const struct judge *judge, struct str issuer, const struct json_tree *method)
{
    struct judge_key key = {JUDGE_KEY_BOUND, json_tree_text(method, "publicKeyMultibase"),
                            judge_object(method, "publicKeyJwk"), NULL};

    if (!str_same(json_tree_text(method, "controller"), issuer))
        return judge_lacking(JUDGE_KEY_NOT_BOUND,
                             "The key that it was signed with is somebody else's.");
    if (has_passed(judge, method, "revoked") || has_passed(judge, method, "expires"))
        return judge_lacking(JUDGE_KEY_NOT_BOUND,
                             "The issuer has withdrawn the key that it was signed with.");
    if (key.multikey.at == NULL && key.jwk == NULL)
        return judge_lacking(JUDGE_KEY_UNREAD,
                             "The issuer's key is of a kind that is not read here.");
    return key;
}

static const struct json_tree *
method_in(const struct json_tree *document, struct str issuer, struct str method)
{
    for (const struct json_tree *one = judge_each(document, "verificationMethod"); one != NULL;
         one = judge_next(document, "verificationMethod", one))
        if (judge_is_same_method(issuer, json_tree_text(one, "id"), method))
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
        if (one->kind == JSON_OBJECT &&
            judge_is_same_method(issuer, json_tree_text(one, "id"), method))
            return judge_key_of(judge, issuer, one);
        if (one->kind == JSON_STRING && judge_is_same_method(issuer, one->text, method))
            found = one;
    }
    if (found == NULL)
        return judge_lacking(JUDGE_KEY_NOT_BOUND, JUDGE_NOT_LISTED);
    found = method_in(document, issuer, method);
    if (found == NULL && judge_is_url(method)) {
        found = judge_paper_tree(judge, judge_ask(judge, JUDGE_WANT_DID, method));
        if (found != NULL && !str_same(json_tree_text(found, "id"), method))
            found = NULL;
    }
    return found == NULL ? judge_lacking(JUDGE_KEY_NOT_HAD,
                                         "The key that it was signed with could not be had.")
                         : judge_key_of(judge, issuer, found);
}

/* did:key and did:jwk: the identifier is the key. */
struct judge_key
judge_own_key(struct judge *judge, struct str issuer, struct str method)
{
    struct str rest = str_from(issuer, sizeof("did:key:") - 1), json;
    struct judge_key key = {JUDGE_KEY_BOUND, STR_NONE, NULL, NULL};
    struct scan_fault fault;

    if (method.at == NULL || rest.size > OWN_KEY_MAX || !str_starts(method, issuer) ||
        !str_starts(str_from(method, issuer.size), STR("#")))
        return judge_lacking(JUDGE_KEY_NOT_BOUND, JUDGE_NOT_LISTED);
    method = str_from(method, issuer.size + 1);
    if (str_starts(issuer, STR("did:key:"))) {
        key.multikey = rest;
        return str_same(method, rest) ? key : judge_lacking(JUDGE_KEY_NOT_BOUND, JUDGE_NOT_LISTED);
    }
    json = coding_from_base64url(judge->arena, rest);
    if (!str_same(method, STR("0")) || json.at == NULL ||
        json_tree_read(judge->arena, json, &key.jwk, &fault))
        return judge_lacking(JUDGE_KEY_NOT_BOUND, JUDGE_NOT_LISTED);
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
        return judge_own_key(judge, issuer, method);
    if (method.at != NULL && is_own_key(method))
        return judge_lacking(JUDGE_KEY_NOT_BOUND, JUDGE_NOT_LISTED);
    if (url.at == NULL)
        return judge_lacking(JUDGE_KEY_UNREAD,
                             "The issuer's identifier is of a kind that cannot be looked up here.");
    document = judge_paper_tree(judge, judge_ask(judge, JUDGE_WANT_DID, url));
    if (document == NULL)
        return judge_lacking(JUDGE_KEY_NOT_HAD,
                             "The document that lists the issuer's keys could not be had.");
    if (!str_same(json_tree_text(document, "id"), issuer))
        return judge_lacking(JUDGE_KEY_NOT_BOUND,
                             "The document at the issuer's address is not the issuer's.");
    return asserting(judge, document, issuer, method);
}
