#include "token/jwt-parts.h"

static const char *const names[] = {
    [JWT_GOOD] = "good",
    [JWT_MALFORMED] = "malformed",
    [JWT_HEADER] = "header",
    [JWT_ALGORITHM] = "algorithm",
    [JWT_UNKNOWN_KEY] = "unknown_key",
    [JWT_SIGNATURE] = "signature",
    [JWT_ISSUER] = "issuer",
    [JWT_SUBJECT] = "subject",
    [JWT_AUDIENCE] = "audience",
    [JWT_EXPIRED] = "expired",
    [JWT_TIMES] = "times",
    [JWT_NONCE] = "nonce",
    [JWT_TOKEN_ID] = "token_id",
};

const char *
jwt_verdict_name(enum jwt_verdict verdict)
{
    return names[verdict];
}

static bool
says(const struct reading *reading, const char *name, struct str wanted)
{
    return wanted.size > 0 &&
           str_same(claims_text(reading->arena, &reading->payload, name), wanted);
}

/* exp has to be there and to come; iat and nbf, where they are, may not be to come. */
static enum jwt_verdict
judge_times(const struct reading *reading, int64_t now, int64_t ahead_max, int64_t *expires_at)
{
    const struct claims *payload = &reading->payload;
    int64_t issued_at = now, valid_from = now;

    if (!claims_integer(payload, "exp", expires_at))
        return JWT_TIMES;
    if (*expires_at <= now - JWT_LEEWAY_S)
        return JWT_EXPIRED;
    if ((claims_have(payload, "iat") && !claims_integer(payload, "iat", &issued_at)) ||
        (claims_have(payload, "nbf") && !claims_integer(payload, "nbf", &valid_from)))
        return JWT_TIMES;
    return issued_at > now + JWT_LEEWAY_S || valid_from > now + JWT_LEEWAY_S ||
                   issued_at < now - ahead_max - JWT_LEEWAY_S ||
                   *expires_at > now + ahead_max + JWT_LEEWAY_S
               ? JWT_TIMES
               : JWT_GOOD;
}

static bool
is_for_one_of(const struct reading *reading, const struct str *audiences, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (claims_hold(reading->arena, &reading->payload, "aud", audiences[i]))
            return true;
    return false;
}

enum jwt_verdict
jwt_check_assertion(struct arena *arena, const struct jwk_set *set,
                    const struct jwt_assertion_want *want, struct str token,
                    struct jwt_assertion *assertion)
{
    struct reading reading = {.arena = arena, .token = token};
    enum jwt_verdict verdict = jwt_open(&reading, set);

    if (verdict != JWT_GOOD)
        return verdict;
    if (!says(&reading, "iss", want->client))
        return JWT_ISSUER;
    if (!says(&reading, "sub", want->client))
        return JWT_SUBJECT;
    if (!is_for_one_of(&reading, want->audiences, want->audience_count))
        return JWT_AUDIENCE;
    verdict = judge_times(&reading, want->now, JWT_ASSERTION_S_MAX, &assertion->expires_at);
    if (verdict != JWT_GOOD)
        return verdict;
    assertion->token_id = claims_text(arena, &reading.payload, "jti");
    return assertion->token_id.size < JWT_ID_SIZE_MIN ||
                   assertion->token_id.size > JWT_TEXT_SIZE_MAX
               ? JWT_TOKEN_ID
               : JWT_GOOD;
}

struct str
jwt_named_issuer(struct arena *arena, struct str token)
{
    struct reading reading = {.arena = arena, .token = token};

    return jwt_take_apart(&reading) ? claims_text(arena, &reading.payload, "iss") : STR_NONE;
}

/* Of several readers one asked for it, and that has to be us. */
static bool
is_for_us(const struct reading *reading, struct str client)
{
    struct str azp = claims_text(reading->arena, &reading->payload, "azp");

    if (!claims_hold(reading->arena, &reading->payload, "aud", client))
        return false;
    if (claims_have(&reading->payload, "azp"))
        return str_same(azp, client);
    return !claims_has_several(&reading->payload, "aud");
}

enum jwt_verdict
jwt_check_id_token(struct arena *arena, const struct jwk_set *set, const struct jwt_id_want *want,
                   struct str token, struct jwt_identity *identity)
{
    struct reading reading = {.arena = arena, .token = token};
    enum jwt_verdict verdict = jwt_open(&reading, set);
    int64_t expires_at;

    if (verdict != JWT_GOOD)
        return verdict;
    if (!says(&reading, "iss", want->issuer))
        return JWT_ISSUER;
    if (!is_for_us(&reading, want->client))
        return JWT_AUDIENCE;
    if (!claims_have(&reading.payload, "iat"))
        return JWT_TIMES;
    verdict = judge_times(&reading, want->now, JWT_ID_TOKEN_S_MAX, &expires_at);
    if (verdict != JWT_GOOD)
        return verdict;
    if (!says(&reading, "nonce", want->nonce))
        return JWT_NONCE;
    identity->subject = claims_text(arena, &reading.payload, "sub");
    identity->payload = reading.parts[1];
    return identity->subject.size == 0 || identity->subject.size > JWT_TEXT_SIZE_MAX ? JWT_SUBJECT
                                                                                     : JWT_GOOD;
}

struct str
jwt_claim(struct arena *arena, struct str payload, const char *name)
{
    struct claims claims;
    struct str raw;

    if (!claims_read(payload, &claims))
        return STR_NONE;
    raw = claims_raw(&claims, name);
    return str_same(raw, STR("true")) || str_same(raw, STR("false"))
               ? raw
               : claims_text(arena, &claims, name);
}
