#include "ctl/skill-import.h"

#include "base/clock.h"
#include "ctl/csv.h"
#include "ctl/progress.h"
#include "ctl/skill-broader.h"
#include "ctl/skill-row.h"
#include "ctl/uri-set.h"
#include "sql/skill.h"

#include <inttypes.h>

enum { BATCH_ARENA_MAX = 128 << 20 };

struct import {
    struct pg_door door; /* its arena holds one batch */
    struct arena *arena; /* for the whole import */
    struct str framework, language;
    struct skill_tally *tally;
    struct uri_set uris;
    struct text batch;
    size_t batch_count;
    struct progress progress;
};

static void
begin_batch(struct import *import)
{
    arena_reset(import->door.arena);
    import->batch = text_new(import->door.arena);
    text_add(&import->batch, STR("["));
    import->batch_count = 0;
}

static bool
send_batch(struct import *import, struct str *why)
{
    struct pg_answer answer;
    int64_t added = 0, changed = 0;

    if (import->batch_count == 0)
        return true;
    text_add(&import->batch, STR("]"));
    answer = sql_skill_take_in(&import->door, import->framework, import->language,
                               text_str(&import->batch));
    if (answer.problem) {
        *why = arena_print(import->arena, "the database refused them: %s",
                           problem_title(answer.problem));
        return false;
    }
    str_integer(pg_cell(&answer, 0, SKILL_TAKE_IN_ADDED), &added);
    str_integer(pg_cell(&answer, 0, SKILL_TAKE_IN_CHANGED), &changed);
    import->tally->added += added;
    import->tally->changed += changed;
    begin_batch(import);
    return true;
}

/* NULL, or what is wrong with the row. */
static const char *
add_row(struct import *import, const struct str *cells)
{
    const char *wrong;

    if (!uri_set_add(&import->uris, cells[SKILL_URI]))
        return "more concepts than a classification may have";
    /* Not every concept is translated to every language. */
    if (cells[SKILL_LABEL].size == 0) {
        import->tally->unlabelled++;
        return NULL;
    }
    if (import->batch_count > 0)
        text_add(&import->batch, STR(","));
    wrong = skill_row_add(&import->batch, cells);
    if (wrong == NULL) {
        import->batch_count++;
        import->tally->rows++;
    }
    return wrong;
}

static bool
take_row(void *who, const struct str *cells, const struct csv_place *place, struct str *why)
{
    struct import *import = who;
    const char *wrong = add_row(import, cells);

    if (wrong != NULL) {
        *why = arena_print(import->arena, "row %" PRId64 ": %s", place->row, wrong);
        return false;
    }
    progress_step(&import->progress, place->row, place->at, place->size);
    return (import->batch_count < SKILL_BATCH_MAX && import->batch.size < SKILL_BATCH_SIZE_MAX) ||
           send_batch(import, why);
}

static bool
take_table(struct import *import, const char *path, struct str *why)
{
    const struct csv_plan plan = {
        .columns = skill_columns,
        .count = SKILL_COLUMNS,
        .needed = SKILL_NEEDED,
        .row = take_row,
        .who = import,
    };
    struct str reason;

    import->progress = progress_begin(path);
    begin_batch(import);
    if (!csv_read(import->arena, path, &plan, why))
        return false;
    if (!send_batch(import, &reason)) {
        *why = arena_print(import->arena, "The last concepts of %s were not taken in: " STR_FMT ".",
                           path, STR_ARG(reason));
        return false;
    }
    uri_set_settle(&import->uris);
    progress_end(&import->progress);
    return true;
}

static bool
retire(struct import *import, struct str *why)
{
    struct pg_answer answer;

    arena_reset(import->door.arena);
    answer = sql_skill_retire(&import->door, import->framework,
                              pg_texts(import->door.arena, import->uris.list, import->uris.count));
    if (answer.problem) {
        *why = arena_print(import->arena, "What is gone could not be retired: %s.",
                           problem_title(answer.problem));
        return false;
    }
    str_integer(pg_cell(&answer, 0, SKILL_RETIRE_RETIRED), &import->tally->retired);
    return true;
}

static bool
take_all(struct import *import, const struct skill_files *files, struct str *why)
{
    for (size_t i = 0; i < files->count; i++) {
        import->language = files->tables[i].language;
        if (!take_table(import, files->tables[i].path, why))
            return false;
    }
    import->tally->concepts = (int64_t)import->uris.count;
    return skill_broader_take_in(&import->door, import->arena, files, why) && retire(import, why);
}

bool
skill_import_files(const struct pg_door *door, struct str framework,
                   const struct skill_files *files, struct skill_tally *tally, struct str *why)
{
    struct import import = {
        .door = {.pg = door->pg, .arena = arena_open(BATCH_ARENA_MAX)},
        .arena = door->arena,
        .framework = framework,
        .tally = tally,
        .uris = {.arena = door->arena             },
    };
    bool done = take_all(&import, files, why);

    arena_close(import.door.arena);
    return done;
}
