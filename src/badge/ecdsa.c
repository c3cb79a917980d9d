/*
 * ecdsa-rdfc-2019 (W3C Data Integrity ECDSA Cryptosuites 1.0 section 3.2): as eddsa-rdfc-2022, and
 * the curve of the key says with which hash.
 */
#include "badge/parts.h"

/* Of Multikey: the codes p256-pub and p384-pub as varints. */
static const struct kind {
    struct str prefix;
    size_t size;
    ld_hash *hash;
} kinds[] = {
    {{"\x80\x24", 2}, 33, keys_sha256},
    {{"\x81\x24", 2}, 49, keys_sha384},
};

static const struct kind *
kind_of(struct str bytes)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (str_starts(bytes, kinds[i].prefix) &&
            bytes.size == kinds[i].prefix.size + kinds[i].size)
            return &kinds[i];
    return NULL;
}

struct str
badge_point(struct str multikey)
{
    const struct kind *kind = kind_of(multikey);

    return kind == NULL ? STR_NONE : str_from(multikey, kind->prefix.size);
}

struct str
badge_multikey_bytes(struct arena *arena, struct str text)
{
    return str_starts(text, STR("z")) ? badge_from_base58(arena, str_from(text, 1)) : STR_NONE;
}

enum badge_verdict
badge_check_ecdsa(struct arena *arena, const struct json_tree *document,
                  const struct json_tree *proof, struct str multikey, struct ld_fault *fault)
{
    struct str value = json_tree_text(proof, "proofValue"), bytes;
    struct str public_half = badge_multikey_bytes(arena, multikey);
    const struct ecdsa_key *key = keys_ecdsa_open(arena, badge_point(public_half));

    if (!str_starts(value, STR("z")))
        return BADGE_NO_PROOF;
    if (key == NULL)
        return BADGE_METHOD;
    bytes = badge_signed_bytes(arena, document, proof, kind_of(public_half)->hash, fault);
    if (bytes.at == NULL)
        return BADGE_UNREADABLE;
    value = badge_from_base58(arena, str_from(value, 1));
    return keys_ecdsa_verify(key, bytes, value) ? BADGE_GOOD : BADGE_SIGNATURE;
}
