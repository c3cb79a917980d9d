#include "intake/parts.h"

#include <inttypes.h>

enum { SPARE_MAX = 64 << 20 }; /* a row, as cells, as JSON and as a struct */

void
intake_misfit(struct intake *intake, struct str column, const char *code, struct str detail)
{
    if (intake->fault_count < INTAKE_FAULTS_MAX)
        intake->faults[intake->fault_count++] = (struct intake_fault){column, code, detail};
}

static void
take_errors(struct intake *intake, const struct shape_errors *errors)
{
    for (size_t i = 0; i < errors->count; i++) {
        const struct shape_error *error = &errors->list[i];

        intake_misfit(intake,
                      intake->format == INTAKE_CSV
                          ? intake_column_of(intake->spare, intake->noun, error->where)
                          : error->where,
                      error->code, error->detail);
    }
}

bool
intake_give(struct intake *intake, struct str json, int64_t line)
{
    const struct intake_noun *noun = intake->noun;
    void *input = arena_take(intake->spare, noun->shape->size, alignof(max_align_t));
    struct shape_errors *errors = arena_new(intake->spare, struct shape_errors);
    struct intake_row row = {.number = ++intake->number, .line = line};

    if (intake->fault_count == 0 &&
        shape_read_json(intake->spare, noun->shape, json, input, errors))
        take_errors(intake, errors);
    if (intake->fault_count == 0)
        row.json = json;
    row.fault_count = intake->fault_count;
    row.faults = intake->faults;
    intake->is_stopped = !intake->hearer.row(intake->hearer.who, &row);
    intake->fault_count = 0;
    arena_reset(intake->spare);
    return !intake->is_stopped;
}

/* What cannot be said in JSON is found cell by cell, so that it can be told where it stands. */
static void
check_encoding(struct intake *intake, const struct str *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at < cells[i].size;)
            if (utf8_next(cells[i], &at) == UTF8_NONE) {
                intake_misfit(intake, intake->wishes[i].name, "bad_encoding",
                              STR("It is not UTF-8; save the file in that encoding."));
                break;
            }
}

static bool
take_row(void *who, const struct str *cells, size_t count, const struct cells_place *place,
         struct str *why)
{
    struct intake *intake = who;
    bool goes_on;

    if (place->row == 0) {
        goes_on = intake_read_header(intake, cells, count);
    } else if (count != intake->width) {
        intake_misfit(intake, STR(""), "wrong_width",
                      arena_print(intake->spare, "The row has %zu cells, the header has %zu.",
                                  count, intake->width));
        goes_on = intake_give(intake, STR_NONE, place->line);
    } else {
        check_encoding(intake, cells, count);
        goes_on = intake_give(
            intake, intake->fault_count == 0 ? intake_write(intake, cells) : STR_NONE, place->line);
    }
    if (!goes_on)
        *why = STR("stopped");
    return goes_on;
}

struct intake *
intake_open(struct arena *arena, const struct intake_noun *noun, enum intake_format format,
            struct str zone, const struct intake_hearer *hearer)
{
    struct intake *intake = arena_new(arena, struct intake);
    const struct cells_hearer cells_hearer = {take_row, intake};

    *intake = (struct intake){.arena = arena,
                              .noun = noun,
                              .format = format,
                              .zone = zone,
                              .hearer = *hearer,
                              .why = STR_NONE};
    intake->spare = arena_open(SPARE_MAX);
    arena_keep(arena, intake->spare, (void (*)(void *))arena_close);
    if (format == INTAKE_CSV)
        intake->cells = cells_open(arena, &cells_hearer);
    return intake;
}

/* What the reader of cells said is half a sentence; what was said here before goes before it. */
static bool
ended(struct intake *intake, bool is_well, struct str half, struct str *why)
{
    if (!is_well && !intake->is_stopped && intake->why.at == NULL)
        intake->why = arena_print(intake->arena, "The file is no CSV: " STR_FMT ".", STR_ARG(half));
    *why = intake->why;
    return is_well;
}

bool
intake_take(struct intake *intake, struct str piece, struct str *why)
{
    struct str half = STR_NONE;

    if (intake->format == INTAKE_CSV)
        return ended(intake, cells_take(intake->cells, piece, &half), half, why);
    return ended(intake, lines_take(intake, piece), half, why);
}

bool
intake_end(struct intake *intake, struct str *why)
{
    struct str half = STR_NONE;

    if (intake->format == INTAKE_CSV)
        return ended(intake, cells_end(intake->cells, &half), half, why);
    return ended(intake, lines_end(intake), half, why);
}
