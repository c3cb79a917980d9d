/*
 * Whatever the bytes, read as CSV or as NDJSON, each row either has faults that can be said
 * again, or is JSON that the noun's shape takes; and where the pieces end changes nothing.
 */
#include "base/utf8.h"
#include "intake/intake.h"

#include <assert.h>

struct tally {
    int64_t rows;
    uint64_t hash;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
can_be_said(struct str text)
{
    for (size_t at = 0; at < text.size;)
        assert(utf8_next(text, &at) != UTF8_NONE);
}

static bool
check_row(void *who, const struct intake_row *row)
{
    struct arena *arena = arena_open(64 << 20);
    struct tally *tally = who;

    assert(row->number == ++tally->rows && row->line >= row->number);
    for (size_t i = 0; i < row->fault_count; i++) {
        can_be_said(row->faults[i].column);
        can_be_said(row->faults[i].detail);
        tally->hash = tally->hash * 31 + str_hash(row->faults[i].detail);
    }
    if (row->fault_count == 0) {
        void *input = arena_take(arena, intake_activities.shape->size, alignof(max_align_t));
        struct shape_errors errors;

        assert(!shape_read_json(arena, intake_activities.shape, row->json, input, &errors));
        tally->hash = tally->hash * 31 + str_hash(row->json);
    }
    arena_close(arena);
    return true;
}

static struct tally
read_in_pieces(enum intake_format format, struct str file, size_t first)
{
    struct arena *arena = arena_open(256 << 20);
    struct tally tally = {0};
    const struct intake_hearer hearer = {check_row, &tally};
    struct intake *intake =
        intake_open(arena, &intake_activities, format, STR("Europe/Vilnius"), &hearer);
    struct str why, piece = {file.at, first};

    if (intake_take(intake, piece, &why) && intake_take(intake, str_from(file, first), &why))
        intake_end(intake, &why);
    can_be_said(why);
    arena_close(arena);
    return tally;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str file = {(const char *)data, size};
    size_t header = 0;

    while (header < size && data[header] != '\n')
        header++;
    for (enum intake_format format = INTAKE_CSV; format <= INTAKE_NDJSON; format++) {
        struct tally whole = read_in_pieces(format, file, size);
        struct tally cut = read_in_pieces(format, file, header + (size - header) / 2);

        assert(whole.rows == cut.rows && whole.hash == cut.hash);
    }
    return 0;
}
