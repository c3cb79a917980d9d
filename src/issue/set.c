/*
 * Sets of awards. What one of them needs lives until the next one; what was signed, until it is
 * kept, which is when it has become much.
 */
#include "issue/award.h"

#include "base/log.h"
#include "sql/credential.h"

/*
 * The largest award that the API takes is a document of 410 kB, and takes 4 MiB to be signed;
 * labels of skills may be longer, since they are the operator's to choose. SIGNED_SIZE_MAX is bytes
 * that wait to be kept, beside those of the last award.
 */
enum { AWARD_MEMORY_MAX = 32 << 20, SIGNED_MEMORY_MAX = 128 << 20, SIGNED_SIZE_MAX = 1 << 20 };

struct issue_set {
    struct pg_door door, one_door, signed_door;
    struct issue_house house, one_house;
    const struct str *awards;
    size_t count, next;
    struct pg_answer facts;

    struct str organisation; /* whose the keys are */
    struct award_keys keys;
    enum problem no_keys;

    struct str *ids, *kids, *documents, *tokens; /* of what was signed, in signed_door's arena */
    size_t signed_count, signed_size;
};

static void
begin_to_gather(struct issue_set *set)
{
    struct arena *arena = set->signed_door.arena;

    arena_reset(arena);
    set->ids = arena_list(arena, struct str, set->count);
    set->kids = arena_list(arena, struct str, set->count);
    set->documents = arena_list(arena, struct str, set->count);
    set->tokens = arena_list(arena, struct str, set->count);
    set->signed_count = set->signed_size = 0;
}

struct issue_set *
issue_set_open(const struct issue_house *house, struct arena *arena, const struct str *awards,
               size_t count)
{
    struct issue_set *set = arena_new(arena, struct issue_set);

    *set = (struct issue_set){.awards = awards, .count = count};
    set->door = set->one_door = set->signed_door = *house->door;
    set->door.arena = arena;
    set->one_door.arena = arena_open(AWARD_MEMORY_MAX);
    set->signed_door.arena = arena_open(SIGNED_MEMORY_MAX);
    set->house = set->one_house = *house;
    set->house.door = &set->door;
    set->one_house.door = &set->one_door;
    begin_to_gather(set);
    set->facts = sql_credential_set_facts(&set->door, pg_texts(arena, awards, count));
    return set;
}

static void
tell(struct str award, enum problem problem)
{
    if (problem && problem != PROBLEM_NOT_FOUND)
        log_warning("award_not_signed", LOG_TEXT("award", award),
                    LOG_WORDS("problem", problem_slug(problem)));
}

/* One that PostgreSQL refuses refuses the whole set; then each is kept for itself. */
static void
keep(struct issue_set *set)
{
    const struct pg_door *door = &set->signed_door;
    size_t count = set->signed_count;
    enum problem problem =
        count == 0 ? PROBLEM_NONE
                   : sql_credential_set_keep(door, pg_texts(door->arena, set->ids, count),
                                             pg_texts(door->arena, set->kids, count),
                                             pg_texts(door->arena, set->documents, count),
                                             pg_texts(door->arena, set->tokens, count))
                         .problem;

    for (size_t i = 0; problem && i < count; i++)
        tell(set->ids[i], problem == PROBLEM_UNAVAILABLE
                              ? problem
                              : sql_credential_keep(door, set->ids[i], set->kids[i],
                                                    set->documents[i], set->tokens[i])
                                    .problem);
    begin_to_gather(set);
}

/* Awards of one organisation stand beside each other. */
static enum problem
take_keys(struct issue_set *set, struct str organisation)
{
    if (set->organisation.at == NULL || !str_same(set->organisation, organisation)) {
        set->organisation = organisation;
        set->no_keys = issue_key(&set->house, organisation, &set->keys.own, &set->keys.service);
    }
    return set->no_keys;
}

static void
gather(struct issue_set *set, struct str award, const struct issue_credential *made)
{
    struct arena *arena = set->signed_door.arena;
    size_t at = set->signed_count++;

    set->ids[at] = award;
    set->kids[at] = set->keys.own.kid;
    set->documents[at] = arena_copy(arena, made->document);
    set->tokens[at] = arena_copy(arena, made->token);
    set->signed_size += made->document.size + made->token.size;
    if (set->signed_size >= SIGNED_SIZE_MAX)
        keep(set);
}

static void
sign_row(struct issue_set *set, const struct pg_answer *row)
{
    struct str award = pg_named(row, 0, "award");
    struct issue_credential made;
    enum problem problem = take_keys(set, pg_named(row, 0, "organisation"));

    if (!problem)
        problem = award_sign(&set->one_house, row, &set->keys, &made);
    tell(award, problem);
    if (!problem)
        gather(set, award, &made);
}

bool
issue_set_sign(struct issue_set *set)
{
    bool is_alone = set->facts.problem; /* one of which nothing can be said speaks for all */
    size_t count = is_alone ? set->count : set->facts.rows;

    if (set->next >= count || set->facts.problem == PROBLEM_UNAVAILABLE)
        return false;
    arena_reset(set->one_door.arena);
    if (is_alone) {
        struct issue_credential made;

        tell(set->awards[set->next], issue_new(&set->one_house, set->awards[set->next], &made));
    } else {
        struct pg_answer row = pg_row(&set->facts, set->next);

        sign_row(set, &row);
    }
    set->next++;
    return true;
}

void
issue_set_close(struct issue_set *set)
{
    keep(set);
    arena_close(set->signed_door.arena);
    arena_close(set->one_door.arena);
}
