/* Bitstring Status List 1.0 (W3C). Bit 0 is the highest of the first byte. */
#include "badge/parts.h"
#include "base/clock.h"
#include "base/coding.h"

#include <assert.h>

enum { BITS = 8 };

static const char *const contexts[] = {BADGE_CONTEXT_VC, NULL};

struct str
badge_status_encode(struct arena *arena, const uint32_t *places, size_t count)
{
    unsigned char *bits = arena_take(arena, BADGE_STATUS_BITS / BITS, 1);
    struct str packed;

    for (size_t i = 0; i < count; i++) {
        assert(places[i] < BADGE_STATUS_BITS);
        bits[places[i] / BITS] |= (unsigned char)(0x80 >> (places[i] % BITS));
    }
    packed = badge_gzip(arena, (struct str){(const char *)bits, BADGE_STATUS_BITS / BITS});
    packed = coding_base64url(arena, packed);
    return arena_print(arena, "u" STR_FMT, STR_ARG(packed));
}

struct str
badge_status_bits(struct arena *arena, struct str encoded)
{
    struct str bits;

    if (!str_starts(encoded, STR("u")) || encoded.size > BADGE_STATUS_TEXT_MAX)
        return STR_NONE;
    bits = coding_from_base64url(arena, str_from(encoded, 1));
    if (bits.at != NULL)
        bits = badge_gunzip(arena, bits, BADGE_STATUS_BITS_MAX / BITS);
    return bits.at == NULL || bits.size < BADGE_STATUS_BITS / BITS ? STR_NONE : bits;
}

bool
badge_status_bit(struct str bits, uint64_t place, bool *is_set)
{
    if (place / BITS >= bits.size)
        return false;
    *is_set = ((unsigned char)bits.at[place / BITS] & (0x80 >> (place % BITS))) != 0;
    return true;
}

struct str
badge_status_credential(struct arena *arena, const struct badge_status *status)
{
    struct text out = text_new(arena);
    struct str id = arena_print(arena, STR_FMT "/ob/status/" STR_FMT, STR_ARG(status->base),
                                STR_ARG(status->list));

    text_add(&out, STR("{"));
    write_contexts(&out, contexts);
    write_member(&out, "id", id);
    write_types(&out, "VerifiableCredential", "BitstringStatusListCredential");
    write_member(&out, "issuer", badge_did(arena, status->base, status->organisation));
    write_member(&out, "validFrom", clock_text(arena, status->signed_at));
    write_raw(&out, "credentialSubject", STR("{"));
    write_member(&out, "id", arena_print(arena, STR_FMT "#list", STR_ARG(id)));
    write_member(&out, "type", STR("BitstringStatusList"));
    write_member(&out, "statusPurpose", STR("revocation"));
    write_member(&out, "encodedList", badge_status_encode(arena, status->revoked, status->count));
    text_add(&out, STR("}}"));
    return text_str(&out);
}
