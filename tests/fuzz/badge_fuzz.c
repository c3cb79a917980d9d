/*
 * Whatever the bytes: what was not signed with our key is never good, and what can be signed is
 * good. A first byte of 'S' says that the rest is a status list, 'J' a VC-JWT in which a "#" at the
 * end stands for a signature that holds, 'B' bytes and letters in base 58; anything else is a
 * document, which gets a proof.
 */
#include "badge/check.h"
#include "base/coding.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ISSUER "did:web:a.example"

static struct sign_key *key;

static struct str
own_key(struct arena *arena)
{
    return keys_ed25519_private(arena, STR("0123456789abcdef0123456789abcdef"));
}

static void
read_status(struct arena *arena, struct str text)
{
    struct str bits = badge_status_bits(arena, text);
    bool is_set;

    for (uint64_t place = 0; place < BADGE_STATUS_BITS; place += 65535)
        badge_status_bit(bits, place, &is_set);
    assert(!badge_status_bit(bits, UINT64_MAX, &is_set));
}

static void
read_jwt(struct arena *arena, struct str token)
{
    bool is_signed = str_ends(token, STR(".#"));
    struct str payload, head = {token.at, token.size - 2};

    if (is_signed) {
        struct str signature = coding_base64url(arena, sign_key_sign(arena, key, head));

        token = arena_print(arena, STR_FMT "." STR_FMT, STR_ARG(head), STR_ARG(signature));
    }
    assert(badge_check_jwt(arena, token, key, &payload) != BADGE_GOOD || is_signed);
}

/* Bytes come back as they were, and so do letters that are any. */
static void
read_base58(struct arena *arena, struct str given)
{
    struct str letters = badge_base58(arena, given), bytes = badge_from_base58(arena, given);

    assert((letters.at == NULL) == (given.size > BADGE_BASE58_MAX));
    assert(letters.at == NULL || str_same(badge_from_base58(arena, letters), given));
    assert(bytes.at == NULL || str_same(badge_base58(arena, bytes), given));
}

static void
read_document(struct arena *arena, struct str text)
{
    struct str multikey = badge_multikey(arena, keys_ed25519_public(own_key(arena)));
    struct badge_signer signer = {
        own_key(arena), arena_print(arena, ISSUER "#" STR_FMT, STR_ARG(multikey)), 1800000000};
    struct ld_fault fault;
    struct str proven;

    assert(badge_check(arena, text, STR(ISSUER), multikey, &fault) != BADGE_GOOD);
    if (!str_ends(text, STR("}")) || !str_starts(text, STR("{\"issuer\":\"" ISSUER "\"")) ||
        memmem(text.at, text.size, "proof", 5) != NULL)
        return;
    proven = badge_prove(arena, text, &signer, &fault);
    assert(proven.at == NULL ||
           badge_check(arena, proven, STR(ISSUER), multikey, &fault) == BADGE_GOOD);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(512 << 20);
    struct str given = {(const char *)data, size};

    if (key == NULL)
        key = sign_key_make(SIGN_RS256);
    if (str_starts(given, STR("S")))
        read_status(arena, str_from(given, 1));
    else if (str_starts(given, STR("J")))
        read_jwt(arena, str_from(given, 1));
    else if (str_starts(given, STR("B")))
        read_base58(arena, str_from(given, 1));
    else
        read_document(arena, given);
    arena_close(arena);
    return 0;
}
