/*
 * Whatever the bytes: nobody's part of a credential is good. A first byte of 'D' says that the rest
 * is a document; anything else is the value of a proof as bytes, which stands in a document that
 * has two nodes without an id, and whose issuer signed nothing.
 */
#include "badge/parts.h"
#include "base/coding.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ISSUER   "did:web:others.example"
#define MULTIKEY "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
#define DOCUMENT                                                                                   \
    "{\"@context\":[\"https://www.w3.org/ns/credentials/"                                          \
    "v2\"],\"type\":[\"VerifiableCredential\"],"                                                   \
    "\"issuer\":\"" ISSUER "\",\"credentialSubject\":{\"name\":\"a\"},"                            \
    "\"proof\":{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"ecdsa-sd-2023\","                \
    "\"verificationMethod\":\"" ISSUER "#" MULTIKEY "\",\"proofPurpose\":\"assertionMethod\","     \
    "\"proofValue\":\""

static void
is_not_good(struct arena *arena, struct str document)
{
    struct ld_fault fault;

    assert(badge_check(arena, document, STR(ISSUER), STR(MULTIKEY), &fault) != BADGE_GOOD);
}

/* What is read keeps to what is said of it. */
static void
read_value(struct arena *arena, struct str value)
{
    struct badge_disclosed said;
    struct ld_fault fault;
    size_t count = 0;

    if (!badge_read_disclosed(arena, value, &said, &fault)) {
        assert(fault.code != NULL);
        return;
    }
    assert(said.signature_count <= BADGE_SIGNATURES_MAX && said.label_count <= LD_BLANKS_MAX);
    for (size_t i = 0; i < said.label_count; i++)
        for (size_t j = 0; j < i; j++)
            assert(!str_same(said.labels[i], said.labels[j]));
    for (size_t i = 0; i < said.mandatory_end; i++)
        count += said.mandatory[i];
    assert(count == said.mandatory_count);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(512 << 20);
    struct str given = {(const char *)data, size}, value;

    if (str_starts(given, STR("D"))) {
        is_not_good(arena, str_from(given, 1));
    } else {
        value = coding_base64url(arena, given);
        value = arena_print(arena, "u" STR_FMT, STR_ARG(value));
        read_value(arena, value);
        is_not_good(arena, arena_print(arena, DOCUMENT STR_FMT "\"}}", STR_ARG(value)));
    }
    arena_close(arena);
    return 0;
}
