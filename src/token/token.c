#include "token/token.h"

#include "token/check.h"

/* The first step that fails is the answer. What holds once and for all is not asked again. */
static const struct {
    enum problem (*judge)(struct check *check);
    bool each_time;
} steps[] = {
    {fits_the_size,               true },
    {look_for_it_among_the_known, true },
    {has_three_parts,             false},
    {is_canonical_base64url,      false},
    {header_is_small_and_flat,    false},
    {type_is_access_token,        false},
    {header_wants_nothing,        false},
    {key_is_ours,                 false},
    {algorithm_is_of_the_key,     false},
    {signature_holds,             false},
    {payload_is_an_object,        false},
    {issuer_is_ours,              false},
    {audience_holds_us,           false},
    {times_are_integers,          false},
    {has_not_expired,             true },
    {does_not_live_too_long,      false},
    {was_issued_by_now,           true },
    {names_fit,                   false},
    {was_not_revoked,             true },
};

enum problem
token_check(struct arena *arena, struct token_keys *keys, const struct token_want *want,
            struct str token, struct token_claims *claims, bool *unknown_kid)
{
    struct check check = {.arena = arena, .keys = keys, .want = want, .token = token};

    *unknown_kid = false;
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        if (check.known && !steps[i].each_time)
            continue;

        enum problem problem = steps[i].judge(&check);

        if (problem) {
            *unknown_kid = check.unknown_kid;
            return problem;
        }
    }
    if (!check.known)
        cache_keep(&keys->cache, check.hash, &check.claims);
    *claims = check.claims;
    return PROBLEM_NONE;
}
