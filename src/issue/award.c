#include "issue/award.h"
#include "issue/facts.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "sql/credential.h"

static struct badge_award
award_of(const struct issue_house *house, const struct pg_answer *row)
{
    return (struct badge_award){
        .base = house->base,
        .id = pg_named(row, 0, "award"),
        .subject = pg_named(row, 0, "subject"),
        .holder = STR_NONE,
        .issuer = facts_issuer(row),
        .achievement = facts_achievement(house->door->arena, row),
        .recipient_hash = pg_named(row, 0, "recipient_hash"),
        .salt = pg_named(row, 0, "salt"),
        .issued_at = facts_number(row, "issued_at"),
        .expires_at = facts_number(row, "expires_at"),
        .list = pg_named(row, 0, "list"),
        .place = facts_number(row, "place"),
        .more = pg_named(row, 0, "subject_more"),
        .evidence = pg_named(row, 0, "evidence"),
    };
}

/*
 * What is refused here is a fault of ours: the inputs of the API let through what cannot be said.
 * The document is in ASCII, so that it can be put into a picture byte for byte.
 */
struct str
issue_prove(const struct issue_house *house, struct str document, struct str organisation,
            const struct issue_key *key, const char *what, struct str id)
{
    struct arena *arena = house->door->arena;
    struct str did = badge_did(arena, house->base, organisation);
    struct badge_signer signer = {
        .key = key->own,
        .method = arena_print(arena, STR_FMT "#" STR_FMT, STR_ARG(did), STR_ARG(key->kid)),
        .now = clock_now(),
    };
    struct ld_fault fault;
    struct str proven = badge_prove(arena, document, &signer, &fault);

    if (proven.at == NULL) {
        log_fault("cannot_be_signed", LOG_TEXT(what, id), LOG_WORDS("code", fault.code),
                  LOG_TEXT("where", fault.where));
        return STR_NONE;
    }
    return text_ascii_json(arena, proven);
}

static enum problem
sign(const struct issue_house *house, const struct badge_award *award,
     const struct award_keys *keys, struct issue_credential *made)
{
    struct arena *arena = house->door->arena;
    struct str bare = badge_credential(arena, award);
    struct str url = arena_print(arena, STR_FMT "/ob/keys/" STR_FMT, STR_ARG(house->base),
                                 STR_ARG(keys->service.kid));

    made->document = issue_prove(house, bare, award->issuer.id, &keys->own, "award", award->id);
    made->token = badge_jwt(arena, bare, award, keys->service.rsa, url);
    return made->document.at != NULL && made->token.at != NULL ? PROBLEM_NONE : PROBLEM_BROKEN;
}

enum problem
award_sign(const struct issue_house *house, const struct pg_answer *facts,
           const struct award_keys *keys, struct issue_credential *made)
{
    struct badge_award award = award_of(house, facts);

    return sign(house, &award, keys, made);
}

static enum problem
sign_alone(const struct issue_house *house, const struct badge_award *award, struct str *kid,
           struct issue_credential *made)
{
    struct award_keys keys;
    enum problem problem = issue_key(house, award->issuer.id, &keys.own, &keys.service);

    *kid = keys.own.kid;
    return problem ? problem : sign(house, award, &keys, made);
}

enum problem
issue_new(const struct issue_house *house, struct str id, struct issue_credential *made)
{
    struct pg_answer answer = sql_credential_facts(house->door, id);
    struct badge_award award;
    struct str kid;
    enum problem problem = answer.problem;

    if (problem)
        return problem;
    award = award_of(house, &answer);
    problem = sign_alone(house, &award, &kid, made);
    if (problem)
        return problem;
    answer = sql_credential_keep(house->door, id, kid, made->document, made->token);
    if (answer.problem)
        return answer.problem;
    made->document = pg_cell(&answer, 0, CREDENTIAL_KEEP_DOCUMENT);
    made->token = pg_cell(&answer, 0, CREDENTIAL_KEEP_TOKEN);
    return PROBLEM_NONE;
}

enum problem
issue_bound(const struct issue_house *house, struct str id, struct str holder,
            struct issue_credential *made)
{
    struct pg_answer answer = sql_credential_facts(house->door, id);
    struct badge_award award;
    struct str kid;

    if (answer.problem)
        return answer.problem;
    award = award_of(house, &answer);
    award.holder = holder;
    return sign_alone(house, &award, &kid, made);
}

enum problem
issue_award(const struct issue_house *house, struct str award, struct issue_credential *credential)
{
    struct pg_answer answer = sql_credential_show(house->door, award);

    if (answer.problem)
        return answer.problem;
    credential->document = pg_cell(&answer, 0, CREDENTIAL_SHOW_DOCUMENT);
    credential->token = pg_cell(&answer, 0, CREDENTIAL_SHOW_TOKEN);
    return credential->document.at != NULL ? PROBLEM_NONE : issue_new(house, award, credential);
}

enum problem
issue_document(const struct issue_house *house, struct str award, struct str *document)
{
    struct pg_answer answer = sql_credential_document(house->door, award);
    struct issue_credential made = {STR_NONE, STR_NONE};
    enum problem problem = answer.problem;

    if (problem)
        return problem;
    made.document = pg_cell(&answer, 0, CREDENTIAL_DOCUMENT_DOCUMENT);
    if (made.document.at == NULL)
        problem = issue_new(house, award, &made);
    *document = made.document;
    return problem;
}

static uint32_t *
places_of(struct arena *arena, struct str text, size_t *count)
{
    uint32_t *places = arena_list(arena, uint32_t, text.size / 2 + 1);
    struct str one;
    int64_t place;

    *count = 0;
    while (str_cut(&text, ',', &one))
        if (str_integer(one, &place))
            places[(*count)++] = (uint32_t)place;
    return places;
}

enum problem
issue_status(const struct issue_house *house, struct str list, struct str *document)
{
    struct pg_answer answer = sql_status_show(house->door, list);
    struct badge_status status = {.base = house->base, .signed_at = clock_now()};
    struct issue_key key;
    enum problem problem = answer.problem;
    int64_t changed = 0;

    if (problem)
        return problem;
    *document = pg_cell(&answer, 0, STATUS_SHOW_DOCUMENT);
    if (document->at != NULL)
        return PROBLEM_NONE;
    status.list = pg_cell(&answer, 0, STATUS_SHOW_ID);
    status.organisation = pg_cell(&answer, 0, STATUS_SHOW_ORGANISATION);
    status.revoked =
        places_of(house->door->arena, pg_cell(&answer, 0, STATUS_SHOW_PLACES), &status.count);
    str_integer(pg_cell(&answer, 0, STATUS_SHOW_CHANGED), &changed);
    problem = issue_key(house, status.organisation, &key, NULL);
    if (problem)
        return problem;
    *document = issue_prove(house, badge_status_credential(house->door->arena, &status),
                            status.organisation, &key, "list", list);
    return document->at == NULL ? PROBLEM_BROKEN
                                : sql_status_keep(house->door, list, changed, *document).problem;
}
