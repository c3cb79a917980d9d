/*
 * Against what W3C and 1EdTech published, where the folder of their files is there: the suite of
 * RDFC-1.0, the suite of JSON-LD to RDF, and signed documents with their canonical forms.
 */
#include "base/coding.h"
#include "json/canonical.h"
#include "keys/keys.h"
#include "ld_stage.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "each_arena.h"

static const char *
folder(const char *name)
{
    const char *specs = stage_specs();

    if (specs == NULL) {
        print_message("# SKIP the folder of specifications is not there\n");
        skip();
    }
    return arena_print(arena, "%s/%s", specs == NULL ? "" : specs, name).at;
}

/* {"e0": "c14n2"}: the names that the blank nodes have in the input, and get. */
static bool
same_names(const struct ld_dataset *dataset, const uint32_t *labels, const struct json_tree *map)
{
    size_t named = 0;

    for (size_t i = 1; i < dataset->entry_count; i++) {
        const struct ld_entry *entry = &dataset->entries[i];

        if (!str_starts(entry->text, STR("_:")))
            continue;
        named++;
        if (!str_same(json_tree_text(map, arena_copy(arena, str_from(entry->text, 2)).at),
                      arena_print(arena, "c14n%u", labels[entry->blank & ~LD_BLANK])))
            return false;
    }
    for (const struct json_tree *one = map->first; one != NULL; one = one->next)
        named--;
    return named == 0;
}

static bool
canonical_as_wanted(const char *where, const struct json_tree *entry)
{
    struct str type = json_tree_text(entry, "type"), result = json_tree_text(entry, "result");
    bool longer = str_same(json_tree_text(entry, "hashAlgorithm"), STR("SHA384"));
    struct ld_dataset *dataset =
        stage_nquads(arena, stage_file(arena, where, json_tree_text(entry, "action")));
    const uint32_t *labels;
    struct ld_fault fault = {NULL, STR_NONE, STR_NONE};
    struct str canonical =
        ld_canonical(arena, dataset, longer ? keys_sha384 : keys_sha256, &labels, &fault);

    if (str_same(type, STR("rdfc:RDFC10NegativeEvalTest")))
        return canonical.at == NULL && str_same(str_of(fault.code), STR("too_much_work"));
    if (canonical.at == NULL)
        return false;
    if (str_same(type, STR("rdfc:RDFC10MapTest")))
        return same_names(dataset, labels, stage_json(arena, where, result));
    return str_same(canonical, stage_file(arena, where, result));
}

static void
the_suite_of_canonicalisation_passes(void **state)
{
    const char *where = folder("testsuites/rdf-canon-tests");
    const struct json_tree *manifest = stage_json(arena, where, STR("manifest.jsonld"));
    const struct json_tree *entry = json_tree_member(manifest, STR("entries"))->first;
    int count = 0, wrong = 0;

    (void)state;
    for (; entry != NULL; entry = entry->next, count++)
        if (!canonical_as_wanted(where, entry)) {
            print_message("%s\n", json_tree_text(entry, "id").at);
            wrong++;
        }
    assert_int_equal(wrong, 0);
    assert_int_equal(count, 86);
}

static bool
is_of_another_version(const struct json_tree *entry)
{
    const struct json_tree *option = json_tree_member(entry, STR("option"));

    return option != NULL && str_same(json_tree_text(option, "processingMode"), STR("json-ld-1.0"));
}

/* "right", "WRONG", or why it is refused. */
static struct str
outcome_of(const char *where, const struct json_tree *entry)
{
    struct ld_options options = {.inline_terms = 1000};
    struct ld_fault fault = {NULL, STR_NONE, STR_NONE};
    const struct json_tree *input = stage_json(arena, where, json_tree_text(entry, "input"));
    struct str name = json_tree_text(entry, "expect"), ours, expected = STR("");

    if (input == NULL)
        return STR("no JSON that is read here");
    ours = stage_canonical(arena, input, &options, keys_sha256, &fault);
    if (ours.at == NULL)
        return arena_print(arena, "%s: " STR_FMT, fault.code, STR_ARG(fault.detail));
    if (name.at != NULL)
        expected = ld_canonical(arena, stage_nquads(arena, stage_file(arena, where, name)),
                                keys_sha256, NULL, &fault);
    else if (str_same(json_tree_member(entry, STR("@type"))->first->text,
                      STR("jld:PositiveSyntaxTest")))
        expected = ours;
    return str_same(ours, expected) ? STR("right") : STR("WRONG");
}

/* What is right and what is refused, and why, is kept, so that no change of it goes unseen. */
static void
no_answer_to_the_suite_of_rdf_is_wrong(void **state)
{
    const char *where = folder("testsuites/json-ld-api-tests");
    const struct json_tree *manifest = stage_json(arena, where, STR("toRdf-manifest.jsonld"));
    const struct json_tree *entry = json_tree_member(manifest, STR("sequence"))->first;
    struct str kept = stage_file(arena, stage_kept(), STR("suite.txt")), line = STR_NONE;
    int wrong = 0, other = 0;

    (void)state;
    for (; entry != NULL; entry = entry->next) {
        struct str outcome =
            is_of_another_version(entry) ? STR("not of JSON-LD 1.1") : outcome_of(where, entry);
        struct str told =
            arena_print(arena, STR_FMT " " STR_FMT,
                        STR_ARG(str_from(json_tree_text(entry, "@id"), 1)), STR_ARG(outcome));

        wrong += str_same(outcome, STR("WRONG"));
        if (str_cut(&kept, '\n', &line) && str_same(line, told))
            continue;
        print_message("# " STR_FMT "\n", STR_ARG(told));
        other++;
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(other, 0);
    assert_int_equal(kept.size, 0); /* it was read to its end */
}

static struct str
canonical(const struct json_tree *document, ld_hash *hash)
{
    static const char *const names[] = {"w3c-credentials-examples-v2.jsonld"};
    struct ld_more more = {
        {"https://www.w3.org/ns/credentials/examples/v2", 45},
        stage_json(arena, folder("contexts"), str_of(names[0]))
    };
    struct ld_options options = {.more = &more, .more_count = 1, .inline_terms = 1};
    struct ld_fault fault;
    struct str nquads = stage_canonical(arena, document, &options, hash, &fault);

    if (nquads.at == NULL)
        fail_msg("%s at " STR_FMT ": " STR_FMT, fault.code, STR_ARG(fault.where),
                 STR_ARG(fault.detail));
    return nquads;
}

/* The document without its proof, and the proof without its value, as they are signed. */
static void
check_signed(const struct json_tree *whole, struct str document, struct str proof, ld_hash *hash)
{
    const struct json_tree *config = json_tree_member(whole, STR("proof"));
    const struct json_tree *context = json_tree_member(whole, STR("@context"));

    assert_true(str_same(canonical(json_tree_without(arena, whole, STR("proof")), hash), document));
    config = config->kind == JSON_LIST ? config->first : config;
    config = json_tree_with(arena, json_tree_without(arena, config, STR("proofValue")),
                            STR("@context"), context);
    assert_true(str_same(canonical(config, hash), proof));
}

static const struct {
    const char *where, *document, *canonical, *proof, *hash; /* of the document; NULL: not told */
    ld_hash *with;
} signed_documents[] = {
    {"vectors",                                      "ob3-eddsa-rdfc-2022-signed.json",  "ob3-document-canon.nq",  "ob3-proof-canon.nq",
     NULL,                                                                                                                                                            keys_sha256},
    {"vectors",                                      "clr2-eddsa-rdfc-2022-signed.json", "clr2-document-canon.nq", "clr2-proof-canon.nq",
     NULL,                                                                                                                                                            keys_sha256},
    {"vectors/w3c/vc-di-eddsa/eddsa-rdfc-2022",      "signedDataInt.json",               "canonDocDataInt.txt",
     "proofCanonDataInt.txt",                                                                                                                 "docHashDataInt.txt",   keys_sha256},
    {"vectors/w3c/vc-di-eddsa/Ed25519Signature2020", "signedEdSig.json",                 "canonDocEdSig.txt",
     "proofCanonEdSig.txt",                                                                                                                   "docHashEdSig.txt",     keys_sha256},
    {"vectors/w3c/vc-di-ecdsa/ecdsa-rdfc-2019-p256", "signedECDSAP256.json",
     "canonDocECDSAP256.txt",                                                                                      "proofCanonECDSAP256.txt", "docHashECDSAP256.txt", keys_sha256},
    {"vectors/w3c/vc-di-ecdsa/ecdsa-rdfc-2019-p384", "signedECDSAP384.json",
     "canonDocECDSAP384.txt",                                                                                      "proofCanonECDSAP384.txt", "docHashECDSAP384.txt", keys_sha384},
};

static void
documents_that_others_signed_have_their_canonical_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(signed_documents) / sizeof(signed_documents[0]); i++) {
        const char *where = folder(signed_documents[i].where);
        ld_hash *with = signed_documents[i].with;
        struct str document = stage_file(arena, where, str_of(signed_documents[i].canonical));

        check_signed(stage_json(arena, where, str_of(signed_documents[i].document)), document,
                     stage_file(arena, where, str_of(signed_documents[i].proof)), with);
        if (signed_documents[i].hash != NULL)
            assert_true(str_same(coding_hex(arena, with(arena, document)),
                                 stage_file(arena, where, str_of(signed_documents[i].hash))));
    }
}

/* The forms that are hashed for the cryptosuites of RFC 8785 (JCS). */
static void
documents_have_their_canonical_json(void **state)
{
    static const struct {
        const char *where, *document, *canonical;
    } list[] = {
        {"vectors/w3c/vc-di-eddsa/eddsa-jcs-2022",      "proofConfigJCS.json",          "proofCanonJCS.txt"             },
        {"vectors/w3c/vc-di-ecdsa/ecdsa-jcs-2019-p256", "proofConfigJCSECDSAP256.json",
         "proofCanonJCSECDSAP256.txt"                                                                                   },
        {"vectors/w3c/vc-di-eddsa",                     "unsigned.json",                "eddsa-jcs-2022/canonDocJCS.txt"},
        {"vectors/w3c/vc-di-ecdsa",                     "unsigned.json",
         "ecdsa-jcs-2019-p384/canonDocJCSECDSAP384.txt"                                                                 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
        const char *where = folder(list[i].where);
        struct text text = text_new(arena);

        json_canonical(&text, stage_json(arena, where, str_of(list[i].document)));
        assert_true(str_same(text_str(&text), stage_file(arena, where, str_of(list[i].canonical))));
    }
}

/* W3C's other documents speak of a context that this program does not know. */
static void
documents_of_an_unknown_context_are_refused(void **state)
{
    const char *where = folder("vectors/w3c/vc-di-eddsa");
    struct ld_options options = {0};
    struct ld_fault fault;

    (void)state;
    assert_null(
        ld_read(arena, stage_json(arena, where, STR("employmentAuth.json")), &options, &fault));
    assert_string_equal(fault.code, "unknown_context");
    assert_string_equal(fault.where.at, "/@context/1");
}

static void
generated_documents_have_their_canonical_form(void **state)
{
    const char *where = folder("vectors/generated");
    DIR *files = opendir(where);
    int count = 0;

    (void)state;
    assert_non_null(files);
    for (struct dirent *one; (one = readdir(files)) != NULL;) {
        struct str name = str_of(one->d_name);

        if (!str_ends(name, STR(".hashes.json")))
            continue;
        name.size -= sizeof(".hashes.json") - 1;
        check_signed(
            stage_json(arena, where, arena_print(arena, STR_FMT ".json", STR_ARG(name))),
            stage_file(arena, where, arena_print(arena, STR_FMT ".doc.canon.nq", STR_ARG(name))),
            stage_file(arena, where, arena_print(arena, STR_FMT ".proof.canon.nq", STR_ARG(name))),
            keys_sha256);
        count++;
    }
    closedir(files);
    assert_int_equal(count, 12);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_suite_of_canonicalisation_passes, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(no_answer_to_the_suite_of_rdf_is_wrong, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(documents_that_others_signed_have_their_canonical_form,
                                        open_arena, close_arena),
        cmocka_unit_test_setup_teardown(documents_have_their_canonical_json, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(documents_of_an_unknown_context_are_refused, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(generated_documents_have_their_canonical_form, open_arena,
                                        close_arena),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
