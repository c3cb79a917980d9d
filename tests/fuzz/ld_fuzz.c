/*
 * Whatever the bytes, they are refused with a code, a sentence and a place that the document has,
 * or become N-Quads that are read and written again the same, whatever the order of the members.
 * And JSON in its canonical form is in its canonical form.
 */
#include "json/canonical.h"
#include "keys/keys.h"
#include "ld_stage.h"

#include <assert.h>

enum { MEMORY_MAX = 1 << 30, TERMS_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The members the other way round, all the way down; the depth is the scan's. */
static const struct json_tree *
turned(struct arena *arena, const struct json_tree *tree)
{
    struct json_tree *other = arena_new(arena, struct json_tree);
    const struct json_tree **end = &other->first;

    *other = *tree;
    other->first = NULL;
    for (const struct json_tree *one = tree->first; one != NULL; one = one->next) {
        struct json_tree *same = arena_new(arena, struct json_tree);

        *same = *turned(arena, one);
        same->next = tree->kind == JSON_OBJECT ? other->first : NULL;
        *end = same;
        end = tree->kind == JSON_OBJECT ? &other->first : &same->next;
    }
    return other;
}

/* RFC 6901: "~1" and "~0" of a name are "/" and "~". */
static struct str
unescaped(struct arena *arena, struct str name)
{
    char *out = arena_take(arena, name.size + 1, 1);
    size_t size = 0;

    for (size_t i = 0; i < name.size; i++) {
        out[size++] = name.at[i];
        if (name.at[i] == '~')
            out[size - 1] = name.at[++i] == '1' ? '/' : '~';
    }
    return (struct str){out, size};
}

static void
check_place(struct arena *arena, const struct json_tree *tree, struct str where)
{
    struct str name;

    for (where = where.size > 0 ? str_from(where, 1) : STR_NONE; str_cut(&where, '/', &name);) {
        int64_t index;

        if (tree->kind == JSON_LIST) {
            assert(str_integer(name, &index));
            for (tree = tree->first; index > 0 && tree != NULL; index--)
                tree = tree->next;
        } else {
            tree = json_tree_member(tree, unescaped(arena, name));
        }
        assert(tree != NULL);
    }
}

static void
check_json(struct arena *arena, const struct json_tree *tree)
{
    struct text text = text_new(arena), again = text_new(arena);
    const struct json_tree *read;
    struct scan_fault fault;

    json_canonical(&text, tree);
    /* Whole numbers that are written without an exponent may be too large for the scan. */
    if (json_tree_read(arena, text_str(&text), &read, &fault))
        return;
    json_canonical(&again, read);
    assert(str_same(text_str(&text), text_str(&again)));
}

static void
check_document(struct arena *arena, const struct json_tree *tree)
{
    struct ld_options options = {.inline_terms = TERMS_MAX};
    struct ld_fault fault = {NULL, STR_NONE, STR_NONE}, other;
    struct str nquads = stage_canonical(arena, tree, &options, keys_sha256, &fault);
    struct str back = stage_canonical(arena, turned(arena, tree), &options, keys_sha256, &other);

    assert((nquads.at == NULL) == (fault.code != NULL));
    assert((nquads.at == NULL) == (back.at == NULL));
    if (nquads.at == NULL) {
        assert(fault.where.at != NULL && fault.detail.size > 0);
        check_place(arena, tree, fault.where);
        return;
    }
    assert(str_same(nquads, back));
    back = ld_canonical(arena, stage_nquads(arena, nquads), keys_sha256, NULL, &fault);
    assert(str_same(nquads, back));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    const struct json_tree *tree;
    struct scan_fault fault;

    if (json_tree_read(arena, (struct str){(const char *)data, size}, &tree, &fault) ==
        PROBLEM_NONE) {
        check_json(arena, tree);
        check_document(arena, tree);
    }
    arena_close(arena);
    return 0;
}
