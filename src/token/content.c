#include "token/check.h"

/* The last second of the year 9999: no sum of times gets near 64 bits. */
static const int64_t time_max = INT64_C(253402300799);

enum problem
issuer_is_ours(struct check *check)
{
    check->claims.issuer = claims_text(check->arena, &check->named, "iss");
    return unless(check->claims.issuer.size > 0 &&
                  str_same(check->claims.issuer, check->want->issuer));
}

enum problem
audience_holds_us(struct check *check)
{
    check->claims.audience = check->want->audience;
    return unless(check->want->audience.size > 0 &&
                  claims_hold(check->arena, &check->named, "aud", check->want->audience));
}

enum problem
times_are_integers(struct check *check)
{
    int64_t *expires_at = &check->claims.expires_at, *issued_at = &check->claims.issued_at;

    return unless(claims_integer(&check->named, "exp", expires_at) &&
                  claims_integer(&check->named, "iat", issued_at) && *issued_at >= 0 &&
                  *issued_at < *expires_at && *expires_at <= time_max);
}

enum problem
has_not_expired(struct check *check)
{
    return check->want->now < check->claims.expires_at + TOKEN_LEEWAY_S ? PROBLEM_NONE
                                                                        : PROBLEM_TOKEN_EXPIRED;
}

enum problem
does_not_live_too_long(struct check *check)
{
    return unless(check->claims.expires_at - check->claims.issued_at <= TOKEN_LIFE_S_MAX);
}

enum problem
was_issued_by_now(struct check *check)
{
    return unless(check->claims.issued_at <= check->want->now + TOKEN_LEEWAY_S);
}

/* A claim that may be missing has to be a string of the same size where it is there. */
static bool
name_of(struct check *check, const char *name, bool optional, struct str *text)
{
    if (optional && !claims_have(&check->named, name))
        return true;
    *text = claims_text(check->arena, &check->named, name);
    return text->size > 0 && text->size <= TOKEN_CLAIM_MAX;
}

enum problem
names_fit(struct check *check)
{
    struct token_claims *claims = &check->claims;

    if (!name_of(check, "sub", false, &claims->subject) ||
        !name_of(check, "client_id", false, &claims->client) ||
        !name_of(check, "jti", false, &claims->token_id) ||
        !name_of(check, "sid", true, &claims->session) ||
        !name_of(check, "org", true, &claims->organisation))
        return PROBLEM_INVALID_TOKEN;

    claims->scope = claims_text(check->arena, &check->named, "scope");
    return unless(claims->scope.at != NULL || !claims_have(&check->named, "scope"));
}

enum problem
was_not_revoked(struct check *check)
{
    struct revoked *revoked = &check->keys->revoked;
    const struct token_claims *claims = &check->claims;
    int64_t now = check->want->now;

    return unless(claims->issued_at > revoked->floor &&
                  !revoked_holds(revoked, claims->session, now) &&
                  !revoked_holds(revoked, claims->token_id, now) &&
                  !revoked_holds(revoked, claims->client, now));
}
