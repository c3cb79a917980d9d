#include "token/jwk-set.h"

#include "base/coding.h"
#include "json/scan.h"
#include "token/claims.h"

static void
end_key(void *key)
{
    sign_key_free(key);
}

/* Whether the key says that it is for something else. */
static bool
is_for_others(struct arena *arena, const struct claims *jwk, enum sign_algorithm algorithm)
{
    struct str use = claims_text(arena, jwk, "use"), alg = claims_text(arena, jwk, "alg");

    return (claims_have(jwk, "use") && !str_same(use, STR("sig"))) ||
           (claims_have(jwk, "alg") && !str_same(alg, str_of(sign_algorithm_name(algorithm))));
}

static struct str
bytes_of(struct arena *arena, const struct claims *jwk, const char *name)
{
    struct str text = claims_text(arena, jwk, name);

    return text.at == NULL ? STR_NONE : coding_from_base64url(arena, text);
}

static struct sign_key *
key_of(struct arena *arena, const struct claims *jwk)
{
    struct str kty = claims_text(arena, jwk, "kty"), first, second;

    if (str_same(kty, STR("RSA")) && !is_for_others(arena, jwk, SIGN_RS256)) {
        first = bytes_of(arena, jwk, "n");
        second = bytes_of(arena, jwk, "e");
        return first.at == NULL || second.at == NULL ? NULL : sign_key_from_rsa(first, second);
    }
    if (str_same(kty, STR("EC")) && str_same(claims_text(arena, jwk, "crv"), STR("P-256")) &&
        !is_for_others(arena, jwk, SIGN_ES256)) {
        first = bytes_of(arena, jwk, "x");
        second = bytes_of(arena, jwk, "y");
        return first.at == NULL || second.at == NULL ? NULL : sign_key_from_ec(first, second);
    }
    return NULL;
}

static void
add(struct arena *arena, struct jwk_set *set, struct str json)
{
    struct claims jwk;
    struct sign_key *key;
    struct str kid;

    if (set->count == JWK_SET_MAX || !claims_read(json, &jwk))
        return;
    kid = claims_text(arena, &jwk, "kid");
    key = kid.size > JWK_KID_SIZE_MAX ? NULL : key_of(arena, &jwk);
    if (key == NULL)
        return;
    arena_keep(arena, key, end_key);
    set->list[set->count++] = (struct jwk){kid, key};
}

const struct jwk_set *
jwk_set_read(struct arena *arena, struct str json)
{
    struct jwk_set *set = arena_new(arena, struct jwk_set);
    struct claims whole;
    struct scan_fault fault;
    struct str list, item;

    if (json.size > JWK_SET_SIZE_MAX || scan_json(json, &fault) || !claims_read(json, &whole) ||
        !claims_list(&whole, "keys", &list))
        return NULL;
    while (claims_next(&list, &item))
        add(arena, set, item);
    return set;
}

const struct sign_key *
jwk_set_find(const struct jwk_set *set, struct str kid, enum sign_algorithm algorithm)
{
    const struct sign_key *found = NULL;

    for (size_t i = 0; i < set->count; i++) {
        if (sign_key_algorithm(set->list[i].key) != algorithm ||
            (kid.at != NULL && !str_same(set->list[i].kid, kid)))
            continue;
        if (found != NULL)
            return NULL;
        found = set->list[i].key;
    }
    return found;
}
