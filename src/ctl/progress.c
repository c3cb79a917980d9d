#include "ctl/progress.h"

#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ROWS_BETWEEN = 2000, MS_BETWEEN = 100 };

struct progress
progress_begin(const char *path)
{
    const char *slash = strrchr(path, '/');

    return (struct progress){
        .path = slash == NULL ? path : slash + 1,
        .began_ms = clock_ms(),
        .terminal = isatty(STDERR_FILENO) == 1,
    };
}

static void
show(const struct progress *progress, int64_t percent, const char *end)
{
    fprintf(stderr, "%s%s: %" PRId64 " concepts, %" PRId64 " %%, %.1f s%s",
            progress->terminal ? "\r" : "", progress->path, progress->rows, percent,
            (double)(clock_ms() - progress->began_ms) / 1000, end);
    fflush(stderr);
}

void
progress_step(struct progress *progress, int64_t rows, int64_t at, int64_t size)
{
    int64_t now = progress->terminal ? clock_ms() : 0;

    progress->rows = rows;
    if (progress->terminal ? now - progress->shown_ms < MS_BETWEEN : rows % ROWS_BETWEEN != 0)
        return;
    progress->shown_ms = now;
    show(progress, size > 0 ? at * 100 / size : 100, progress->terminal ? "" : "\n");
}

void
progress_end(struct progress *progress)
{
    show(progress, 100, "\n");
}
