/*
 * check: the steps that a token passes, each a test. For this room only.
 *
 * They are called in the order of the table in token.c, and each may rely on
 * those before it. Times are seconds since 1970.
 */
#pragma once

#include "token/claims.h"
#include "token/keyring.h"

struct check {
    struct arena *arena;
    struct token_keys *keys;
    const struct token_want *want;
    struct str token, hash;
    struct str signed_part, header, payload, signature; /* all but the first decoded */
    struct claims named;                                /* of the header, then of the payload */
    const struct sign_key *key;
    bool known, unknown_kid;
    struct token_claims claims;
};

/* What a step says that passes when `good`. */
static inline enum problem
unless(bool good)
{
    return good ? PROBLEM_NONE : PROBLEM_INVALID_TOKEN;
}

/* Of the envelope: form, type, key and signature. */
enum problem fits_the_size(struct check *check);
enum problem look_for_it_among_the_known(struct check *check);
enum problem has_three_parts(struct check *check);
enum problem is_canonical_base64url(struct check *check);
enum problem header_is_small_and_flat(struct check *check);
enum problem type_is_access_token(struct check *check);
enum problem header_wants_nothing(struct check *check);
enum problem key_is_ours(struct check *check);
enum problem algorithm_is_of_the_key(struct check *check);
enum problem signature_holds(struct check *check);
enum problem payload_is_an_object(struct check *check);

/* Of what it says: from whom, for whom, until when, about whom. */
enum problem issuer_is_ours(struct check *check);
enum problem audience_holds_us(struct check *check);
enum problem times_are_integers(struct check *check);
enum problem has_not_expired(struct check *check);
enum problem does_not_live_too_long(struct check *check);
enum problem was_issued_by_now(struct check *check);
enum problem names_fit(struct check *check);
enum problem was_not_revoked(struct check *check);
