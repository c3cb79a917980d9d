#include "ctl/file.h"

#include "json/scan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static struct str
read_whole(struct arena *arena, const char *path, struct str *why)
{
    FILE *file = fopen(path, "re");
    struct str bytes = STR_NONE;

    if (file == NULL) {
        *why = arena_print(arena, "%s cannot be opened: %s.", path, strerror(errno));
        return STR_NONE;
    }

    char *room = arena_take(arena, FILE_JSON_MAX + 1, 1);
    size_t size = fread(room, 1, FILE_JSON_MAX + 1, file);

    if (ferror(file))
        *why = arena_print(arena, "%s cannot be read: %s.", path, strerror(errno));
    else if (size > FILE_JSON_MAX)
        *why = arena_print(arena, "%s is larger than %d bytes.", path, FILE_JSON_MAX);
    else
        bytes = (struct str){room, size};
    fclose(file);
    return bytes;
}

struct str
file_json(struct arena *arena, const char *path, struct str *why)
{
    struct str bytes = read_whole(arena, path, why);
    struct scan_fault fault;

    if (bytes.at == NULL || scan_json(bytes, &fault) == PROBLEM_NONE)
        return bytes;
    *why = arena_print(arena, "%s is not JSON as it should be, at byte %zu: %s", path, fault.at,
                       fault.detail);
    return STR_NONE;
}

const char *
file_in(struct arena *arena, struct str path, const char *name)
{
    struct str plain = arena_copy(arena, path);
    struct stat about;

    if (stat(plain.at, &about) == 0 && S_ISDIR(about.st_mode))
        return arena_print(arena, STR_FMT "/%s", STR_ARG(plain), name).at;
    return plain.at;
}
