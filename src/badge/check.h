/*
 * check: whether proofs and VC-JWTs were made by the key that the caller found at the issuer's
 * address. Pure, as badge/badge.h is. What a whole badge is worth, is said by judge/.
 */
#pragma once

#include "badge/badge.h"

/* What is wrong with a proof, in the order of the checks. */
enum badge_verdict {
    BADGE_GOOD,
    BADGE_MALFORMED,  /* no JSON object */
    BADGE_NO_PROOF,   /* none of the kind that is read here */
    BADGE_PURPOSE,    /* not made to assert */
    BADGE_DISGUISED,  /* not plain */
    BADGE_METHOD,     /* made with a key that is not the issuer's, by its name */
    BADGE_UNREADABLE, /* it holds what no context explains: `fault` says what */
    BADGE_SIGNATURE,  /* `fault`, when it says "proof_value", what is wrong with the proof itself */
    BADGE_HEADER,     /* of a JWT: another algorithm, or what is not taken there */
    BADGE_CLAIMS,     /* they do not say what the credential says */
};
const char *badge_verdict_name(enum badge_verdict verdict);

/*
 * Whether all that it says stands where it is looked for, and by the names that are looked for. A
 * proof holds for a graph, which can be written in other ways as well, so what a document with a
 * proof says may only be read when it is plain. Of a token the bytes are signed.
 */
bool badge_is_plain(const struct json_tree *tree);

/*
 * Whether a proof of the document (one is enough) was made by this key of this issuer: both are
 * what the caller found at the issuer's address, since what the document says of it proves nothing.
 */
enum badge_verdict badge_check(struct arena *arena, struct str document, struct str issuer,
                               struct str multikey, struct ld_fault *fault);

/*
 * Whether one proof of the document, as it stands in it, was made by the key. Whose key it is, is
 * the caller's to know. A proof is known when there is a cryptosuite for it, and it does not stand
 * on another proof.
 */
bool badge_knows_proof(const struct json_tree *proof);
enum badge_verdict badge_check_proof(struct arena *arena, const struct json_tree *document,
                                     const struct json_tree *proof, struct str multikey,
                                     struct ld_fault *fault);
/* The id of who issued a credential, which may be an object; STR_NONE when it has none. */
struct str badge_issuer_of(const struct json_tree *document);

/* ecdsa.c: the bytes that a Multikey is the text of; and the point in them, STR_NONE when it is a
   key of another kind. */
struct str badge_multikey_bytes(struct arena *arena, struct str text);
struct str badge_point(struct str bytes);

/* A compact JWS, taken apart and decoded; `head` is what is signed. False when it is none. */
struct badge_jws {
    struct str head, header, payload, signature;
};
bool badge_jws_cut(struct arena *arena, struct str token, struct badge_jws *jws);
/* A VC-JWT: its signature, its header, and its claims against the credential, which is `payload`.
 */
enum badge_verdict badge_check_jwt(struct arena *arena, struct str token,
                                   const struct sign_key *key, struct str *payload);
