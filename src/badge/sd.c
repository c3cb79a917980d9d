/*
 * ecdsa-sd-2023 (W3C Data Integrity ECDSA Cryptosuites 1.0 section 3.6): the holder shows a part of
 * what was signed. Each line of N-Quads that may be left out has a signature of its own, by a key
 * that was made for this credential alone; the issuer signed that key, the proof's own members, and
 * the lines that nobody may leave out. Blank nodes have names that do not tell what is left out.
 */
#include "badge/cbor.h"
#include "badge/parts.h"
#include "base/coding.h"

#include <stdlib.h>
#include <string.h>

enum {
    SIGNATURE_SIZE = 64,
    KEY_SIZE = 35, /* of P-256, with its two bytes of Multikey */
    LABEL_SIZE = 32,
};

static bool
refuse(struct ld_fault *fault, const char *detail)
{
    *fault = (struct ld_fault){"proof_value", STR("/proof"), str_of(detail)};
    return false;
}

static bool
read_signatures(struct arena *arena, struct str *rest, struct badge_disclosed *said)
{
    struct str *list;

    if (!cbor_list(rest, BADGE_SIGNATURES_MAX, &said->signature_count))
        return false;
    said->signatures = list = arena_list(arena, struct str, said->signature_count + 1);
    for (size_t i = 0; i < said->signature_count; i++)
        if (!cbor_bytes(rest, SIGNATURE_SIZE, &list[i]))
            return false;
    return true;
}

/* Two nodes under one name would be one where it was signed, and the other way round. */
static int
by_text(const void *a, const void *b)
{
    return memcmp((*(const struct str *)a).at, (*(const struct str *)b).at, LABEL_SIZE);
}

static bool
are_different(struct arena *arena, const struct str *labels, size_t count)
{
    struct str *list = arena_list(arena, struct str, count + 1);

    memcpy(list, labels, count * sizeof(*list));
    qsort(list, count, sizeof(*list), by_text);
    for (size_t i = 1; i < count; i++)
        if (by_text(&list[i - 1], &list[i]) == 0)
            return false;
    return true;
}

/* Each of _:c14n0 and so on has one: no number stands twice, and none is as large as the count. */
static bool
read_labels(struct arena *arena, struct str *rest, struct badge_disclosed *said)
{
    struct str *bytes, *labels;

    if (!cbor_map(rest, LD_BLANKS_MAX, &said->label_count))
        return false;
    bytes = arena_list(arena, struct str, said->label_count + 1);
    said->labels = labels = arena_list(arena, struct str, said->label_count + 1);
    for (size_t i = 0; i < said->label_count; i++) {
        struct str label;
        uint64_t number;

        if (!cbor_number(rest, said->label_count - 1, &number) || bytes[number].at != NULL ||
            !cbor_bytes(rest, LABEL_SIZE, &label))
            return false;
        bytes[number] = label;
        label = coding_base64url(arena, label);
        labels[number] = arena_print(arena, "_:u" STR_FMT, STR_ARG(label));
    }
    return are_different(arena, bytes, said->label_count);
}

static bool
read_mandatory(struct arena *arena, struct str *rest, struct badge_disclosed *said)
{
    bool *list;

    if (!cbor_list(rest, LD_QUADS_MAX, &said->mandatory_count))
        return false;
    said->mandatory = list = arena_list(arena, bool, LD_QUADS_MAX);
    for (size_t i = 0; i < said->mandatory_count; i++) {
        uint64_t place;

        if (!cbor_number(rest, LD_QUADS_MAX - 1, &place) || list[place])
            return false;
        list[place] = true;
        if (said->mandatory_end <= place)
            said->mandatory_end = place + 1;
    }
    return true;
}

bool
badge_read_disclosed(struct arena *arena, struct str value, struct badge_disclosed *said,
                     struct ld_fault *fault)
{
    struct str rest =
        str_starts(value, STR("u")) ? coding_from_base64url(arena, str_from(value, 1)) : STR_NONE;
    size_t count;

    *said = (struct badge_disclosed){0};
    said->is_base = rest.at != NULL && str_starts(rest, (struct str){"\xd9\x5d\x00", 3});
    if (said->is_base)
        return refuse(fault, "The proof is the holder's own, who shows one that is made from it.");
    if (rest.at == NULL || !str_starts(rest, (struct str){"\xd9\x5d\x01", 3}))
        return refuse(fault, "The value of the proof does not begin as one of its kind.");
    rest = str_from(rest, 3);
    return (cbor_list(&rest, 5, &count) && count == 5 &&
            cbor_bytes(&rest, SIGNATURE_SIZE, &said->base) &&
            cbor_bytes(&rest, KEY_SIZE, &said->key) && read_signatures(arena, &rest, said) &&
            read_labels(arena, &rest, said) && read_mandatory(arena, &rest, said) &&
            rest.size == 0) ||
           refuse(fault, "The value of the proof is not made of the parts that it has to have.");
}

/* The document's lines, with the labels of the proof; STR_NONE when these are of other nodes. */
static struct str
lines_of(struct arena *arena, const struct json_tree *document, const struct badge_disclosed *said,
         struct ld_fault *fault)
{
    static const struct ld_options options = {0};
    struct ld_dataset *dataset = ld_read(arena, document, &options, fault);
    const uint32_t *labels;
    size_t count = 0;

    if (dataset == NULL || ld_canonical(arena, dataset, keys_sha256, &labels, fault).at == NULL)
        return STR_NONE;
    for (size_t i = 0; i < ld_blanks(dataset); i++)
        count += labels[i] != UINT32_MAX;
    if (count == said->label_count)
        return ld_renamed(arena, dataset, labels, said->labels);
    refuse(fault, "The proof names other nodes than the document has.");
    return STR_NONE;
}

enum badge_verdict
badge_judge_disclosed(struct arena *arena, const struct badge_disclosed *said, struct str lines,
                      struct str proof_hash, const struct ecdsa_key *issuer)
{
    struct str *others = arena_list(arena, struct str, said->signature_count + 1);
    struct text mandatory = text_new(arena), bytes = text_new(arena);
    const struct ecdsa_key *key = keys_ecdsa_open(arena, badge_point(said->key));
    size_t count = 0, place = 0;

    for (; lines.size > 0; place++) {
        const char *end = memchr(lines.at, '\n', lines.size);
        struct str line = {lines.at, (size_t)(end - lines.at) + 1};

        lines = str_from(lines, line.size);
        if (place < said->mandatory_end && said->mandatory[place])
            text_add(&mandatory, line);
        else if (count++ < said->signature_count)
            others[count - 1] = line;
    }
    if (key == NULL || count != said->signature_count || place < said->mandatory_end)
        return BADGE_SIGNATURE;
    text_add(&bytes, proof_hash);
    text_add(&bytes, said->key);
    text_add(&bytes, keys_sha256(arena, text_str(&mandatory)));
    if (!keys_ecdsa_verify(issuer, text_str(&bytes), said->base))
        return BADGE_SIGNATURE;
    for (size_t i = 0; i < count; i++)
        if (!keys_ecdsa_verify(key, others[i], said->signatures[i]))
            return BADGE_SIGNATURE;
    return BADGE_GOOD;
}

enum badge_verdict
badge_check_disclosed(struct arena *arena, const struct json_tree *document,
                      const struct json_tree *proof, struct str multikey, struct ld_fault *fault)
{
    struct str public_half = badge_multikey_bytes(arena, multikey), hash, lines;
    const struct ecdsa_key *issuer = NULL;
    struct badge_disclosed said;

    if (public_half.size == KEY_SIZE)
        issuer = keys_ecdsa_open(arena, badge_point(public_half));
    if (issuer == NULL)
        return BADGE_METHOD;
    if (!badge_read_disclosed(arena, json_tree_text(proof, "proofValue"), &said, fault))
        return said.is_base ? BADGE_NO_PROOF : BADGE_SIGNATURE;
    hash = badge_proof_hash(arena, document, proof, keys_sha256, fault);
    lines = hash.at == NULL ? STR_NONE : lines_of(arena, document, &said, fault);
    if (lines.at == NULL)
        return fault->code != NULL && strcmp(fault->code, "proof_value") == 0 ? BADGE_SIGNATURE
                                                                              : BADGE_UNREADABLE;
    return badge_judge_disclosed(arena, &said, lines, hash, issuer);
}
