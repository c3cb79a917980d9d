/* The keys of issuers. Private halves are sealed about their kid, so that none can be exchanged. */
#include "issue/issue.h"

#include "base/coding.h"
#include "base/log.h"
#include "sql/credential.h"

#include <stdio.h>

enum { MISSING, FOUND, UNREADABLE };

struct issue_keys {
    char kid[KEYS_KID_SIZE + 1];
    struct sign_key *rsa; /* or NULL */
};

static void
forget(void *who)
{
    struct issue_keys *keys = who;

    sign_key_free(keys->rsa);
}

struct issue_keys *
issue_keys_open(struct arena *arena)
{
    struct issue_keys *keys = arena_new(arena, struct issue_keys);

    arena_keep(arena, keys, forget);
    return keys;
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

static void
free_key(void *key)
{
    sign_key_free(key);
}

/* Who signs has a hold on the key, so that another one may be opened meanwhile. */
static const struct sign_key *
open_rsa(const struct issue_house *house, struct str kid, struct str sealed)
{
    struct issue_keys *keys = house->keys;
    struct sign_key *held;

    if (keys->rsa == NULL || !str_same(str_of(keys->kid), kid)) {
        sign_key_free(keys->rsa);
        keys->rsa = sign_key_unseal(house->door->arena, house->seal, kid, sealed);
        snprintf(keys->kid, sizeof(keys->kid), STR_FMT, STR_ARG(kid));
    }
    if (keys->rsa == NULL)
        return NULL;
    held = sign_key_share(keys->rsa);
    arena_keep(house->door->arena, held, free_key);
    return held;
}

static int
take(const struct issue_house *house, const struct pg_answer *keys, bool is_own,
     struct issue_key *key)
{
    struct arena *arena = house->door->arena;
    size_t row = 0;
    struct str sealed;

    while (row < keys->rows &&
           str_same(pg_cell(keys, row, ISSUER_KEY_SIGNING_IS_OWN), STR("t")) != is_own)
        row++;
    if (row == keys->rows)
        return MISSING;
    *key = (struct issue_key){pg_cell(keys, row, ISSUER_KEY_SIGNING_KID), STR_NONE, NULL};
    sealed = coding_from_hex(arena, pg_cell(keys, row, ISSUER_KEY_SIGNING_SEALED));
    if (is_own)
        key->own = private_half(arena, keys_unseal(arena, house->seal, key->kid, sealed));
    else
        key->rsa = open_rsa(house, key->kid, sealed);
    if (key->own.at != NULL || key->rsa != NULL)
        return FOUND;
    log_fault("issuer_key_sealed_otherwise", LOG_TEXT("kid", key->kid));
    return UNREADABLE;
}

static enum problem
add(const struct issue_house *house, struct str organisation)
{
    struct fresh fresh = make(house, organisation.at != NULL);

    return sql_issuer_key_add(house->door, fresh.kid, organisation, fresh.jwk, fresh.sealed)
        .problem;
}

enum problem
issue_key(const struct issue_house *house, struct str organisation, struct issue_key *own,
          struct issue_key *service)
{
    enum { TRIES = 3 }; /* both may be missing */

    for (int tries = 0; tries < TRIES; tries++) {
        struct pg_answer keys = sql_issuer_key_signing(house->door, organisation);
        int first, second;
        enum problem problem = keys.problem;

        if (problem)
            return problem;
        first = own == NULL ? FOUND : take(house, &keys, true, own);
        second = service == NULL ? FOUND : take(house, &keys, false, service);
        if (first == UNREADABLE || second == UNREADABLE)
            return PROBLEM_BROKEN;
        if (first == FOUND && second == FOUND)
            return PROBLEM_NONE;
        problem = add(house, first == MISSING ? organisation : STR_NONE);
        if (problem)
            return problem;
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
