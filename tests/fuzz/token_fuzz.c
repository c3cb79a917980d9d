/*
 * Whatever the bytes, no token is accepted that was not made with the key, and
 * one that is accepted keeps all that token.h promises.
 *
 * The first byte says what the others are: a token, a header or a payload that
 * is then signed by the key, or changes to a token that is good.
 */
#include "base/coding.h"
#include "token/token.h"

#include <assert.h>
#include <string.h>

static const struct token_want want = {
    {"https://learn.example",    21},
    {"https://learn.example/v1", 24},
    1800000000,
};

static struct arena *arena;
static struct token_keys *keys;
static struct sign_key *pair;
static struct str good_header, good_payload, good_token;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str
signed_token(struct arena *into, struct str header, struct str payload)
{
    struct str bare = arena_print(into, "%s.%s", coding_base64url(into, header).at,
                                  coding_base64url(into, payload).at);
    struct str signature = coding_base64url(into, sign_key_sign(into, pair, bare));

    return arena_print(into, "%s.%s", bare.at, signature.at);
}

static void
make_keys(void)
{
    arena = arena_open(1 << 20);
    keys = token_keys_open();
    pair = sign_key_make(SIGN_ES256);

    struct str kid = sign_key_kid(arena, pair);
    bool added =
        token_keys_add(keys, kid, sign_key_from_private(sign_key_private(arena, pair)), false);

    assert(added);
    good_header =
        arena_print(arena, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}", kid.at);
    good_payload = STR("{\"iss\":\"https://learn.example\",\"aud\":\"https://learn.example/v1\","
                       "\"sub\":\"p\",\"client_id\":\"c\",\"jti\":\"j\",\"iat\":1800000000,"
                       "\"exp\":1800000600}");
    good_token = signed_token(arena, good_header, good_payload);
}

static bool
is_name(struct str text)
{
    return text.size > 0 && text.size <= TOKEN_CLAIM_MAX;
}

static void
promise_kept(const struct token_claims *claims)
{
    assert(str_same(claims->issuer, want.issuer) && str_same(claims->audience, want.audience));
    assert(is_name(claims->subject) && is_name(claims->client) && is_name(claims->token_id));
    assert(claims->session.at == NULL || is_name(claims->session));
    assert(claims->organisation.at == NULL || is_name(claims->organisation));
    assert(claims->issued_at <= want.now + TOKEN_LEEWAY_S);
    assert(claims->expires_at > want.now - TOKEN_LEEWAY_S);
    assert(claims->expires_at - claims->issued_at <= TOKEN_LIFE_S_MAX);
}

static bool
accepted(struct arena *scratch, struct str token)
{
    struct token_claims first = {0}, again = {0};
    bool unknown_kid;
    enum problem problem = token_check(scratch, keys, &want, token, &first, &unknown_kid);

    /* What was remembered is what was read. */
    assert(token_check(scratch, keys, &want, token, &again, &unknown_kid) == problem);
    if (problem)
        return false;
    promise_kept(&first);
    promise_kept(&again);
    assert(str_same(first.subject, again.subject) && str_same(first.scope, again.scope));
    return true;
}

/* Pairs of bytes: where, and what it is there from now on. */
static struct str
changed(struct arena *scratch, struct str edits)
{
    char *copy = memcpy(arena_take(scratch, good_token.size, 1), good_token.at, good_token.size);

    for (size_t i = 0; i + 2 < edits.size; i += 3) {
        size_t at = (size_t)(unsigned char)edits.at[i] << 8 | (unsigned char)edits.at[i + 1];

        copy[at % good_token.size] = edits.at[i + 2];
    }
    return (struct str){copy, good_token.size};
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > 2 * TOKEN_SIZE_MAX)
        return 0;
    if (keys == NULL)
        make_keys();

    struct arena *scratch = arena_open(4 << 20);
    struct str rest = {(const char *)data + 1, size - 1}, token;

    switch (data[0]) {
    case 'h':
        accepted(scratch, signed_token(scratch, rest, good_payload));
        break;
    case 'p':
        accepted(scratch, signed_token(scratch, good_header, rest));
        break;
    case 'c':
        token = changed(scratch, rest);
        assert(accepted(scratch, token) == str_same(token, good_token));
        break;
    default:
        assert(!accepted(scratch, rest));
    }
    arena_close(scratch);
    return 0;
}
