/*
 * key: whose keys there are, and what was signed with them; for this room alone.
 */
#pragma once

#include "judge/parts.h"

/* did.c: STR_NONE when the issuer is not one that has a document somewhere, or a host. */
struct str judge_did_url(struct arena *arena, struct str issuer);
struct str judge_jwks_url(struct arena *arena, struct str issuer);

/* method.c: the keys of an issuer. */
enum judge_binding {
    JUDGE_KEY_BOUND,
    JUDGE_KEY_NOT_HAD,   /* a document is missing */
    JUDGE_KEY_NOT_BOUND, /* the issuer does not list it */
    JUDGE_KEY_UNREAD,    /* of a kind that is not read here */
};
struct judge_key {
    enum judge_binding binding;
    struct str multikey;         /* or STR_NONE */
    const struct json_tree *jwk; /* or NULL */
    const char *why;             /* a sentence, unless it is bound */
};
struct judge_key judge_method(struct judge *judge, struct str issuer, struct str method);
struct judge_key judge_lacking(enum judge_binding binding, const char *why);
#define JUDGE_NOT_LISTED                                                                           \
    "The issuer does not list the key that it was signed with among those that may assert "        \
    "something in its name."
/* Whether two ids are of one method of the issuer's; and the key of a method that it lists. */
bool judge_is_same_method(struct str issuer, struct str a, struct str b);
struct judge_key judge_key_of(const struct judge *judge, struct str issuer,
                              const struct json_tree *method);
/* did:key and did:jwk: the identifier is the key. */
struct judge_key judge_own_key(struct judge *judge, struct str issuer, struct str method);

/* listed.c: whether the issuer lists this JWK, at its identifier or at its host; `jwk` is NULL: the
   one that its host lists under this `kid`. */
struct judge_key judge_listed(struct judge *judge, struct str issuer, const struct json_tree *jwk,
                              struct str kid);

/* jwk.c */
struct sign_key *judge_jwk_key(struct arena *arena, const struct json_tree *jwk);
struct str judge_jwk_multikey(struct arena *arena, const struct json_tree *jwk);
bool judge_jwk_same(const struct json_tree *a, const struct json_tree *b);

/* proof.c, token.c: whether the issuer has signed it. */
struct judge_signature {
    enum judge_verdict verdict; /* JUDGE_VALID, or what is wrong */
    bool is_key_good;           /* it is the issuer's */
    struct str reason;          /* a sentence, in any case */
};
struct judge_signature judge_signature(struct judge *judge, const struct judge_piece *piece);
struct judge_signature judge_token(struct judge *judge, const struct judge_piece *piece);
struct judge_signature judge_unbound(const struct judge_key *key);
/* What was proven of this once; `is_new` when it is to be filled in. NULL: one too many, or too
   much. `size`: bytes of what it is a proof of. */
struct judge_proven *judge_proven(struct judge *judge, const void *what, struct str key,
                                  size_t size, bool *is_new);
