#include "ctl/skill-broader.h"

#include "ctl/csv.h"
#include "sql/skill.h"

enum { PAIRS_MAX = 2000, LEVELS = 4 };

static const char *const relation_columns[] = {"conceptUri", "broaderUri"};
static const char *const level_columns[LEVELS] = {"Level 0 URI", "Level 1 URI", "Level 2 URI",
                                                  "Level 3 URI"};

struct pairs {
    const struct pg_door *door;
    struct arena *arena;
    struct str narrower[PAIRS_MAX + LEVELS], broader[PAIRS_MAX + LEVELS];
    size_t count;
};

static bool
send_pairs(struct pairs *pairs, struct str *why)
{
    struct arena *arena = pairs->door->arena;
    struct pg_answer answer;

    if (pairs->count == 0)
        return true;
    answer = sql_skill_broader_take_in(pairs->door, pg_texts(arena, pairs->narrower, pairs->count),
                                       pg_texts(arena, pairs->broader, pairs->count));
    pairs->count = 0;
    arena_reset(arena);
    if (answer.problem)
        *why = arena_print(pairs->arena, "the database refused: %s", problem_title(answer.problem));
    return answer.problem == PROBLEM_NONE;
}

static void
add_pair(struct pairs *pairs, struct str narrower, struct str broader)
{
    if (narrower.size == 0 || broader.size == 0)
        return;
    pairs->narrower[pairs->count] = arena_copy(pairs->door->arena, narrower);
    pairs->broader[pairs->count++] = arena_copy(pairs->door->arena, broader);
}

static bool
take_relation(void *who, const struct str *cells, const struct csv_place *place, struct str *why)
{
    struct pairs *pairs = who;

    (void)place;
    add_pair(pairs, cells[0], cells[1]);
    return pairs->count < PAIRS_MAX || send_pairs(pairs, why);
}

static bool
take_levels(void *who, const struct str *cells, const struct csv_place *place, struct str *why)
{
    struct pairs *pairs = who;

    (void)place;
    for (size_t i = 1; i < LEVELS; i++)
        add_pair(pairs, cells[i], cells[i - 1]);
    return pairs->count < PAIRS_MAX || send_pairs(pairs, why);
}

static bool
take_file(struct pairs *pairs, const char *path, const struct csv_plan *plan, struct str *why)
{
    struct str reason;

    if (path == NULL)
        return true;
    arena_reset(pairs->door->arena);
    if (!csv_read(pairs->arena, path, plan, why))
        return false;
    if (send_pairs(pairs, &reason))
        return true;
    *why = arena_print(pairs->arena, "%s was not taken in: " STR_FMT ".", path, STR_ARG(reason));
    return false;
}

bool
skill_broader_take_in(const struct pg_door *door, struct arena *arena,
                      const struct skill_files *files, struct str *why)
{
    struct pairs *pairs = arena_new(arena, struct pairs);
    const struct csv_plan relations = {relation_columns, 2, 2, false, take_relation, pairs};
    const struct csv_plan levels = {level_columns, LEVELS, LEVELS, true, take_levels, pairs};

    pairs->door = door;
    pairs->arena = arena;
    return take_file(pairs, files->broader, &relations, why) &&
           take_file(pairs, files->hierarchy, &levels, why);
}
