/*
 * progress: how far a long reading is, on standard error: one line that is
 * written over on a terminal, else a line for every 2,000 rows.
 */
#pragma once

#include "base/str.h"

struct progress {
    const char *path;
    int64_t began_ms, shown_ms;
    int64_t rows;
    bool terminal;
};

struct progress progress_begin(const char *path);
void progress_step(struct progress *progress, int64_t rows, int64_t at, int64_t size); /* bytes */
void progress_end(struct progress *progress);
