/*
 * Whatever stands in a header, the languages wanted are at most eight, none
 * twice, each letters and digits with "-" between them; a list of entity tags
 * names each tag that was written into it with commas, and a path that fits
 * gives parts that are UTF-8 without controls.
 */
#include "base/utf8.h"
#include "http/http.h"
#include "http/negotiate.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
languages_kept(struct arena *arena, struct str lang, struct str header)
{
    struct str wanted[LANGUAGES_MAX];
    size_t count = languages_wanted(arena, lang, header, wanted);

    assert(count <= LANGUAGES_MAX);
    for (size_t i = 0; i < count; i++) {
        assert(wanted[i].size > 0);
        for (size_t j = 0; j < wanted[i].size; j++)
            assert(isalnum((unsigned char)wanted[i].at[j]) || wanted[i].at[j] == '-');
        for (size_t j = 0; j < i; j++)
            assert(!str_same(wanted[i], wanted[j]));
    }
}

static bool
is_opaque(struct str text)
{
    return memchr(text.at, '"', text.size) == NULL;
}

static void
tags_kept(struct arena *arena, struct str one, struct str other)
{
    struct str list =
        arena_print(arena, "\"" STR_FMT "\" , W/\"" STR_FMT "\"", STR_ARG(one), STR_ARG(other));
    struct str tag = arena_print(arena, "\"" STR_FMT "\"", STR_ARG(other));

    if (memchr(one.at, '\0', one.size) == NULL && memchr(other.at, '\0', other.size) == NULL &&
        is_opaque(one) && is_opaque(other))
        assert(tags_name(list, tag));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(16 << 20);
    struct str text = arena_copy(arena, (struct str){(const char *)data, size});
    struct str rest = text, head, parts[PATH_PARTS];

    str_cut(&rest, '\n', &head);
    rest = rest.at == NULL ? STR("") : rest;
    languages_kept(arena, head, rest);
    languages_kept(arena, STR_NONE, text);
    tags_kept(arena, head, rest);
    tags_name(head, rest);

    /* What takes a type takes it as well when it is said to come in UTF-8. */
    if (is_json(text) && memchr(text.at, '"', text.size) == NULL)
        assert(is_json(arena_print(arena, STR_FMT ";charset=utf-8", STR_ARG(text))));
    assert(!is_json(text) || !is_form(text));
    accepts(text, "application/json");
    if (path_fits(arena, "/a/{one}/{two}.ics", text, parts))
        assert(utf8_is_plain(parts[0]) && utf8_is_plain(parts[1]) && parts[0].size > 0);
    arena_close(arena);
    return 0;
}
