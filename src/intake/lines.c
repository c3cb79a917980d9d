/* NDJSON: one JSON object a line. */
#include "intake/parts.h"

#include <inttypes.h>
#include <string.h>

static bool
give_line(struct intake *intake, struct str line)
{
    line = str_trim(line);
    if (str_ends(line, STR("\r")))
        line = str_trim((struct str){line.at, line.size - 1});
    return line.size == 0 || intake_give(intake, line, intake->lines.line);
}

static bool
hold(struct intake *intake, struct str rest)
{
    struct lines *lines = &intake->lines;

    if (lines->size + rest.size > INTAKE_LINE_MAX) {
        intake->why = arena_print(intake->arena, "Line %" PRId64 " is longer than %d bytes.",
                                  lines->line, INTAKE_LINE_MAX);
        return false;
    }
    memcpy(lines->held + lines->size, rest.at, rest.size);
    lines->size += rest.size;
    return true;
}

static bool
end_line(struct intake *intake, struct str rest)
{
    struct lines *lines = &intake->lines;
    bool goes_on;

    if (lines->size > 0 && !hold(intake, rest))
        return false;
    goes_on = give_line(intake, lines->size > 0 ? (struct str){lines->held, lines->size} : rest);
    lines->size = 0;
    lines->line++;
    return goes_on;
}

bool
lines_take(struct intake *intake, struct str piece)
{
    struct lines *lines = &intake->lines;

    if (lines->at == 0 && str_starts(piece, STR("\xEF\xBB\xBF")))
        piece = str_from(piece, 3);
    lines->at += (int64_t)piece.size;
    if (lines->held == NULL) {
        lines->held = arena_take(intake->arena, INTAKE_LINE_MAX, 1);
        lines->line = 1;
    }
    while (piece.size > 0) {
        const char *end = memchr(piece.at, '\n', piece.size);
        size_t size = end == NULL ? piece.size : (size_t)(end - piece.at);

        if (end == NULL)
            return hold(intake, piece);
        if (!end_line(intake, (struct str){piece.at, size}))
            return false;
        piece = str_from(piece, size + 1);
    }
    return true;
}

bool
lines_end(struct intake *intake)
{
    return intake->lines.size == 0 || end_line(intake, STR(""));
}
