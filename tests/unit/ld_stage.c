#include "ld_stage.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *
beside_sources(const char *path, char at[static 4096])
{
    const char *srcdir = getenv("srcdir");

    snprintf(at, 4096, "%s/%s", srcdir == NULL ? "." : srcdir, path);
    return at;
}

const char *
stage_kept(void)
{
    static char at[4096];

    return beside_sources("tests/unit/ld", at);
}

const char *
stage_specs(void)
{
    static char at[4096];

    if (access(beside_sources("../shared/specs", at), R_OK) == 0 ||
        access(beside_sources("../../shared/specs", at), R_OK) == 0)
        return at;
    return NULL;
}

struct str
stage_file(struct arena *arena, const char *folder, struct str name)
{
    FILE *file = fopen(arena_print(arena, "%s/" STR_FMT, folder, STR_ARG(name)).at, "rb");
    struct text text = text_new(arena);
    char bytes[4096];

    if (file == NULL)
        return STR_NONE;
    for (size_t size; (size = fread(bytes, 1, sizeof(bytes), file)) > 0;)
        text_add(&text, (struct str){bytes, size});
    fclose(file);
    return text_str(&text);
}

const struct json_tree *
stage_json(struct arena *arena, const char *folder, struct str name)
{
    struct str json = stage_file(arena, folder, name);
    const struct json_tree *tree = NULL;
    struct scan_fault fault;

    if (json.at == NULL || json_tree_read(arena, json, &tree, &fault))
        return NULL;
    return tree;
}

/* "\t", "\u00E9" and so on, of a text without its quotes. */
static struct str
unescaped(struct arena *arena, struct str text)
{
    static const char letters[] = "btnfr\"'\\", meant[] = "\b\t\n\f\r\"'\\";
    char *out = arena_take(arena, text.size + 4, 1);
    size_t size = 0;

    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        const char *found;

        if (c != '\\') {
            out[size++] = c;
            continue;
        }
        c = text.at[++i];
        if (c == 'u' || c == 'U') {
            size_t digits = c == 'u' ? 4 : 8;
            struct str code = arena_copy(arena, (struct str){text.at + i + 1, digits});

            size += utf8_write((uint32_t)strtoul(code.at, NULL, 16), out + size);
            i += digits;
            continue;
        }
        found = strchr(letters, c);
        assert(found != NULL);
        out[size++] = meant[found - letters];
    }
    return (struct str){out, size};
}

static size_t
until(struct str line, size_t at, const char *marks)
{
    while (at < line.size && strchr(marks, line.at[at]) == NULL)
        at++;
    return at;
}

static ld_ref
literal(struct ld_dataset *dataset, struct str line, size_t *at)
{
    size_t start = ++*at, end;
    struct str value, type = STR(LD_NAMESPACE_XSD "string"), language = STR_NONE;

    while (line.at[*at] != '"')
        *at += line.at[*at] == '\\' ? 2 : 1;
    value = unescaped(dataset->arena, (struct str){line.at + start, (*at)++ - start});
    if (line.at[*at] == '@') {
        end = until(line, *at, " \t.");
        language = (struct str){line.at + *at + 1, end - *at - 1};
        *at = end;
    } else if (line.at[*at] == '^') {
        end = until(line, *at, ">");
        type = unescaped(dataset->arena, (struct str){line.at + *at + 3, end - *at - 3});
        *at = end + 1;
    }
    return ld_literal(dataset, value, type, language);
}

/* The term that stands at `at`, or LD_NONE at the final point. */
static ld_ref
term(struct ld_dataset *dataset, struct str line, size_t *at)
{
    size_t start, end;

    while (*at < line.size && (line.at[*at] == ' ' || line.at[*at] == '\t'))
        ++*at;
    start = *at;
    if (start == line.size || line.at[start] == '.')
        return LD_NONE;
    if (line.at[start] == '"')
        return literal(dataset, line, at);
    if (line.at[start] == '_') {
        *at = until(line, start, " \t");
        return ld_blank_named(dataset, (struct str){line.at + start, *at - start});
    }
    end = until(line, start, ">");
    *at = end + 1;
    return ld_iri(dataset,
                  unescaped(dataset->arena, (struct str){line.at + start + 1, end - start - 1}));
}

struct ld_dataset *
stage_nquads(struct arena *arena, struct str text)
{
    struct ld_dataset *dataset = ld_dataset_new(arena);
    struct str line;

    while (str_cut(&text, '\n', &line)) {
        size_t at = 0;
        struct ld_quad quad;

        if (line.size > 0 && line.at[line.size - 1] == '\r')
            line.size--;
        quad.subject = str_starts(line, STR("#")) ? LD_NONE : term(dataset, line, &at);
        if (quad.subject == LD_NONE)
            continue;
        quad.predicate = term(dataset, line, &at);
        quad.object = term(dataset, line, &at);
        quad.graph = term(dataset, line, &at);
        ld_add(dataset, quad);
    }
    return dataset;
}

struct str
stage_canonical(struct arena *arena, const struct json_tree *document,
                const struct ld_options *options, ld_hash *hash, struct ld_fault *fault)
{
    struct ld_dataset *dataset = ld_read(arena, document, options, fault);

    return dataset == NULL ? STR_NONE : ld_canonical(arena, dataset, hash, NULL, fault);
}
