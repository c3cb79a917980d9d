#include "ctl/import.h"

#include "ctl/say.h"
#include "intake/intake.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { CHUNK_SIZE = 64 << 10, TOLD_MAX = 100 };

struct checking {
    int64_t rows, misfits, told;
};

/* "line 3, capacity: ..." */
static bool
tell_row(void *who, const struct intake_row *row)
{
    struct checking *checking = who;

    checking->rows++;
    checking->misfits += row->fault_count > 0;
    for (size_t i = 0; i < row->fault_count && checking->told < TOLD_MAX; i++, checking->told++)
        printf("line %" PRId64 "%s" STR_FMT ": " STR_FMT "\n", row->line,
               row->faults[i].column.size > 0 ? ", " : "", STR_ARG(row->faults[i].column),
               STR_ARG(row->faults[i].detail));
    return true;
}

static bool
read_file(FILE *file, struct intake *intake, struct str *why)
{
    char chunk[CHUNK_SIZE];
    size_t size;

    while ((size = fread(chunk, 1, sizeof(chunk), file)) > 0)
        if (!intake_take(intake, (struct str){chunk, size}, why))
            return false;
    if (ferror(file)) {
        *why = str_of(strerror(errno));
        return false;
    }
    return intake_end(intake, why);
}

static enum intake_format
format_of(struct str path)
{
    bool is_lines = str_ends(path, STR(".ndjson")) || str_ends(path, STR(".jsonl")) ||
                    str_ends(path, STR(".json"));

    return is_lines ? INTAKE_NDJSON : INTAKE_CSV;
}

int
import_check(struct call *call)
{
    const char *path = call->given.words[0].at;
    FILE *file = fopen(path, "re");
    struct checking checking = {0};
    const struct intake_hearer hearer = {tell_row, &checking};
    struct intake *intake = intake_open(call->arena, &intake_activities,
                                        format_of(call->given.words[0]), STR("UTC"), &hearer);
    struct str why = STR_NONE;
    bool is_read;

    if (file == NULL)
        return fail("%s cannot be opened: %s.", path, strerror(errno));
    is_read = read_file(file, intake, &why);
    fclose(file);
    if (!is_read)
        return fail("%s", why.at);
    note("%" PRId64 " rows, of which %" PRId64 " do not fit.", checking.rows, checking.misfits);
    return checking.misfits == 0 ? DONE : FAILED;
}

int
import_template(struct call *call)
{
    printf(STR_FMT, STR_ARG(intake_template(call->arena, &intake_activities)));
    return DONE;
}
