#include "issue/facts.h"

const struct json_tree *
facts_list(struct arena *arena, struct str json, size_t *count)
{
    const struct json_tree *tree;
    struct scan_fault fault;

    *count = 0;
    if (json.at == NULL || json_tree_read(arena, json, &tree, &fault))
        return NULL;
    for (const struct json_tree *one = tree->first; one != NULL; one = one->next)
        ++*count;
    return tree->first;
}

int64_t
facts_number(const struct pg_answer *row, const char *name)
{
    struct str text = pg_named(row, 0, name);
    int64_t number = 0;

    if (text.at != NULL)
        str_integer(text, &number);
    return number;
}

struct badge_issuer
facts_issuer(const struct pg_answer *row)
{
    return (struct badge_issuer){
        .id = pg_named(row, 0, "organisation"),
        .name = pg_named(row, 0, "issuer"),
        .url = pg_named(row, 0, "website"),
        .description = pg_named(row, 0, "about"),
        .legal_name = pg_named(row, 0, "legal_name"),
    };
}

struct badge_achievement
facts_achievement(struct arena *arena, const struct pg_answer *row)
{
    struct badge_achievement facts = {
        .id = pg_named(row, 0, "badge"),
        .version = pg_named(row, 0, "version"),
        .name = pg_named(row, 0, "name"),
        .description = pg_named(row, 0, "description"),
        .criteria = pg_named(row, 0, "criteria"),
        .criteria_url = pg_named(row, 0, "criteria_url"),
        .type = pg_named(row, 0, "type"),
        .language = pg_named(row, 0, "language"),
        .image_caption = pg_named(row, 0, "image_caption"),
        .alignments = pg_named(row, 0, "alignments"),
        .more = pg_named(row, 0, "more"),
    };
    const struct json_tree *one = facts_list(arena, pg_named(row, 0, "tags"), &facts.tag_count);
    struct str *tags = arena_list(arena, struct str, facts.tag_count + 1);
    struct badge_skill *skills;

    for (size_t i = 0; one != NULL; one = one->next)
        tags[i++] = one->text;
    one = facts_list(arena, pg_named(row, 0, "skills"), &facts.skill_count);
    skills = arena_list(arena, struct badge_skill, facts.skill_count + 1);
    for (size_t i = 0; one != NULL; one = one->next)
        skills[i++] = (struct badge_skill){json_tree_member(one, STR("name"))->text,
                                           json_tree_member(one, STR("uri"))->text};
    facts.tags = tags;
    facts.skills = skills;
    return facts;
}
