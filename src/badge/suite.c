/*
 * Cryptosuites. Of eddsa-rdfc-2022 and its elder, Ed25519Signature2020 (W3C Data Integrity EdDSA
 * Cryptosuites 1.0), what is signed is the hash of the proof's own members, and the hash of the
 * document without any proof, each in canonical form.
 */
#include "badge/parts.h"

static struct str
canonical_hash(struct arena *arena, const struct json_tree *tree, ld_hash *hash,
               struct ld_fault *fault)
{
    static const struct ld_options options = {0};
    struct ld_dataset *dataset = ld_read(arena, tree, &options, fault);
    struct str lines = dataset == NULL ? STR_NONE : ld_canonical(arena, dataset, hash, NULL, fault);

    return lines.at == NULL ? STR_NONE : hash(arena, lines);
}

struct str
badge_proof_hash(struct arena *arena, const struct json_tree *document,
                 const struct json_tree *proof, ld_hash *hash, struct ld_fault *fault)
{
    const struct json_tree *context = json_tree_member(document, STR("@context"));

    if (context != NULL)
        proof = json_tree_with(arena, json_tree_without(arena, proof, STR("@context")),
                               STR("@context"), context);
    return canonical_hash(arena, json_tree_without(arena, proof, STR("proofValue")), hash, fault);
}

struct str
badge_signed_bytes(struct arena *arena, const struct json_tree *document,
                   const struct json_tree *proof, ld_hash *hash, struct ld_fault *fault)
{
    struct str own = badge_proof_hash(arena, document, proof, hash, fault);
    struct str other = own.at == NULL ? STR_NONE : canonical_hash(arena, document, hash, fault);
    struct text both = text_new(arena);

    if (other.at == NULL)
        return STR_NONE;
    text_add(&both, own);
    text_add(&both, other);
    return text_str(&both);
}

static enum badge_verdict
check_eddsa(struct arena *arena, const struct json_tree *document, const struct json_tree *proof,
            struct str multikey, struct ld_fault *fault)
{
    struct str value = json_tree_text(proof, "proofValue"), bytes, signature;
    struct str public_half = badge_from_multikey(arena, multikey);

    if (!str_starts(value, STR("z")))
        return BADGE_NO_PROOF;
    if (public_half.at == NULL)
        return BADGE_METHOD;
    bytes = badge_signed_bytes(arena, document, proof, keys_sha256, fault);
    if (bytes.at == NULL)
        return BADGE_UNREADABLE;
    signature = badge_from_base58(arena, str_from(value, 1));
    return keys_ed25519_verify(public_half, bytes, signature) ? BADGE_GOOD : BADGE_SIGNATURE;
}

/* A cryptosuite is a row here; of types that are one themselves, NULL. */
static const struct suite {
    const char *type, *cryptosuite;
    badge_suite *check;
} suites[] = {
    {"DataIntegrityProof",   "eddsa-rdfc-2022", check_eddsa          },
    {"DataIntegrityProof",   "ecdsa-rdfc-2019", badge_check_ecdsa    },
    {"DataIntegrityProof",   "ecdsa-sd-2023",   badge_check_disclosed},
    {"Ed25519Signature2020", NULL,              check_eddsa          },
};

static const struct suite *
suite_of(const struct json_tree *proof)
{
    struct str type = json_tree_text(proof, "type"), name = json_tree_text(proof, "cryptosuite");

    for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
        const struct suite *suite = &suites[i];

        if (str_same(type, str_of(suite->type)) &&
            (suite->cryptosuite == NULL ? json_tree_member(proof, STR("cryptosuite")) == NULL
                                        : str_same(name, str_of(suite->cryptosuite))))
            return suite;
    }
    return NULL;
}

bool
badge_knows_proof(const struct json_tree *proof)
{
    return suite_of(proof) != NULL && json_tree_member(proof, STR("previousProof")) == NULL;
}

enum badge_verdict
badge_suite_check(struct arena *arena, const struct json_tree *document,
                  const struct json_tree *proof, struct str multikey, struct ld_fault *fault)
{
    if (!badge_knows_proof(proof))
        return BADGE_NO_PROOF;
    if (!str_same(json_tree_text(proof, "proofPurpose"), STR("assertionMethod")))
        return BADGE_PURPOSE;
    return suite_of(proof)->check(arena, document, proof, multikey, fault);
}
