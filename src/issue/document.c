#include "issue/facts.h"

#include "sql/credential.h"

enum problem
issue_profile(const struct issue_house *house, struct str organisation, struct str *document)
{
    struct pg_answer answer = sql_issuer_facts(house->door, organisation);
    struct badge_issuer issuer;

    if (answer.problem)
        return answer.problem;
    issuer = facts_issuer(&answer);
    *document = badge_profile(house->door->arena, house->base, &issuer);
    return PROBLEM_NONE;
}

enum problem
issue_did(const struct issue_house *house, struct str organisation, struct str *document)
{
    struct arena *arena = house->door->arena;
    struct pg_answer answer = sql_issuer_keys(house->door, organisation);
    struct badge_key *keys = arena_list(arena, struct badge_key, answer.rows + 1);
    struct str did;

    if (answer.problem || answer.rows == 0)
        return answer.problem ? answer.problem : PROBLEM_NOT_FOUND;
    for (size_t row = 0; row < answer.rows; row++)
        keys[row] = (struct badge_key){pg_cell(&answer, row, ISSUER_KEYS_KID),
                                       pg_cell(&answer, row, ISSUER_KEYS_JWK)};
    did = badge_did(arena, house->base, pg_cell(&answer, 0, ISSUER_KEYS_ORGANISATION));
    *document = badge_did_document(arena, did, keys, answer.rows);
    return PROBLEM_NONE;
}

enum problem
issue_achievement(const struct issue_house *house, struct str badge, int64_t version,
                  struct str *document)
{
    struct arena *arena = house->door->arena;
    struct pg_answer answer = sql_achievement_facts(house->door, badge, version);
    struct badge_achievement facts;
    struct badge_issuer issuer;

    if (answer.problem)
        return answer.problem;
    facts = facts_achievement(arena, &answer);
    issuer = facts_issuer(&answer);
    *document = badge_achievement(arena, house->base, &facts, &issuer);
    return PROBLEM_NONE;
}
