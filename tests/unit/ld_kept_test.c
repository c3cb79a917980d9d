/*
 * Against what jsonld.js and rdf-canonize made of the documents in tests/unit/ld, as
 * tests/node/linked-data.mjs has them do it.
 */
#include "keys/keys.h"
#include "ld_stage.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "each_arena.h"

static void
check_document(const char *folder, struct str name)
{
    struct ld_options options = {.inline_terms = str_starts(name, STR("inline")) ? 40 : 0};
    struct ld_fault fault = {NULL, STR_NONE, STR_NONE};
    struct str wanted = stage_file(arena, folder, arena_print(arena, STR_FMT ".nq", STR_ARG(name)));
    struct str found = stage_canonical(
        arena, stage_json(arena, folder, arena_print(arena, STR_FMT ".json", STR_ARG(name))),
        &options, keys_sha256, &fault);

    if (found.at == NULL)
        fail_msg(STR_FMT ": %s at " STR_FMT ": " STR_FMT, STR_ARG(name), fault.code,
                 STR_ARG(fault.where), STR_ARG(fault.detail));
    if (!str_same(found, wanted))
        fail_msg(STR_FMT " is not as it was kept", STR_ARG(name));
}

static void
check_quads(const char *folder, struct str name)
{
    static const struct {
        const char *end;
        ld_hash *hash;
    } kinds[] = {
        {"256", keys_sha256},
        {"384", keys_sha384},
    };
    struct ld_dataset *dataset = stage_nquads(
        arena, stage_file(arena, folder, arena_print(arena, STR_FMT ".in.nq", STR_ARG(name))));
    struct ld_fault fault;

    for (size_t i = 0; i < 2; i++)
        if (!str_same(
                ld_canonical(arena, dataset, kinds[i].hash, NULL, &fault),
                stage_file(arena, folder,
                           arena_print(arena, STR_FMT ".%s.nq", STR_ARG(name), kinds[i].end))))
            fail_msg(STR_FMT " is not as it was kept by SHA-%s", STR_ARG(name), kinds[i].end);
}

/* Answers how many files there are whose name ends so. */
static int
check_all(const char *folder, struct str end, void (*check)(const char *folder, struct str name))
{
    DIR *files = opendir(folder);
    int count = 0;

    assert_non_null(files);
    for (struct dirent *one; (one = readdir(files)) != NULL;) {
        struct str name = arena_copy(arena, str_of(one->d_name));

        if (!str_ends(name, end))
            continue;
        name.size -= end.size;
        check(folder, name);
        count++;
    }
    closedir(files);
    return count;
}

static void
documents_are_as_others_have_them(void **state)
{
    (void)state;
    assert_int_equal(check_all(stage_kept(), STR(".json"), check_document), 15);
}

static void
quads_are_named_as_others_name_them(void **state)
{
    (void)state;
    assert_int_equal(
        check_all(arena_print(arena, "%s/rdfc", stage_kept()).at, STR(".in.nq"), check_quads), 11);
}

static void
a_blank_node_that_no_quad_names_is_none(void **state)
{
    struct ld_dataset *dataset = ld_dataset_new(arena);
    ld_ref idle = ld_blank(dataset), used = ld_blank(dataset), also = ld_blank(dataset);
    ld_ref predicate = ld_iri(dataset, STR("urn:p"));
    const uint32_t *labels;
    struct ld_fault fault;

    (void)state;
    ld_add(dataset, (struct ld_quad){used, predicate, also, LD_NONE});
    assert_non_null(ld_canonical(arena, dataset, keys_sha256, &labels, &fault).at);
    assert_int_equal(labels[idle & ~LD_BLANK], UINT32_MAX);
    assert_int_equal(labels[used & ~LD_BLANK] + labels[also & ~LD_BLANK], 1);
}

/* What is signed does not depend on how the JSON is written. */
static void
the_order_of_members_means_nothing(void **state)
{
    const struct json_tree *document =
        stage_json(arena, stage_kept(), STR("open-badge-3.0.3.json"));
    const struct json_tree *context = json_tree_member(document, STR("@context")), *turned;
    struct ld_options options = {0};
    struct ld_fault fault;

    (void)state;
    turned = json_tree_with(arena, json_tree_without(arena, document, STR("name")), STR("name"),
                            json_tree_member(document, STR("name")));
    turned = json_tree_with(arena, turned, STR("@context"), context);
    assert_true(str_same(stage_canonical(arena, turned, &options, keys_sha256, &fault),
                         stage_file(arena, stage_kept(), STR("open-badge-3.0.3.nq"))));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(documents_are_as_others_have_them, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(quads_are_named_as_others_name_them, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(a_blank_node_that_no_quad_names_is_none, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(the_order_of_members_means_nothing, open_arena,
                                        close_arena),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
