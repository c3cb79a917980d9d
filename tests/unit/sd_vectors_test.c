/*
 * The vectors of W3C Data Integrity ECDSA Cryptosuites 1.0, byte for byte in each step that they
 * show, where their folder is there. What their contexts say is stated here as far as they need it.
 */
#include "badge/parts.h"
#include "base/coding.h"
#include "ld_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "each_arena.h"

#define BASE_KEY "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
#define WIDE_KEY "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ"
#define CITIZEN  "https://w3id.org/citizenship#"

static const char *folder;

static const struct json_tree *
tree_of(struct str json)
{
    const struct json_tree *tree;
    struct scan_fault fault;

    assert_int_equal(json_tree_read(arena, json, &tree, &fault), PROBLEM_NONE);
    return tree;
}

static struct str
file(const char *group, const char *name)
{
    struct str text =
        stage_file(arena, arena_print(arena, "%s/%s", folder, group).at, str_of(name));

    if (text.at == NULL)
        fail_msg("%s/%s is not there", group, name);
    return text;
}

/* The texts of a list of them: side by side, and how many. */
static struct str
joined(const struct json_tree *list, size_t *count)
{
    struct text text = text_new(arena);

    *count = 0;
    for (const struct json_tree *one = list->first; one != NULL; one = one->next, ++*count)
        text_add(&text, one->text);
    return text_str(&text);
}

static const struct ld_options *
options(void)
{
    static struct ld_more more[2];
    static const struct ld_options all = {.more = more, .more_count = 2, .inline_terms = 20};

    more[0] = (struct ld_more){
        STR("https://w3id.org/citizenship/v4rc1"),
        tree_of(STR("{\"@context\":{"
                    "\"Person\":\"https://schema.org/Person\","
                    "\"EmployablePerson\":\"" CITIZEN "EmployablePerson\","
                    "\"PermanentResident\":\"" CITIZEN "PermanentResident\","
                    "\"EmploymentAuthorizationDocumentCredential\":\"" CITIZEN
                    "EmploymentAuthorizationDocumentCredential\","
                    "\"PermanentResidentCardCredential\":\"" CITIZEN
                    "PermanentResidentCardCredential\","
                    "\"birthCountry\":\"" CITIZEN "birthCountry\","
                    "\"image\":{\"@id\":\"https://schema.org/image\",\"@type\":\"@id\"}}}"))};
    more[1] = (struct ld_more){
        STR("https://www.w3.org/ns/credentials/examples/v2"),
        tree_of(STR("{\"@context\":{"
                    "\"@vocab\":\"https://www.w3.org/ns/credentials/examples#\"}}"))};
    return &all;
}

static struct str
canonical(const struct json_tree *document, ld_hash *hash)
{
    struct ld_fault fault;
    struct str lines = stage_canonical(arena, document, options(), hash, &fault);

    if (lines.at == NULL)
        fail_msg("%s: " STR_FMT, fault.code, STR_ARG(fault.detail));
    return lines;
}

static void
is_hex(struct str bytes, struct str hex)
{
    assert_true(str_same(coding_hex(arena, bytes), str_trim(hex)));
}

static const struct ecdsa_key *
key_of(const char *multikey)
{
    return keys_ecdsa_open(arena, badge_point(badge_multikey_bytes(arena, str_of(multikey))));
}

static struct str
canonical_by_their_names(const struct json_tree *document, const struct badge_disclosed *said)
{
    struct ld_fault fault;
    struct ld_dataset *dataset = ld_read(arena, document, options(), &fault);
    const uint32_t *labels;

    assert_non_null(dataset);
    assert_non_null(ld_canonical(arena, dataset, keys_sha256, &labels, &fault).at);
    return ld_renamed(arena, dataset, labels, said->labels);
}

static void
is_what_they_read(const struct badge_disclosed *said, const struct json_tree *want)
{
    const struct json_tree *one = json_tree_member(want, STR("labelMap"))->first;
    size_t count = 0;

    is_hex(said->base, json_tree_text(want, "baseSignature"));
    assert_true(str_same(arena_print(arena, "z" STR_FMT, STR_ARG(badge_base58(arena, said->key))),
                         json_tree_text(want, "publicKey")));
    for (size_t i = 0; i < said->label_count; i++, one = one->next)
        assert_true(str_same(str_from(said->labels[i], 2), one->first->next->text));
    assert_null(one);
    one = json_tree_member(want, STR("signatures"))->first;
    for (size_t i = 0; i < said->signature_count; i++, one = one->next)
        is_hex(said->signatures[i], one->text);
    assert_null(one);
    one = json_tree_member(want, STR("mandatoryIndexes"))->first;
    for (; one != NULL; one = one->next, count++) {
        int64_t place;

        assert_true(str_integer(one->text, &place) && said->mandatory[place]);
    }
    assert_int_equal(count, said->mandatory_count);
}

static void
what_is_shown_is_judged_step_by_step(const char *group)
{
    const struct json_tree *document = tree_of(file(group, "derivedRevealDocument.json"));
    const struct json_tree *data = tree_of(file(group, "verifyCreateVerifyData.json"));
    struct str lines,
        hash =
            keys_sha256(arena, canonical(tree_of(file(group, "addProofConfig.json")), keys_sha256));
    struct badge_disclosed said;
    struct ld_fault fault;
    size_t count;

    assert_true(badge_read_disclosed(
        arena, json_tree_text(json_tree_member(document, STR("proof")), "proofValue"), &said,
        &fault));
    is_what_they_read(&said, tree_of(file(group, "verifyDerivedProofValue.json")));
    is_hex(hash, json_tree_text(data, "proofHash"));
    lines = canonical_by_their_names(json_tree_without(arena, document, STR("proof")), &said);
    assert_true(str_same(lines, joined(tree_of(file(group, "verifyNQuads.json")), &count)));
    assert_int_equal(count, said.signature_count + said.mandatory_count);
    assert_int_equal(badge_judge_disclosed(arena, &said, lines, hash, key_of(BASE_KEY)),
                     BADGE_GOOD);
    assert_int_equal(
        badge_judge_disclosed(arena, &said, lines, keys_sha256(arena, hash), key_of(BASE_KEY)),
        BADGE_SIGNATURE);
}

static void
parts_of_credentials_are_shown(void **state)
{
    (void)state;
    if (folder == NULL)
        skip();
    what_is_shown_is_judged_step_by_step("ecdsa-sd-2023/employ");
    what_is_shown_is_judged_step_by_step("ecdsa-sd-2023/prc");
}

static void
whole_credentials_are_signed(void **state)
{
    static const struct {
        const char *group, *name, *key;
        ld_hash *hash;
    } cases[] = {
        {"ecdsa-rdfc-2019-p256", "P256", BASE_KEY, keys_sha256},
        {"ecdsa-rdfc-2019-p384", "P384", WIDE_KEY, keys_sha384},
    };

    (void)state;
    if (folder == NULL)
        skip();
    for (size_t i = 0; i < 2; i++) {
#define NAMED(start, end) arena_print(arena, start "ECDSA%s" end, cases[i].name).at
        const char *group = cases[i].group;
        const struct json_tree *whole = tree_of(file(group, NAMED("signed", ".json")));
        struct str document =
            canonical(json_tree_without(arena, whole, STR("proof")), cases[i].hash);
        struct str proof =
            canonical(tree_of(file(group, NAMED("proofConfig", ".json"))), cases[i].hash);
        struct str value = json_tree_text(json_tree_member(whole, STR("proof")), "proofValue");
        struct text both = text_new(arena);

        assert_true(str_same(document, file(group, NAMED("canonDoc", ".txt"))));
        assert_true(str_same(proof, file(group, NAMED("proofCanon", ".txt"))));
        text_add(&both, cases[i].hash(arena, proof));
        text_add(&both, cases[i].hash(arena, document));
        is_hex(text_str(&both), file(group, NAMED("combinedHash", ".txt")));
        value = badge_from_base58(arena, str_from(value, 1));
        is_hex(value, file(group, NAMED("sigHex", ".txt")));
        assert_true(keys_ecdsa_verify(key_of(cases[i].key), text_str(&both), value));
#undef NAMED
    }
}

static int
find_folder(void **state)
{
    static char at[4200];
    const char *specs = stage_specs();

    if (specs != NULL) {
        snprintf(at, sizeof(at), "%s/vectors/w3c/vc-di-ecdsa", specs);
        folder = at;
    }
    return open_arena(state);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_credentials_are_shown),
        cmocka_unit_test(whole_credentials_are_signed),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, find_folder, close_arena);
}
