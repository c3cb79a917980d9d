#include "issue/hosted.h"

#include "badge/hosted.h"
#include "base/log.h"
#include "issue/facts.h"
#include "sql/credential.h"
#include "sql/hosted.h"

/* What a document in a request's arena can hold: a list that leaves one out says that it counts. */
enum { REVOCATIONS_MAX = 100000 };

enum problem
issue_assertion(const struct issue_house *house, struct str award,
                struct issue_assertion *assertion)
{
    struct arena *arena = house->door->arena;
    struct pg_answer row = sql_assertion_facts(house->door, award);
    struct badge_hosted facts;

    if (row.problem)
        return row.problem;
    facts = (struct badge_hosted){
        .base = house->base,
        .award = pg_named(&row, 0, "award"),
        .badge = pg_named(&row, 0, "badge"),
        .version = pg_named(&row, 0, "version"),
        .recipient_hash = pg_named(&row, 0, "recipient_hash"),
        .salt = pg_named(&row, 0, "salt"),
        .issued_at = facts_number(&row, "issued_at"),
        .expires_at = facts_number(&row, "expires_at"),
    };
    assertion->badge = facts.badge;
    assertion->version = facts_number(&row, "version");
    assertion->document = badge_assertion(arena, &facts);
    assertion->revoked =
        str_same(pg_named(&row, 0, "revoked"), STR("t"))
            ? badge_assertion_revoked(arena, house->base, facts.award, pg_named(&row, 0, "reason"))
            : STR_NONE;
    return PROBLEM_NONE;
}

enum problem
issue_class(const struct issue_house *house, struct str badge, int64_t version,
            struct str *document)
{
    struct arena *arena = house->door->arena;
    struct pg_answer row = sql_achievement_facts(house->door, badge, version);
    struct badge_achievement facts;

    if (row.problem)
        return row.problem;
    facts = facts_achievement(arena, &row);
    *document = badge_class(arena, house->base, &facts, facts_issuer(&row).id);
    return PROBLEM_NONE;
}

enum problem
issue_hosted_issuer(const struct issue_house *house, struct str organisation, struct str *document)
{
    struct pg_answer row = sql_issuer_hosted(house->door, organisation);
    struct badge_issuer facts;

    if (row.problem)
        return row.problem;
    facts = facts_issuer(&row);
    *document =
        badge_hosted_issuer(house->door->arena, house->base, &facts, pg_named(&row, 0, "email"));
    return PROBLEM_NONE;
}

enum problem
issue_revocations(const struct issue_house *house, struct str organisation, bool is_hosted,
                  struct str *document)
{
    struct arena *arena = house->door->arena;
    struct pg_answer rows = sql_issuer_revocations(house->door, organisation);
    struct badge_revoked *list;
    size_t count = 0;

    if (rows.problem || rows.rows == 0)
        return rows.problem ? rows.problem : PROBLEM_NOT_FOUND;
    if (rows.rows > REVOCATIONS_MAX) {
        log_fault("too_many_revocations", LOG_TEXT("organisation", organisation));
        return PROBLEM_BROKEN;
    }
    list = arena_list(arena, struct badge_revoked, rows.rows);
    for (size_t row = 0; row < rows.rows; row++) {
        list[count] = (struct badge_revoked){pg_cell(&rows, row, ISSUER_REVOCATIONS_AWARD),
                                             pg_cell(&rows, row, ISSUER_REVOCATIONS_REASON)};
        count += list[count].award.at != NULL;
    }
    *document = (is_hosted ? badge_hosted_revocations : badge_revocations)(
        arena, house->base, pg_cell(&rows, 0, ISSUER_REVOCATIONS_ORGANISATION), list, count);
    return PROBLEM_NONE;
}
