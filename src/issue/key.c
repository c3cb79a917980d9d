/* The keys of issuers. Private halves are sealed about their kid, so that none can be exchanged. */
#include "issue/issue.h"

#include "base/coding.h"
#include "base/log.h"
#include "sql/credential.h"

enum { MISSING, FOUND, UNREADABLE };

static void
end_key(void *key)
{
    sign_key_free(key);
}

/* Its name, its public half where the name does not say it, and its private half, sealed. */
struct fresh {
    struct str kid, jwk, sealed;
};

static struct fresh
make(const struct issue_house *house, bool is_own)
{
    struct arena *arena = house->door->arena;
    struct fresh fresh = {STR_NONE, STR_NONE, STR_NONE};

    if (is_own) {
        struct str seed = keys_chance(arena, KEYS_ED25519_SEED_SIZE);

        fresh.kid = badge_multikey(arena, keys_ed25519_public(keys_ed25519_private(arena, seed)));
        fresh.sealed = keys_seal(arena, house->seal, fresh.kid, seed);
    } else {
        struct sign_key *key = sign_key_make(SIGN_RS256);

        fresh.kid = sign_key_kid(arena, key);
        fresh.jwk = sign_key_jwk(arena, key);
        fresh.sealed = sign_key_seal(arena, house->seal, key);
        sign_key_free(key);
    }
    fresh.sealed = pg_bytes(arena, fresh.sealed);
    return fresh;
}

static struct str
private_half(struct arena *arena, struct str seed)
{
    return seed.size == KEYS_ED25519_SEED_SIZE ? keys_ed25519_private(arena, seed) : STR_NONE;
}

static int
take(const struct issue_house *house, const struct pg_answer *keys, bool is_own,
     struct issue_key *key)
{
    struct arena *arena = house->door->arena;

    for (size_t row = 0; row < keys->rows; row++) {
        struct str sealed = coding_from_hex(arena, pg_cell(keys, row, ISSUER_KEY_SIGNING_SEALED));

        if (str_same(pg_cell(keys, row, ISSUER_KEY_SIGNING_IS_OWN), STR("t")) != is_own)
            continue;
        *key = (struct issue_key){pg_cell(keys, row, ISSUER_KEY_SIGNING_KID), STR_NONE, NULL};
        if (is_own)
            key->own = private_half(arena, keys_unseal(arena, house->seal, key->kid, sealed));
        else if ((key->rsa = sign_key_unseal(arena, house->seal, key->kid, sealed)) != NULL)
            arena_keep(arena, key->rsa, end_key);
        if (key->own.at != NULL || key->rsa != NULL)
            return FOUND;
        log_fault("issuer_key_sealed_otherwise", LOG_TEXT("kid", key->kid));
        return UNREADABLE;
    }
    return MISSING;
}

enum problem
issue_key(const struct issue_house *house, struct str organisation, struct issue_key *key)
{
    bool is_own = organisation.at != NULL;

    for (int tries = 0; tries < 2; tries++) {
        struct pg_answer keys = sql_issuer_key_signing(house->door, organisation);
        int found = keys.problem ? MISSING : take(house, &keys, is_own, key);
        struct fresh fresh;

        if (keys.problem || found != MISSING)
            return keys.problem ? keys.problem : found == FOUND ? PROBLEM_NONE : PROBLEM_BROKEN;
        fresh = make(house, is_own);
        keys = sql_issuer_key_add(house->door, fresh.kid, organisation, fresh.jwk, fresh.sealed);
        if (keys.problem)
            return keys.problem;
    }
    return PROBLEM_BROKEN;
}

enum problem
issue_rotate(const struct issue_house *house, struct str organisation, struct str *kid)
{
    struct fresh fresh = make(house, organisation.at != NULL);

    *kid = fresh.kid;
    return sql_issuer_key_rotate(house->door, fresh.kid, organisation, fresh.jwk, fresh.sealed)
        .problem;
}
