/*
 * Imports: a file that stands in the database in pieces is read row by row and taken in by sets.
 *
 * One step of the job is the whole file, since a reader in the middle of a row cannot be kept; but
 * each set is kept with the number of its last row, so whoever takes the job up again passes over
 * what was taken in.
 */
#include "courier/job.h"

#include "base/coding.h"
#include "base/text.h"
#include "intake/intake.h"
#include "sql/import.h"

#include <inttypes.h>

enum {
    SET_ROWS = 500,
    SET_SIZE = 1 << 20, /* bytes, after which a set is full */
    READER_MEMORY_MAX = 16 << 20,
    PIECE_MEMORY_MAX = 16 << 20,
    SET_MEMORY_MAX = 32 << 20,
};

/* Rows that wait to be taken in. */
struct set {
    struct arena *arena;
    struct text items, lines, unfit;
    int64_t count, unfit_count, last;
};

struct importing {
    struct job *job;
    struct str id;
    struct str zone;    /* of the city */
    struct str columns; /* what the places of CSV are called, as JSON */
    int64_t done;       /* the last row that was taken in */
    struct set set;
    enum job_step step; /* what the last set came to */
};

static void
empty(struct set *set)
{
    arena_reset(set->arena);
    set->items = text_new(set->arena);
    set->lines = text_new(set->arena);
    set->unfit = text_new(set->arena);
    text_add(&set->items, STR("["));
    text_add(&set->lines, STR("{"));
    text_add(&set->unfit, STR("["));
    set->count = set->unfit_count = 0;
}

/* Takes in what is gathered; false when the job cannot go on now. */
static bool
take_in(struct importing *importing)
{
    struct set *set = &importing->set;
    struct job *job = importing->job;
    struct pg_door door = {.pg = job->door.pg, .arena = set->arena};

    if (set->count + set->unfit_count == 0)
        return true;
    text_add(&set->items, STR("]"));
    text_add(&set->lines, STR("}"));
    text_add(&set->unfit, STR("]"));
    importing->step = job_came_to(
        job, sql_import_step(&door, job->id, job->courier->owner, job->attempt,
                             text_str(&set->items), text_str(&set->lines), text_str(&set->unfit),
                             set->unfit_count, set->last, importing->columns));
    empty(set);
    return importing->step == JOB_GOES_ON && !job->courier->stopping;
}

static void
add_fault(struct text *unfit, int64_t line, const struct intake_fault *fault)
{
    text_print(unfit, "%s{\"line\":%" PRId64 ",\"code\":\"%s\",", unfit->size > 1 ? "," : "", line,
               fault->code);
    text_add_member(unfit, "field", fault->column);
    text_add(unfit, STR(","));
    text_add_member(unfit, "detail", fault->detail);
    text_add(unfit, STR("}"));
}

static void
add_item(struct set *set, const struct intake_row *row)
{
    text_add(&set->items, set->count > 0 ? STR(",") : STR(""));
    text_add(&set->items, row->json);
    text_print(&set->lines, "%s%" PRId64, set->count > 0 ? "," : "", row->line);
    set->count++;
}

static bool
take_row(void *who, const struct intake_row *row)
{
    struct importing *importing = who;
    struct set *set = &importing->set;

    if (row->number <= importing->done)
        return true;
    for (size_t i = 0; i < row->fault_count; i++)
        add_fault(&set->unfit, row->line, &row->faults[i]);
    if (row->fault_count > 0)
        set->unfit_count++;
    else
        add_item(set, row);
    set->last = row->number;
    return (set->count + set->unfit_count < SET_ROWS &&
            set->items.size + set->unfit.size < SET_SIZE) ||
           take_in(importing);
}

/* All pieces, one after the other; false when it stops before the end. */
static bool
read_pieces(struct importing *importing, struct intake *intake, struct str *failure)
{
    struct arena *arena = arena_open(PIECE_MEMORY_MAX);
    struct pg_door door = {.pg = importing->job->door.pg, .arena = arena};
    bool goes_on = true;

    for (int64_t n = 0; goes_on; n++) {
        struct pg_answer answer = sql_import_piece(&door, importing->id, n);

        if (answer.problem) {
            importing->step = job_came_to(importing->job, answer);
            goes_on = false;
        } else if (answer.rows == 0) {
            break;
        } else {
            goes_on = intake_take(
                intake, coding_from_hex(arena, pg_cell(&answer, 0, IMPORT_PIECE_BYTES)), failure);
        }
        arena_reset(arena);
    }
    arena_close(arena);
    return goes_on && intake_end(intake, failure);
}

static enum job_step
end(struct importing *importing, struct str failure)
{
    struct job *job = importing->job;

    return job_came_to(
        job, sql_import_end(&job->door, job->id, job->courier->owner, job->attempt, failure));
}

static enum job_step
read_file(struct importing *importing, enum intake_format format)
{
    struct arena *arena = arena_open(READER_MEMORY_MAX);
    const struct intake_hearer hearer = {take_row, importing};
    struct intake *intake =
        intake_open(arena, &intake_activities, format, importing->zone, &hearer);
    struct str failure = STR_NONE;
    bool is_whole;

    importing->set.arena = arena_open(SET_MEMORY_MAX);
    empty(&importing->set);
    is_whole = read_pieces(importing, intake, &failure);
    if ((is_whole || failure.at != NULL) && take_in(importing))
        importing->step = end(importing, failure);
    arena_close(importing->set.arena);
    arena_close(arena);
    return importing->step;
}

enum job_step
import_work(struct job *job)
{
    struct importing importing = {.job = job, .step = JOB_GOES_ON};
    struct pg_answer answer = sql_import_begin(&job->door, job->id);

    if (answer.problem)
        return job_came_to(job, answer);
    bool is_csv = str_same(pg_cell(&answer, 0, IMPORT_BEGIN_FORMAT), STR("csv"));

    importing.columns =
        is_csv ? intake_columns_json(job->door.arena, &intake_activities) : STR("{}");
    importing.id = pg_kept(job->door.arena, pg_cell(&answer, 0, IMPORT_BEGIN_ID));
    importing.zone = pg_kept(job->door.arena, pg_cell(&answer, 0, IMPORT_BEGIN_ZONE));
    str_integer(pg_cell(&answer, 0, IMPORT_BEGIN_CURSOR), &importing.done);
    return read_file(&importing, is_csv ? INTAKE_CSV : INTAKE_NDJSON);
}

enum { CANCELLED_AT_ONCE = 500 };

enum job_step
import_cancel(struct job *job)
{
    return job_came_to(job, sql_import_cancel_step(&job->door, job->id, job->courier->owner,
                                                   job->attempt, CANCELLED_AT_ONCE));
}
