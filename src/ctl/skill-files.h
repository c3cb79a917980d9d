/*
 * skill-files: which files of a classification there are to read.
 */
#pragma once

#include "base/arena.h"

enum { SKILL_LANGUAGES_MAX = 40 };

struct skill_table {
    struct str language;
    const char *path;
};

struct skill_files {
    struct skill_table tables[SKILL_LANGUAGES_MAX]; /* skills_XX.csv, by language */
    size_t count;
    const char *broader, *hierarchy; /* of one language, as they hold no words; NULL: not there */
};

/*
 * `path` is one skills_XX.csv, or a folder with any number of them and with
 * broaderRelationsSkillPillar*.csv and skillsHierarchy*.csv. With `language`
 * only that one is taken; it also tells the language of a file that is named
 * otherwise. False, and `why` with the way out, when there is nothing to read.
 */
bool skill_files_find(struct arena *arena, const char *path, struct str language,
                      struct skill_files *files, struct str *why);
