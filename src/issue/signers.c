/* By whom a credential of ours can be signed, and whether one is. */
#include "issue/issue.h"

#include "badge/check.h"
#include "sql/credential.h"

enum { TOKEN_MEMORY_MAX = 96 << 20 }; /* of header and payload, and what they hold */

enum problem
issue_signers(const struct issue_house *house, struct str award, struct issue_signers *signers)
{
    struct pg_answer facts = sql_credential_facts(house->door, award);
    struct str organisation;

    if (facts.problem)
        return facts.problem;
    organisation = pg_named(&facts, 0, "organisation");
    signers->issuer = badge_did(house->door->arena, house->base, organisation);
    signers->keys = sql_issuer_keys(house->door, organisation);
    return signers->keys.problem;
}

/* A stranger's token may hold very much, so that each key has memory of its own. */
static bool
is_token_of(struct str token, struct str jwk)
{
    struct arena *work = arena_open(TOKEN_MEMORY_MAX);
    struct sign_key *key = sign_key_from_jwk_text(jwk);
    struct str payload;
    bool is_good = key != NULL && badge_check_jwt(work, token, key, &payload) == BADGE_GOOD;

    sign_key_free(key);
    arena_close(work);
    return is_good;
}

bool
issue_have_signed(struct arena *arena, const struct issue_signers *signers, struct str document,
                  struct str token)
{
    struct ld_fault fault;

    for (size_t row = 0; row < signers->keys.rows; row++) {
        struct str kid = pg_cell(&signers->keys, row, ISSUER_KEYS_KID);
        struct str jwk = pg_cell(&signers->keys, row, ISSUER_KEYS_JWK);
        bool is_good = document.at == NULL
                           ? jwk.at != NULL && is_token_of(token, jwk)
                           : jwk.at == NULL && badge_check(arena, document, signers->issuer, kid,
                                                           &fault) == BADGE_GOOD;

        if (is_good)
            return true;
    }
    return false;
}
