/*
 * parts: what the files of this room know of each other, and nobody else.
 */
#pragma once

#include "badge/check.h"
#include "badge/write.h"

#define BADGE_CONTEXT_VC         "https://www.w3.org/ns/credentials/v2"
#define BADGE_CONTEXT_OB         "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
#define BADGE_CONTEXT_EXTENSIONS "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

/* What another version calls the same, in full: its contexts are not those of this one. */
#define BADGE_TYPE_ACHIEVEMENT "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement"

/*
 * document.c: the address of a version of a badge, `form` "ob" or "ob2"; the first has the
 * shortest. Below: members of an object that has begun.
 */
struct str badge_version_url(struct arena *arena, struct str base, const char *form,
                             struct str badge, struct str version);
void badge_add_issuer(struct text *out, struct str base, const struct badge_issuer *issuer,
                      bool whole);
void badge_add_achievement(struct text *out, struct str base,
                           const struct badge_achievement *achievement);

/* Copies what the fault points to, since that ends with the memory that it was found in. */
void badge_keep_fault(struct arena *arena, struct ld_fault *fault);

/*
 * suite.c: a cryptosuite answers whether the proof, which is made to assert, was made by this key.
 * The document is without any proof; `arena` ends with the check.
 */
enum { BADGE_MEMORY_MAX = 2 * LD_MEMORY_MAX };
typedef enum badge_verdict badge_suite(struct arena *arena, const struct json_tree *document,
                                       const struct json_tree *proof, struct str multikey,
                                       struct ld_fault *fault);
badge_suite badge_suite_check;     /* whichever it is; BADGE_NO_PROOF when it is not known */
badge_suite badge_check_ecdsa;     /* ecdsa.c */
badge_suite badge_check_disclosed; /* sd.c */
/*
 * The hash of what the proof says of itself but for its value, in canonical form; and before that
 * of the document. STR_NONE with `fault`.
 */
struct str badge_proof_hash(struct arena *arena, const struct json_tree *document,
                            const struct json_tree *proof, ld_hash *hash, struct ld_fault *fault);
struct str badge_signed_bytes(struct arena *arena, const struct json_tree *document,
                              const struct json_tree *proof, ld_hash *hash, struct ld_fault *fault);

/*
 * sd.c: what an ecdsa-sd-2023 proof that was derived says; false with `fault` when it is no such
 * thing. `labels` are those of _:c14n0 and so on, without "_:"; `mandatory` has true for the places
 * of the lines that the issuer wants everybody to see.
 */
enum { BADGE_SIGNATURES_MAX = 2000 };
struct badge_disclosed {
    struct str base, key; /* a signature of the issuer's, and a Multikey's bytes */
    const struct str *signatures;
    const struct str *labels;
    const bool *mandatory;
    size_t signature_count, label_count, mandatory_count, mandatory_end;
    bool is_base; /* nothing of the above: it is the holder's own, and not for others */
};
bool badge_read_disclosed(struct arena *arena, struct str value, struct badge_disclosed *said,
                          struct ld_fault *fault);
/* The lines are the document's, with those labels, in order. */
enum badge_verdict badge_judge_disclosed(struct arena *arena, const struct badge_disclosed *said,
                                         struct str lines, struct str proof_hash,
                                         const struct ecdsa_key *issuer);

/* credential.c: the place of a credential in a list of revocations. */
void badge_add_status(struct text *out, struct str base, struct str list, int64_t place);

/* jwt.c: a credential as a VC-JWT, with what its claims say beside it. */
struct badge_claims {
    struct str issuer, id, subject;
    int64_t issued_at, expires_at; /* 0: never */
};
struct str badge_sign_jwt(struct arena *arena, struct str credential,
                          const struct badge_claims *claims, const struct sign_key *key,
                          struct str key_url);

/* credential.c: who holds the award: the key that it is bound to, or a name without meaning. */
struct str badge_holder_id(struct arena *arena, const struct badge_award *award);

/* gzip.c (RFC 1952). Unpacking ends with STR_NONE when more than `most` bytes would come of it. */
struct str badge_gzip(struct arena *arena, struct str bytes);
struct str badge_gunzip(struct arena *arena, struct str packed, size_t most);
