#include "base/settings.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 2048 };

enum kind { PLAIN, SECRET };

static const struct {
    const char *name, *usually;
    enum kind kind;
    const char *about;
} table[SETTING_COUNT] = {
#define SETTING(name, usually, kind, about) [SETTING_##name] = {#name, usually, kind, about},
#include "base/settings.def"
#undef SETTING
};

static struct str values[SETTING_COUNT];

static int
setting_named(struct str name)
{
    for (int i = 0; i < SETTING_COUNT; i++)
        if (str_same(str_of(table[i].name), name))
            return i;
    return -1;
}

/* "name = value", a comment or nothing; what else there is, is a mistake. */
static bool
read_line(struct arena *arena, struct str line)
{
    struct str name;

    line = str_trim(line);
    if (line.size == 0 || line.at[0] == '#')
        return true;
    str_cut(&line, '=', &name);

    int found = line.at == NULL ? -1 : setting_named(str_trim(name));

    if (found >= 0)
        values[found] = arena_copy(arena, str_trim(line));
    return found >= 0;
}

static bool
read_file(struct arena *arena, const char *path, struct str *why)
{
    FILE *file = fopen(path, "re");
    char line[LINE_SIZE];
    int number = 0;
    bool fits = true;

    if (file == NULL) {
        *why = arena_print(arena, "%s cannot be read: %s", path, strerror(errno));
        return false;
    }
    while (fits && fgets(line, sizeof(line), file) != NULL) {
        number++;
        line[strcspn(line, "\r\n")] = '\0';
        fits = read_line(arena, str_of(line));
        if (!fits)
            *why = arena_print(arena, "%s, line %d: not a setting: %s", path, number, line);
    }
    fclose(file);
    return fits;
}

static void
read_environment(struct arena *arena)
{
    for (int i = 0; i < SETTING_COUNT; i++) {
        const char *value = getenv(setting_variable(arena, (enum setting)i).at);

        if (value != NULL)
            values[i] = arena_copy(arena, str_of(value));
    }
}

/* What setting_number promises. */
static const struct {
    enum setting setting;
    int64_t min, max;
} numbers[] = {
    {SETTING_workers,       1, 64    },
    {SETTING_drain_seconds, 1, 300   },
    {SETTING_retry_scale,   1, 100000},
};

static bool
check(struct arena *arena, struct str *why)
{
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        int64_t value;

        if (!str_integer(values[numbers[i].setting], &value) || value < numbers[i].min ||
            value > numbers[i].max) {
            *why = arena_print(arena, "%s has to be a number from %d to %d",
                               table[numbers[i].setting].name, (int)numbers[i].min,
                               (int)numbers[i].max);
            return false;
        }
    }
    if (str_ends(values[SETTING_base_url], STR("/"))) {
        *why = STR("base_url must not end in a slash");
        return false;
    }
    return true;
}

static bool
load(struct arena *arena, const char *path, struct str *why)
{
    static const char usual_path[] = "/etc/citylearn/citylearn.conf";

    for (int i = 0; i < SETTING_COUNT; i++)
        values[i] = str_of(table[i].usually);
    if (path == NULL)
        path = getenv("CITYLEARN_CONFIG");
    if (path == NULL) {
        FILE *usual = fopen(usual_path, "re");

        if (usual != NULL) {
            fclose(usual);
            path = usual_path;
        }
    }
    if (path != NULL && !read_file(arena, path, why))
        return false;
    read_environment(arena);
    return check(arena, why);
}

bool
settings_load(struct arena *arena, const char *path, struct str *why)
{
    struct str before[SETTING_COUNT];

    memcpy(before, values, sizeof(before));
    if (load(arena, path, why))
        return true;
    memcpy(values, before, sizeof(before));
    return false;
}

struct str
setting_text(enum setting setting)
{
    assert(values[setting].at != NULL);
    return values[setting];
}

int64_t
setting_number(enum setting setting)
{
    int64_t value = 0;
    bool is_one = str_integer(setting_text(setting), &value);

    assert(is_one);
    return value;
}

bool
setting_yes(enum setting setting)
{
    return str_same(setting_text(setting), STR("yes"));
}

const char *
setting_name(enum setting setting)
{
    return table[setting].name;
}

struct str
setting_variable(struct arena *arena, enum setting setting)
{
    struct str name = str_of(table[setting].name);
    char *upper = arena_take(arena, name.size + 1, 1);

    for (size_t i = 0; i < name.size; i++)
        upper[i] =
            (char)(name.at[i] >= 'a' && name.at[i] <= 'z' ? name.at[i] - 'a' + 'A' : name.at[i]);
    return arena_print(arena, "CITYLEARN_%s", upper);
}

const char *
setting_usually(enum setting setting)
{
    return table[setting].usually;
}

const char *
setting_about(enum setting setting)
{
    return table[setting].about;
}

bool
setting_is_secret(enum setting setting)
{
    return table[setting].kind == SECRET;
}
