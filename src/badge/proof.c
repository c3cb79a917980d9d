/* Proofs of a document (W3C Data Integrity 1.0): made as eddsa-rdfc-2022, and checked. */
#include "badge/parts.h"
#include "base/clock.h"

enum { PROOFS_MAX = 8 };

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
    bytes = badge_signed_bytes(arena, tree, about, keys_sha256, fault);
    return bytes.at == NULL ? STR_NONE : badge_base58(arena, keys_ed25519_sign(arena, key, bytes));
}

/* What the fault points to ends with the memory that it was found in. */
void
badge_keep_fault(struct arena *arena, struct ld_fault *fault)
{
    fault->where = arena_copy(arena, fault->where.at == NULL ? STR("") : fault->where);
    fault->detail = arena_copy(arena, fault->detail.at == NULL ? STR("") : fault->detail);
}

struct str
badge_prove(struct arena *arena, struct str document, const struct badge_signer *signer,
            struct ld_fault *fault)
{
    struct arena *work = arena_open(BADGE_MEMORY_MAX);
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
        badge_keep_fault(arena, fault);
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

    if (proof->kind != JSON_OBJECT || !badge_knows_proof(proof))
        return BADGE_NO_PROOF;
    if (str_same(json_tree_text(proof, "proofPurpose"), STR("assertionMethod")) &&
        !str_same(json_tree_text(proof, "verificationMethod"), method))
        return BADGE_METHOD;
    return badge_suite_check(arena, document, proof, want->multikey, want->fault);
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
    if (!badge_is_plain(document))
        return BADGE_DISGUISED;
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
    struct arena *work = arena_open(BADGE_MEMORY_MAX);
    struct wanted want = {issuer, multikey, fault};
    enum badge_verdict verdict;

    *fault = (struct ld_fault){NULL, STR_NONE, STR_NONE};
    verdict = check_all(work, document, &want);
    badge_keep_fault(arena, fault);
    arena_close(work);
    return verdict;
}

enum badge_verdict
badge_check_proof(struct arena *arena, const struct json_tree *document,
                  const struct json_tree *proof, struct str multikey, struct ld_fault *fault)
{
    struct arena *work = arena_open(BADGE_MEMORY_MAX);
    enum badge_verdict verdict;

    *fault = (struct ld_fault){NULL, STR_NONE, STR_NONE};
    verdict = badge_suite_check(work, json_tree_without(work, document, STR("proof")), proof,
                                multikey, fault);
    badge_keep_fault(arena, fault);
    arena_close(work);
    return verdict;
}

const char *
badge_verdict_name(enum badge_verdict verdict)
{
    static const char *const names[] = {
        [BADGE_GOOD] = "good",
        [BADGE_MALFORMED] = "malformed",
        [BADGE_DISGUISED] = "disguised",
        [BADGE_NO_PROOF] = "no_proof",
        [BADGE_PURPOSE] = "purpose",
        [BADGE_METHOD] = "method",
        [BADGE_UNREADABLE] = "unreadable",
        [BADGE_SIGNATURE] = "signature",
        [BADGE_HEADER] = "header",
        [BADGE_CLAIMS] = "claims",
    };

    return names[verdict];
}
