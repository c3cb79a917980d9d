/*
 * skill-import: the files of a classification on their way to the database.
 */
#pragma once

#include "ctl/skill-files.h"
#include "pg/pg.h"

struct skill_tally {
    int64_t rows;           /* concepts, once for each language */
    int64_t added, changed; /* of the rows */
    int64_t unlabelled;     /* rows that were passed over, as they have no label */
    int64_t concepts, retired;
};

/*
 * Takes in all tables, then what is narrower than what, and then retires what
 * the framework had and these files have not. False, and `why`, when it broke
 * off; what was taken in before stays.
 */
bool skill_import_files(struct loop *loop, const struct pg_door *door, struct str framework,
                        const struct skill_files *files, struct skill_tally *tally,
                        struct str *why);
