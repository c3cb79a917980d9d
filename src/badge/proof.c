/*
 * eddsa-rdfc-2022 (W3C Data Integrity EdDSA Cryptosuites 1.0): what is signed is the hash of the
 * proof's own members, and the hash of the document without any proof, each in canonical form.
 */
#include "badge/parts.h"
#include "base/clock.h"

enum { MEMORY_MAX = 2 * LD_MEMORY_MAX, PROOFS_MAX = 8 };

static struct str
canonical_hash(struct arena *arena, const struct json_tree *tree, struct ld_fault *fault)
{
    static const struct ld_options options = {0};
    struct ld_dataset *dataset = ld_read(arena, tree, &options, fault);
    struct str lines =
        dataset == NULL ? STR_NONE : ld_canonical(arena, dataset, keys_sha256, NULL, fault);

    return lines.at == NULL ? STR_NONE : keys_sha256(arena, lines);
}

/* STR_NONE with `fault`. Neither tree has the signature or another proof in it. */
static struct str
signed_bytes(struct arena *arena, const struct json_tree *document, const struct json_tree *proof,
             struct ld_fault *fault)
{
    const struct json_tree *context = json_tree_member(document, STR("@context"));
    struct str own, other;

    if (context != NULL)
        proof = json_tree_with(arena, json_tree_without(arena, proof, STR("@context")),
                               STR("@context"), context);
    own = canonical_hash(arena, proof, fault);
    other = own.at == NULL ? STR_NONE : canonical_hash(arena, document, fault);
    if (other.at == NULL)
        return STR_NONE;

    struct text both = text_new(arena);

    text_add(&both, own);
    text_add(&both, other);
    return text_str(&both);
}

static struct str
sign(struct arena *arena, struct str document, struct str proof, struct str key,
     struct ld_fault *fault)
{
    const struct json_tree *tree, *about;
    struct scan_fault scanned;
    struct str bytes;

    if (json_tree_read(arena, document, &tree, &scanned) ||
        json_tree_read(arena, proof, &about, &scanned)) {
        *fault = (struct ld_fault){scanned.code, STR(""), str_of(scanned.detail)};
        return STR_NONE;
    }
    bytes = signed_bytes(arena, tree, about, fault);
    return bytes.at == NULL ? STR_NONE : badge_base58(arena, keys_ed25519_sign(arena, key, bytes));
}

/* What the fault points to ends with the memory that it was found in. */
static void
keep_fault(struct arena *arena, struct ld_fault *fault)
{
    fault->where = arena_copy(arena, fault->where.at == NULL ? STR("") : fault->where);
    fault->detail = arena_copy(arena, fault->detail.at == NULL ? STR("") : fault->detail);
}

struct str
badge_prove(struct arena *arena, struct str document, const struct badge_signer *signer,
            struct ld_fault *fault)
{
    struct arena *work = arena_open(MEMORY_MAX);
    struct text proof = text_new(arena), out = text_new(arena);
    struct str signature;

    text_add(&proof, STR("{"));
    write_member(&proof, "type", STR("DataIntegrityProof"));
    write_member(&proof, "cryptosuite", STR("eddsa-rdfc-2022"));
    write_member(&proof, "created", clock_text(arena, signer->now));
    write_member(&proof, "verificationMethod", signer->method);
    write_member(&proof, "proofPurpose", STR("assertionMethod"));
    text_add(&proof, STR("}"));
    signature = sign(work, document, text_str(&proof), signer->key, fault);
    if (signature.at != NULL) {
        text_add(&out, (struct str){document.at, document.size - 1});
        write_raw(&out, "proof", STR("["));
        text_add(&out, (struct str){proof.at, proof.size - 1});
        text_print(&out, ",\"proofValue\":\"z" STR_FMT "\"}]}", STR_ARG(signature));
    } else {
        keep_fault(arena, fault);
    }
    arena_close(work);
    return out.size > 0 ? text_str(&out) : STR_NONE;
}

struct str
badge_issuer_of(const struct json_tree *document)
{
    const struct json_tree *issuer = json_tree_member(document, STR("issuer"));

    return issuer != NULL && issuer->kind == JSON_OBJECT ? json_tree_text(issuer, "id")
                                                         : json_tree_text(document, "issuer");
}

struct wanted {
    struct str issuer, multikey;
    struct ld_fault *fault;
};

static enum badge_verdict
check_one(struct arena *arena, const struct json_tree *document, const struct json_tree *proof,
          const struct wanted *want)
{
    struct str method =
        arena_print(arena, STR_FMT "#" STR_FMT, STR_ARG(want->issuer), STR_ARG(want->multikey));
    struct str value = json_tree_text(proof, "proofValue"), bytes, signature;

    if (!str_same(json_tree_text(proof, "type"), STR("DataIntegrityProof")) ||
        !str_same(json_tree_text(proof, "cryptosuite"), STR("eddsa-rdfc-2022")) ||
        !str_starts(value, STR("z")))
        return BADGE_NO_PROOF;
    if (!str_same(json_tree_text(proof, "proofPurpose"), STR("assertionMethod")))
        return BADGE_PURPOSE;
    if (!str_same(json_tree_text(proof, "verificationMethod"), method))
        return BADGE_METHOD;
    bytes = signed_bytes(arena, document, json_tree_without(arena, proof, STR("proofValue")),
                         want->fault);
    if (bytes.at == NULL)
        return BADGE_UNREADABLE;
    signature = badge_from_base58(arena, str_from(value, 1));
    return keys_ed25519_verify(badge_from_multikey(arena, want->multikey), bytes, signature)
               ? BADGE_GOOD
               : BADGE_SIGNATURE;
}

/* One good proof is enough; of none, the first one's fault is told. */
static enum badge_verdict
check_all(struct arena *arena, struct str text, const struct wanted *want)
{
    const struct json_tree *document, *proofs, *bare, *proof;
    enum badge_verdict first = BADGE_NO_PROOF;
    struct scan_fault scanned;
    size_t seen = 0;

    if (json_tree_read(arena, text, &document, &scanned) || document->kind != JSON_OBJECT)
        return BADGE_MALFORMED;
    if (!str_same(badge_issuer_of(document), want->issuer))
        return BADGE_METHOD;
    proofs = json_tree_member(document, STR("proof"));
    bare = json_tree_without(arena, document, STR("proof"));
    if (proofs == NULL)
        return BADGE_NO_PROOF;
    proof = proofs->kind == JSON_LIST ? proofs->first : proofs;
    for (; proof != NULL && seen < PROOFS_MAX; seen++) {
        enum badge_verdict found = check_one(arena, bare, proof, want);

        if (found == BADGE_GOOD)
            return found;
        first = seen == 0 || first == BADGE_NO_PROOF ? found : first;
        proof = proofs->kind == JSON_LIST ? proof->next : NULL;
    }
    return first;
}

enum badge_verdict
badge_check(struct arena *arena, struct str document, struct str issuer, struct str multikey,
            struct ld_fault *fault)
{
    struct arena *work = arena_open(MEMORY_MAX);
    struct wanted want = {issuer, multikey, fault};
    enum badge_verdict verdict;

    *fault = (struct ld_fault){NULL, STR_NONE, STR_NONE};
    verdict = check_all(work, document, &want);
    keep_fault(arena, fault);
    arena_close(work);
    return verdict;
}

const char *
badge_verdict_name(enum badge_verdict verdict)
{
    static const char *const names[] = {
        [BADGE_GOOD] = "good",           [BADGE_MALFORMED] = "malformed",
        [BADGE_NO_PROOF] = "no_proof",   [BADGE_PURPOSE] = "purpose",
        [BADGE_METHOD] = "method",       [BADGE_UNREADABLE] = "unreadable",
        [BADGE_SIGNATURE] = "signature", [BADGE_HEADER] = "header",
        [BADGE_CLAIMS] = "claims",
    };

    return names[verdict];
}
