/*
 * parts: what the files of this room know of each other, and nobody else.
 */
#pragma once

#include "badge/badge.h"
#include "badge/write.h"

#define BADGE_CONTEXT_VC         "https://www.w3.org/ns/credentials/v2"
#define BADGE_CONTEXT_OB         "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
#define BADGE_CONTEXT_EXTENSIONS "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

/* document.c: members of an object that has begun. */
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
badge_suite badge_suite_check; /* whichever it is; BADGE_NO_PROOF when it is not known */
/* The two hashes, in canonical form; STR_NONE with `fault`. The proof has no signature in it. */
struct str badge_signed_bytes(struct arena *arena, const struct json_tree *document,
                              const struct json_tree *proof, struct ld_fault *fault);

/* gzip.c (RFC 1952). Unpacking ends with STR_NONE when more than `most` bytes would come of it. */
struct str badge_gzip(struct arena *arena, struct str bytes);
struct str badge_gunzip(struct arena *arena, struct str packed, size_t most);
