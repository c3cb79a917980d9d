/*
 * Whatever the bytes: as a proof of a wallet's key none passes, unless it was signed, and then what
 * it names is a did without anything that could end a text of JSON. "#" at the end stands for a
 * signature that holds for all before it, so that claims are reached; "~" at the beginning for a
 * header with the key that made it.
 */
#include "badge/holder.h"
#include "base/coding.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char seed[] = "0123456789abcdef0123456789abcdef";

static struct str
header_of(struct arena *arena, struct str key)
{
    struct str x = coding_base64url(arena, keys_ed25519_public(key));

    return coding_base64url(
        arena, arena_print(arena,
                           "{\"typ\":\"openid4vci-proof+jwt\",\"alg\":\"EdDSA\",\"jwk\":{\"kty\":"
                           "\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" STR_FMT "\"}}",
                           STR_ARG(x)));
}

/* "~.CLAIMS.#", with the claims as they are meant. */
static struct str
with_signature(struct arena *arena, struct str given)
{
    struct str key = keys_ed25519_private(arena, (struct str){seed, KEYS_ED25519_SEED_SIZE});
    struct str claims = {given.at + 2, given.size - 4}, head = header_of(arena, key);

    head = arena_print(arena, STR_FMT "." STR_FMT, STR_ARG(head),
                       STR_ARG(coding_base64url(arena, claims)));
    return arena_print(arena, STR_FMT "." STR_FMT, STR_ARG(head),
                       STR_ARG(coding_base64url(arena, keys_ed25519_sign(arena, key, head))));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(16 << 20);
    struct str given = {(const char *)data, size};
    bool is_signed = size > 4 && size < BADGE_HOLDER_SIZE_MAX && str_starts(given, STR("~.")) &&
                     str_ends(given, STR(".#"));
    struct str proof = is_signed ? with_signature(arena, given) : given;
    struct badge_holder_want want = {STR("https://a.example"), 1800000000};
    struct badge_holder holder = {.did = STR_NONE, .nonce = STR_NONE};
    const char *why = badge_holder_check(arena, &want, proof, &holder);

    assert(why == NULL || strlen(why) > 0);
    if (why == NULL) {
        assert(is_signed && str_starts(holder.did, STR("did:jwk:")));
        assert(memchr(holder.did.at, '"', holder.did.size) == NULL);
        assert(holder.did.size <= BADGE_HOLDER_DID_MAX);
    }
    arena_close(arena);
    return 0;
}
