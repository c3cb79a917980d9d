#include "ctl/skill-import.h"

#include "ctl/csv.h"
#include "ctl/progress.h"
#include "ctl/skill-batch.h"
#include "ctl/skill-broader.h"
#include "ctl/skill-row.h"
#include "ctl/uri-set.h"
#include "sql/skill.h"

#include <inttypes.h>

enum { MEMORY_MAX = 256 << 20 };

struct import {
    struct arena *arena; /* for the whole import */
    struct arena *spare; /* for one question */
    struct pg *pg;
    struct skill_tally *tally;
    struct uri_set uris;
    struct skill_batches batches;
    struct progress progress;
};

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
    wrong = skill_row_add(skill_batches_begin_row(&import->batches), cells);
    if (wrong != NULL)
        return wrong;
    skill_batches_end_row(&import->batches);
    import->tally->rows++;
    return import->batches.problem ? problem_title(import->batches.problem) : NULL;
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
    return true;
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
    enum problem problem;
    bool read;

    import->progress = progress_begin(path);
    read = csv_read(import->arena, path, &plan, why);
    problem = skill_batches_finish(&import->batches);
    if (read && problem)
        *why = arena_print(import->arena, "%s was not taken in: %s.", path, problem_title(problem));
    if (!read || problem)
        return false;
    uri_set_settle(&import->uris);
    progress_end(&import->progress);
    return true;
}

static bool
retire(struct import *import, struct str framework, struct str *why)
{
    const struct pg_door door = {.pg = import->pg, .arena = import->spare};
    struct pg_answer answer = sql_skill_retire(
        &door, framework, pg_texts(import->spare, import->uris.list, import->uris.count));

    if (answer.problem) {
        *why = arena_print(import->arena, "What is gone could not be retired: %s.",
                           problem_title(answer.problem));
        return false;
    }
    str_integer(pg_cell(&answer, 0, SKILL_RETIRE_RETIRED), &import->tally->retired);
    return true;
}

static bool
take_all(struct import *import, struct str framework, const struct skill_files *files,
         struct str *why)
{
    const struct pg_door door = {.pg = import->pg, .arena = import->spare};

    for (size_t i = 0; i < files->count; i++) {
        import->batches.language = files->tables[i].language;
        if (!take_table(import, files->tables[i].path, why))
            return false;
    }
    import->tally->concepts = (int64_t)import->uris.count;
    import->tally->added = import->batches.added;
    import->tally->changed = import->batches.changed;
    return skill_broader_take_in(&door, import->arena, files, why) &&
           retire(import, framework, why);
}

bool
skill_import_files(struct loop *loop, const struct pg_door *door, struct str framework,
                   const struct skill_files *files, struct skill_tally *tally, struct str *why)
{
    struct import import = {
        .arena = door->arena,
        .spare = arena_open(MEMORY_MAX),
        .pg = door->pg,
        .tally = tally,
        .uris = {.arena = door->arena},
    };
    bool done;

    skill_batches_open(&import.batches, loop, door->pg, framework);
    done = take_all(&import, framework, files, why);
    skill_batches_close(&import.batches);
    arena_close(import.spare);
    return done;
}
