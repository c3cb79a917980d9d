/*
 * Whatever the scan lets through, json-c in its strict mode parses too, to the
 * end, and no name is doubled in it: written again, it passes the scan again.
 * Whatever the scan refuses, it says where and why.
 */
#include "json/scan.h"

#include "base/arena.h"

#include <assert.h>
#include <json-c/json.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct json_object *
parse(struct str json)
{
    struct json_tokener *tokener = json_tokener_new_ex(SCAN_DEPTH_MAX + 2);
    struct json_object *parsed;

    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    /* With its NUL, which tells json-c that a number at the top has ended. */
    parsed = json_tokener_parse_ex(tokener, json.at, (int)json.size + 1);
    assert(json_tokener_get_error(tokener) == json_tokener_success);
    assert(json_tokener_get_parse_end(tokener) == json.size);
    json_tokener_free(tokener);
    return parsed;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(64 << 20);
    struct str json = arena_copy(arena, (struct str){(const char *)data, size});
    struct scan_fault fault = {0, NULL, NULL}, again;

    /* Of the bytes as they stand, where nothing follows the last. */
    if (scan_json((struct str){(const char *)data, size}, &fault) == PROBLEM_NONE) {
        struct json_object *parsed = parse(json);

        assert(fault.code == NULL);
        assert(scan_json(str_of(json_object_to_json_string(parsed)), &again) == PROBLEM_NONE);
        json_object_put(parsed);
    } else {
        assert(fault.at <= size && fault.code != NULL && fault.detail != NULL);
    }
    arena_close(arena);
    return 0;
}
