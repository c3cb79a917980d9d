/*
 * Whatever the bytes, a calendar either is none, or becomes lines that are JSON each, of a size
 * that was promised, and soon.
 */
#include "intake/calendar.h"
#include "json/scan.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct calendar_reading reading = {
        .zone = STR("Europe/Vilnius"),
        .rest = STR("{\"mode\":\"online\"}"),
        .place = STR("{\"name\":\"Here\"}"),
        .now = 1924988400,
    };
    struct arena *arena = arena_open(256 << 20);
    const char *why;
    struct str lines =
        calendar_lines(arena, (struct str){(const char *)data, size}, &reading, &why);
    struct str line;

    assert(lines.at != NULL || why != NULL);
    assert(lines.size <= CALENDAR_LINES_MAX);
    while (lines.size > 0 && str_cut(&lines, '\n', &line)) {
        struct scan_fault fault;

        assert(scan_json(line, &fault) == PROBLEM_NONE ||
               str_same(str_of(fault.code), STR("bad_encoding")) ||
               str_same(str_of(fault.code), STR("nul_character")));
    }
    arena_close(arena);
    return 0;
}
