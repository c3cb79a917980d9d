#include "ctl/skill-files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The XX of skills_XX.csv: STR_NONE when the name is another. */
static struct str
language_of(struct str name)
{
    struct str tag;

    if (!str_starts(name, STR("skills_")) || !str_ends(name, STR(".csv")))
        return STR_NONE;
    tag = str_from(name, strlen("skills_"));
    tag.size -= strlen(".csv");
    return tag.size >= 2 && tag.size <= 12 ? tag : STR_NONE;
}

static void
add_table(struct arena *arena, struct skill_files *files, const char *path, struct str language)
{
    if (files->count == SKILL_LANGUAGES_MAX)
        return;
    files->tables[files->count].path = path;
    files->tables[files->count++].language = arena_copy(arena, language);
}

static void
take_name(struct arena *arena, const char *folder, const char *name, struct str language,
          struct skill_files *files)
{
    struct str tag = language_of(str_of(name));
    const char *path = arena_print(arena, "%s/%s", folder, name).at;

    if (tag.at != NULL && (language.at == NULL || str_same(tag, language)))
        add_table(arena, files, path, tag);
    else if (!str_ends(str_of(name), STR(".csv")))
        return;
    else if (str_starts(str_of(name), STR("broaderRelationsSkillPillar")) && files->broader == NULL)
        files->broader = path;
    else if (str_starts(str_of(name), STR("skillsHierarchy")) && files->hierarchy == NULL)
        files->hierarchy = path;
}

static int
by_language(const void *a, const void *b)
{
    const struct skill_table *one = a, *other = b;

    return strcmp(one->language.at, other->language.at);
}

static bool
find_in_folder(struct arena *arena, const char *folder, struct str language,
               struct skill_files *files, struct str *why)
{
    DIR *open = opendir(folder);
    const struct dirent *entry;

    if (open == NULL) {
        *why = arena_print(arena, "%s cannot be read: %s.", folder, strerror(errno));
        return false;
    }
    while ((entry = readdir(open)) != NULL)
        take_name(arena, folder, entry->d_name, language, files);
    closedir(open);
    qsort(files->tables, files->count, sizeof(files->tables[0]), by_language);
    if (files->count == 0)
        *why = language.at == NULL
                   ? arena_print(arena, "%s holds no skills_XX.csv, such as skills_en.csv.", folder)
                   : arena_print(arena, "%s holds no skills_" STR_FMT ".csv.", folder,
                                 STR_ARG(language));
    return files->count > 0;
}

bool
skill_files_find(struct arena *arena, const char *path, struct str language,
                 struct skill_files *files, struct str *why)
{
    const char *slash = strrchr(path, '/');
    struct str tag = language_of(str_of(slash == NULL ? path : slash + 1));
    struct stat about;

    *files = (struct skill_files){.count = 0};
    if (stat(path, &about) != 0) {
        *why = arena_print(arena, "%s cannot be opened: %s.", path, strerror(errno));
        return false;
    }
    if (S_ISDIR(about.st_mode))
        return find_in_folder(arena, path, language, files, why);
    if (str_ends(str_of(path), STR(".zip"))) {
        *why = arena_print(arena, "%s is packed: run \"unzip %s -d FOLDER\" and import FOLDER.",
                           path, path);
        return false;
    }
    if (language.at == NULL && tag.at == NULL) {
        *why = arena_print(arena, "The name of %s does not tell its language: say --language TAG.",
                           path);
        return false;
    }
    add_table(arena, files, path, language.at == NULL ? tag : language);
    return true;
}
