/*
 * What a foreign credential costs: read as JSON-LD and written in canonical form, its proof and
 * all else. One that has a file with the key of its issuer beside it, name.key beside name.json, is
 * verified by that key as well. Prints "NAME OPERATIONS-A-SECOND" a file, for
 * tests/bench/measuring/credentials.py.
 *
 *     canonical SECONDS FILE...      each for so long
 */
#include "badge/check.h"
#include "base/clock.h"
#include "base/text.h"
#include "keys/keys.h"
#include "ld/ld.h"

#include <stdio.h>
#include <stdlib.h>

static struct str
file(struct arena *arena, const char *path)
{
    struct text text = text_new(arena);
    char bytes[4096];
    FILE *from = fopen(path, "rb");

    if (from == NULL)
        return STR_NONE;
    for (size_t size; (size = fread(bytes, 1, sizeof(bytes), from)) > 0;)
        text_add(&text, (struct str){bytes, size});
    fclose(from);
    return text_str(&text);
}

/* The text of the key, without the end of its line; STR_NONE when there is none. */
static struct str
key_of(struct arena *arena, struct str path)
{
    struct str name = {path.at, path.size - (str_ends(path, STR("json")) ? sizeof("json") - 1 : 0)};
    struct str key = file(arena, arena_print(arena, STR_FMT "key", STR_ARG(name)).at);
    struct str line = STR_NONE;

    str_cut(&key, '\n', &line);
    return line;
}

static bool
verified(struct arena *arena, struct str json, struct str key)
{
    const struct json_tree *tree;
    struct scan_fault scan;
    struct ld_fault fault;

    return !json_tree_read(arena, json, &tree, &scan) &&
           badge_check(arena, json, badge_issuer_of(tree), key, &fault) == BADGE_GOOD;
}

static bool
once(struct arena *arena, struct str json)
{
    static const struct ld_options options;
    const struct json_tree *tree;
    struct scan_fault scan;
    struct ld_fault fault;

    if (json_tree_read(arena, json, &tree, &scan))
        return false;

    struct ld_dataset *dataset = ld_read(arena, tree, &options, &fault);

    return dataset != NULL && ld_canonical(arena, dataset, keys_sha256, NULL, &fault).size > 0;
}

int
main(int count, char **words)
{
    struct arena *kept = arena_open(LD_MEMORY_MAX), *arena = arena_open(2 * LD_MEMORY_MAX);

    for (int i = 2; i < count; i++) {
        struct str json = file(kept, words[i]), key = key_of(kept, str_of(words[i]));
        int64_t begun = clock_us(), spent = 0, done = 0;

        while (spent < (int64_t)(strtod(words[1], NULL) * 1e6)) {
            if (json.at == NULL ||
                (key.at == NULL ? !once(arena, json) : !verified(arena, json, key)))
                return EXIT_FAILURE;
            arena_reset(arena);
            done++;
            spent = clock_us() - begun;
        }
        printf("%s %.0f\n", words[i], (double)done * 1e6 / (double)spent);
        fflush(stdout);
    }
    arena_close(arena);
    arena_close(kept);
    return EXIT_SUCCESS;
}
