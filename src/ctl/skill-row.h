/*
 * skill-row: a row of ESCO's skills_XX.csv as the database takes it in.
 */
#pragma once

#include "base/text.h"

/* The columns that are read; the first SKILL_NEEDED have to be there. */
enum skill_column {
    SKILL_URI,
    SKILL_LABEL,
    SKILL_NEEDED,
    SKILL_TYPE = SKILL_NEEDED,
    SKILL_REUSE_LEVEL,
    SKILL_ALTERNATIVE,
    SKILL_HIDDEN,
    SKILL_DESCRIPTION,
    SKILL_DEFINITION,
    SKILL_COLUMNS
};
extern const char *const skill_columns[SKILL_COLUMNS];

/*
 * Adds the row as one JSON object: {"uri", "type", "reuseLevel", "label",
 * "alternative": [], "hidden": [], "description"}. Labels are one a line, or
 * have " | " between. NULL, or what is wrong with the row, and then nothing
 * was added.
 */
const char *skill_row_add(struct text *json, const struct str *cells);
