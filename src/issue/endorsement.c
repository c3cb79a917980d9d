#include "badge/hosted.h"
#include "issue/facts.h"
#include "issue/hosted.h"

#include "base/text.h"
#include "sql/endorsement.h"

static struct badge_endorsement
endorsement_of(const struct issue_house *house, const struct pg_answer *row)
{
    struct str organisation = pg_named(row, 0, "endorsed_organisation");

    return (struct badge_endorsement){
        .base = house->base,
        .id = pg_named(row, 0, "endorsement"),
        .issuer = facts_issuer(row),
        .subject = organisation.at != NULL
                       ? badge_did(house->door->arena, house->base, organisation)
                       : pg_named(row, 0, "endorsed"),
        .name = pg_named(row, 0, "title"),
        .comment = pg_named(row, 0, "comment"),
        .issued_at = facts_number(row, "issued_at"),
        .list = pg_named(row, 0, "list"),
        .place = facts_number(row, "place"),
    };
}

static enum problem
sign(const struct issue_house *house, const struct badge_endorsement *endorsement, struct str *kid,
     struct issue_credential *made)
{
    struct arena *arena = house->door->arena;
    struct str bare = badge_endorsement_credential(arena, endorsement), url;
    struct issue_key own, service;
    enum problem problem = issue_key(house, endorsement->issuer.id, &own, &service);

    if (problem)
        return problem;
    url =
        arena_print(arena, STR_FMT "/ob/keys/" STR_FMT, STR_ARG(house->base), STR_ARG(service.kid));
    *kid = own.kid;
    made->document =
        issue_prove(house, bare, endorsement->issuer.id, &own, "endorsement", endorsement->id);
    made->token = badge_endorsement_jwt(arena, bare, endorsement, service.rsa, url);
    return made->document.at != NULL && made->token.at != NULL ? PROBLEM_NONE : PROBLEM_BROKEN;
}

static enum problem
sign_new(const struct issue_house *house, struct str id, struct issue_credential *made)
{
    struct pg_answer answer = sql_endorsement_facts(house->door, id);
    struct badge_endorsement endorsement;
    struct str kid;
    enum problem problem = answer.problem;

    if (problem)
        return problem;
    endorsement = endorsement_of(house, &answer);
    problem = sign(house, &endorsement, &kid, made);
    if (problem)
        return problem;
    answer = sql_endorsement_keep(house->door, id, kid, made->document, made->token);
    if (answer.problem)
        return answer.problem;
    made->document = pg_cell(&answer, 0, ENDORSEMENT_KEEP_DOCUMENT);
    made->token = pg_cell(&answer, 0, ENDORSEMENT_KEEP_TOKEN);
    return PROBLEM_NONE;
}

enum problem
issue_endorsement(const struct issue_house *house, struct str endorsement,
                  struct issue_credential *credential)
{
    struct pg_answer answer = sql_endorsement_signed(house->door, endorsement);

    if (answer.problem)
        return answer.problem;
    credential->document = pg_cell(&answer, 0, ENDORSEMENT_SIGNED_DOCUMENT);
    credential->token = pg_cell(&answer, 0, ENDORSEMENT_SIGNED_TOKEN);
    return credential->document.at != NULL ? PROBLEM_NONE
                                           : sign_new(house, endorsement, credential);
}

enum problem
issue_endorsed(const struct issue_house *house, struct str id, int64_t version,
               struct str *document)
{
    struct pg_answer rows = sql_endorsements_signed(house->door, id, version);
    struct text out = text_new(house->door->arena);
    size_t count = 0;

    if (rows.problem || rows.rows == 0)
        return rows.problem;
    text_add(&out, (struct str){document->at, document->size - 1});
    for (size_t row = 0; row < rows.rows; row++) {
        struct issue_credential one = {.document =
                                           pg_cell(&rows, row, ENDORSEMENTS_SIGNED_DOCUMENT)};
        enum problem problem = PROBLEM_NONE;

        if (one.document.at == NULL)
            problem = sign_new(house, pg_cell(&rows, row, ENDORSEMENTS_SIGNED_ENDORSEMENT), &one);
        if (problem == PROBLEM_BROKEN)
            continue; /* it was logged, and the others can be shown all the same */
        if (problem)
            return problem;
        text_add(&out, count++ == 0 ? STR(",\"endorsement\":[") : STR(","));
        text_add(&out, one.document);
    }
    text_add(&out, count > 0 ? STR("]}") : STR("}"));
    *document = text_str(&out);
    return PROBLEM_NONE;
}

enum problem
issue_hosted_endorsement(const struct issue_house *house, struct str id, struct str *document,
                         struct str *revoked)
{
    struct arena *arena = house->door->arena;
    struct pg_answer row = sql_endorsement_facts(house->door, id);
    struct badge_endorsement endorsement;

    if (row.problem)
        return row.problem;
    endorsement = endorsement_of(house, &row);
    *document = badge_hosted_endorsement(arena, &endorsement, pg_named(&row, 0, "hosted"));
    *revoked = str_same(pg_named(&row, 0, "revoked"), STR("t"))
                   ? badge_hosted_endorsement_revoked(arena, house->base, endorsement.id,
                                                      pg_named(&row, 0, "reason"))
                   : STR_NONE;
    return PROBLEM_NONE;
}

enum problem
issue_hosted_endorsed(const struct issue_house *house, struct str id, int64_t version,
                      struct str *document)
{
    struct pg_answer rows = sql_endorsements_signed(house->door, id, version);
    struct text out = text_new(house->door->arena);

    if (rows.problem || rows.rows == 0)
        return rows.problem;
    text_add(&out, (struct str){document->at, document->size - 1});
    for (size_t row = 0; row < rows.rows; row++)
        text_print(&out, "%s\"" STR_FMT "/ob2/endorsements/" STR_FMT "\"",
                   row == 0 ? ",\"endorsement\":[" : ",", STR_ARG(house->base),
                   STR_ARG(pg_cell(&rows, row, ENDORSEMENTS_SIGNED_ENDORSEMENT)));
    text_add(&out, STR("]}"));
    *document = text_str(&out);
    return PROBLEM_NONE;
}
