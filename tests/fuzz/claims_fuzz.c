/*
 * Whatever the bytes, walking them stays within them. Of a text that scan_json
 * passed, every member is JSON by itself, and a string that is read, written
 * and read again is the same.
 */
#include "base/text.h"
#include "json/scan.h"
#include "token/claims.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
same_when_written_again(struct arena *arena, struct str meant)
{
    struct text json = text_new(arena);
    struct claims claims;
    bool read;

    text_add(&json, STR("{\"x\":"));
    text_add_json(&json, meant);
    text_add(&json, STR("}"));
    read = claims_read(text_str(&json), &claims);
    assert(read && claims.count == 1);
    assert(str_same(claims_text(arena, &claims, "x"), meant));
    assert(claims_hold(arena, &claims, "x", meant));
}

static void
use_member(struct arena *arena, const struct claims *claims, size_t i, bool strict)
{
    const char *name = arena_copy(arena, claims->list[i].name).at;
    struct str value = claims->list[i].value;
    struct str text = claims_text(arena, claims, name);
    struct scan_fault fault;
    int64_t number;
    bool is_number = claims_integer(claims, name, &number);

    claims_hold(arena, claims, name, STR("a"));
    if (!strict)
        return;
    assert(claims_have(claims, name));
    assert(value.size > 0 && scan_json(value, &fault) == PROBLEM_NONE);
    assert((text.at != NULL) == (value.at[0] == '"'));
    assert(!is_number || text.at == NULL);
    if (text.at != NULL)
        same_when_written_again(arena, text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(64 << 20);
    struct str json = {(const char *)data, size};
    struct scan_fault fault;
    struct claims claims;
    bool strict = scan_json(json, &fault) == PROBLEM_NONE;

    if (claims_read(json, &claims)) {
        assert(claims.count <= CLAIMS_MAX);
        claims_are_flat(&claims);
        for (size_t i = 0; i < claims.count; i++)
            use_member(arena, &claims, i, strict);
    }
    arena_close(arena);
    return 0;
}
