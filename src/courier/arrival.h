/*
 * arrival: badges that a learner has brought here and that are kept by the courier, in a task of
 * its own. For the files of this room only.
 */
#pragma once

#include "courier/verification.h"

enum { ARRIVAL_EMAILS_MAX = 50 };

struct arrival {
    struct verification at; /* its arena lives as long as this, and `asking` as long as a file */
    struct str source, archive;
    struct str emails[ARRIVAL_EMAILS_MAX]; /* that are known to be the learner's */
    size_t email_count;
    struct text items; /* what came of each file, as JSON */
    bool is_lost;      /* nothing more is written of it */
};

/* arrival-item.c: keeps the bytes when they are a badge, and tells what came of it. */
void arrival_take(struct arrival *arrival, struct str name, struct str bytes);

/* One more item; `code` may be NULL, and texts STR_NONE. */
void arrival_tell(struct arrival *arrival, struct str name, const char *state, const char *code,
                  struct str reason, struct str credential);
