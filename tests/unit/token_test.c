#include "token_smith.h"

#include "base/coding.h"
#include "token/keyring.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static struct smith smith;

static int
open_smith(void **state)
{
    (void)state;
    smith_open(&smith);
    return 0;
}

static int
close_smith(void **state)
{
    (void)state;
    smith_close(&smith);
    return 0;
}

static struct token_claims
claims_at(int64_t now)
{
    return (struct token_claims){
        .issuer = STR(SMITH_ISSUER),
        .subject = STR("person-1"),
        .audience = STR(SMITH_AUDIENCE),
        .client = STR("client-1"),
        .token_id = STR("token-1"),
        .session = STR("session-1"),
        .scope = STR("award:read award:write"),
        .organisation = STR("school-1"),
        .issued_at = now,
        .expires_at = now + TOKEN_LIFE_S,
    };
}

static struct str
issue(struct token_claims claims)
{
    struct str token = token_issue(smith.arena, smith.keys, &claims);

    assert_non_null(token.at);
    return token;
}

static enum problem
check_at(struct str token, int64_t now, struct token_claims *claims)
{
    struct token_want want = {STR(SMITH_ISSUER), STR(SMITH_AUDIENCE), now};
    bool unknown_kid;

    return token_check(smith.arena, smith.keys, &want, token, claims, &unknown_kid);
}

static void
assert_claims_same(const struct token_claims *a, const struct token_claims *b)
{
    assert_true(str_same(a->issuer, b->issuer));
    assert_true(str_same(a->subject, b->subject));
    assert_true(str_same(a->audience, b->audience));
    assert_true(str_same(a->client, b->client));
    assert_true(str_same(a->token_id, b->token_id));
    assert_true(str_same(a->session, b->session));
    assert_int_equal(a->session.at == NULL, b->session.at == NULL);
    assert_true(str_same(a->scope, b->scope));
    assert_true(str_same(a->organisation, b->organisation));
    assert_int_equal(a->organisation.at == NULL, b->organisation.at == NULL);
    assert_int_equal(a->issued_at, b->issued_at);
    assert_int_equal(a->expires_at, b->expires_at);
}

/* The first check reads the token, the second one remembers it. */
static void
what_is_issued_is_read_back(void **state)
{
    struct token_claims bare = claims_at(SMITH_NOW), odd = claims_at(SMITH_NOW);

    (void)state;
    bare.session = bare.organisation = bare.scope = STR_NONE;
    odd.subject = STR("a \"quoted\" \\ back\tslash \xc5\xb1 \xf0\x9f\x8e\x93 \x1f\x7f");
    odd.scope = STR("");

    const struct token_claims all[] = {claims_at(SMITH_NOW), bare, odd};

    for (size_t i = 0; i < COUNT(all); i++) {
        struct str token = issue(all[i]);

        for (int round = 0; round < 2; round++) {
            struct token_claims claims = {0};

            assert_int_equal(check_at(token, SMITH_NOW, &claims), PROBLEM_NONE);
            assert_claims_same(&claims, &all[i]);
        }
    }
}

static void
header_says_what_rfc_9068_asks_for(void **state)
{
    struct str token = issue(claims_at(SMITH_NOW)), header;

    (void)state;
    str_cut(&token, '.', &header);
    header = coding_from_base64url(smith.arena, header);
    assert_true(str_same(header, smith_header(&smith, NULL, NULL)));
}

static void
nothing_is_issued_without_a_key_that_signs(void **state)
{
    struct token_keys *keys = token_keys_open();
    struct token_claims claims = claims_at(SMITH_NOW);
    char big[TOKEN_SIZE_MAX];

    (void)state;
    assert_false(token_keys_can_sign(keys));
    assert_null(token_issue(smith.arena, keys, &claims).at);
    assert_true(token_keys_add(keys, STR("a"), sign_key_make(SIGN_ES256), false));
    assert_false(token_keys_can_sign(keys));
    assert_null(token_issue(smith.arena, keys, &claims).at);
    assert_true(token_keys_add(keys, STR("b"), sign_key_make(SIGN_ES256), true));
    assert_true(token_keys_can_sign(keys));
    assert_non_null(token_issue(smith.arena, keys, &claims).at);

    memset(big, 'x', sizeof(big));
    claims.scope = (struct str){big, sizeof(big)};
    assert_null(token_issue(smith.arena, keys, &claims).at);

    token_keys_clear(keys);
    assert_false(token_keys_can_sign(keys));
    token_keys_close(keys);
}

static void
refused_token_leaves_the_claims_alone(void **state)
{
    struct token_claims claims = claims_at(1), before = claims;

    (void)state;
    assert_int_equal(check_at(issue(claims_at(SMITH_NOW)), SMITH_NOW + 5000, &claims),
                     PROBLEM_TOKEN_EXPIRED);
    assert_memory_equal(&claims, &before, sizeof(claims));
}

static void
sixty_four_keys_are_taken(void **state)
{
    struct token_keys *keys = token_keys_open();

    (void)state;
    for (int i = 0; i < 64; i++) {
        struct str kid = arena_print(smith.arena, "key-%d", i);

        assert_true(token_keys_add(keys, kid, sign_key_make(SIGN_ES256), i == 3));
        assert_false(token_keys_add(keys, kid, sign_key_make(SIGN_ES256), true));
    }
    assert_false(token_keys_add(keys, STR("one more"), sign_key_make(SIGN_ES256), true));
    token_keys_clear(keys);
    assert_false(token_keys_add(keys, STR(""), sign_key_make(SIGN_ES256), true));
    assert_true(token_keys_add(keys, STR("one more"), sign_key_make(SIGN_ES256), true));
    token_keys_close(keys);
}

/* While keys change, tokens of the old one are taken and tokens of the new one given out. */
static void
keys_are_rotated(void **state)
{
    struct token_claims claims;
    struct str old = issue(claims_at(SMITH_NOW)), fresh;
    struct sign_key *next = sign_key_make(SIGN_ES256);
    struct str der = sign_key_private(smith.arena, next), kid = sign_key_kid(smith.arena, next);
    struct token_want want = {STR(SMITH_ISSUER), STR(SMITH_AUDIENCE), SMITH_NOW};
    bool unknown_kid;

    (void)state;
    assert_true(token_keys_add(smith.keys, kid, next, true));
    fresh = issue(claims_at(SMITH_NOW));
    assert_int_equal(check_at(old, SMITH_NOW, &claims), PROBLEM_NONE);
    assert_int_equal(check_at(fresh, SMITH_NOW, &claims), PROBLEM_NONE);

    /* Cleared, neither the keys nor what was remembered counts any more. */
    token_keys_clear(smith.keys);
    assert_true(token_keys_add(smith.keys, kid, sign_key_from_private(der), true));
    assert_int_equal(token_check(smith.arena, smith.keys, &want, old, &claims, &unknown_kid),
                     PROBLEM_INVALID_TOKEN);
    assert_true(unknown_kid);
    assert_int_equal(check_at(fresh, SMITH_NOW, &claims), PROBLEM_NONE);
}

static void
known_token_is_not_verified_again(void **state)
{
    struct str token = issue(claims_at(SMITH_NOW)), other;
    struct token_claims claims = claims_at(SMITH_NOW), read;
    char *kid = smith.keys->list[0].kid;

    (void)state;
    claims.token_id = STR("token-2");
    other = issue(claims);
    assert_int_equal(check_at(token, SMITH_NOW, &read), PROBLEM_NONE);

    /* Were the key looked up, it would not be found. */
    kid[0] = (char)(kid[0] ^ 1);
    assert_int_equal(check_at(token, SMITH_NOW, &read), PROBLEM_NONE);
    assert_int_equal(check_at(other, SMITH_NOW, &read), PROBLEM_INVALID_TOKEN);
    kid[0] = (char)(kid[0] ^ 1);
    assert_int_equal(check_at(other, SMITH_NOW, &read), PROBLEM_NONE);
}

static void
known_token_is_judged_each_time(void **state)
{
    struct str token = issue(claims_at(SMITH_NOW));
    struct token_want elsewhere = {STR("https://other.example"), STR(SMITH_AUDIENCE), SMITH_NOW};
    struct token_want another = {STR(SMITH_ISSUER), STR("https://other.example"), SMITH_NOW};
    struct token_claims read;
    bool unknown_kid;

    (void)state;
    assert_int_equal(check_at(token, SMITH_NOW, &read), PROBLEM_NONE);
    assert_int_equal(check_at(token, SMITH_NOW + 629, &read), PROBLEM_NONE);
    assert_int_equal(check_at(token, SMITH_NOW + 630, &read), PROBLEM_TOKEN_EXPIRED);
    assert_int_equal(check_at(token, SMITH_NOW - 30, &read), PROBLEM_NONE);
    assert_int_equal(check_at(token, SMITH_NOW - 31, &read), PROBLEM_INVALID_TOKEN);
    assert_int_equal(token_check(smith.arena, smith.keys, &elsewhere, token, &read, &unknown_kid),
                     PROBLEM_INVALID_TOKEN);
    assert_int_equal(token_check(smith.arena, smith.keys, &another, token, &read, &unknown_kid),
                     PROBLEM_INVALID_TOKEN);
    assert_int_equal(check_at(token, SMITH_NOW, &read), PROBLEM_NONE);
}

/* A token for two is remembered for the one who asked. */
static void
audience_of_a_known_token_is_the_asker(void **state)
{
    struct str payload = smith_payload(&smith, "aud", "[\"" SMITH_AUDIENCE "\",\"https://b\"]");
    struct str token = smith_token(&smith, smith_header(&smith, NULL, NULL), payload);
    const char *const audiences[] = {SMITH_AUDIENCE, "https://b", SMITH_AUDIENCE, SMITH_AUDIENCE};

    (void)state;
    for (size_t i = 0; i < COUNT(audiences); i++) {
        struct token_want want = {STR(SMITH_ISSUER), str_of(audiences[i]), SMITH_NOW};
        struct token_claims read;
        bool unknown_kid;

        assert_int_equal(token_check(smith.arena, smith.keys, &want, token, &read, &unknown_kid),
                         PROBLEM_NONE);
        assert_true(str_same(read.audience, want.audience));
    }
}

static void
cache_is_bounded(void **state)
{
    struct cache *cache = &smith.keys->cache;
    struct token_claims claims = claims_at(SMITH_NOW), read;
    char big[CACHE_TEXT_MAX + 1];
    size_t kept = 0;

    (void)state;
    for (int i = 0; i < 5000; i++)
        cache_keep(cache, keys_sha256(smith.arena, arena_print(smith.arena, "%d", i)), &claims);
    for (int i = 0; i < 5000; i++)
        kept += cache_find(cache, smith.arena,
                           keys_sha256(smith.arena, arena_print(smith.arena, "%d", i)), &read);
    assert_true(kept > CACHE_SLOTS / 2 && kept <= CACHE_SLOTS);
    assert_true(cache_find(cache, smith.arena, keys_sha256(smith.arena, STR("4999")), &read));
    assert_claims_same(&read, &claims);

    memset(big, 'x', sizeof(big));
    claims.scope = (struct str){big, sizeof(big)};
    cache_keep(cache, keys_sha256(smith.arena, STR("big")), &claims);
    assert_false(cache_find(cache, smith.arena, keys_sha256(smith.arena, STR("big")), &read));

    /* A token that is too large to be remembered is read each time. */
    struct str token = issue(claims);

    assert_int_equal(check_at(token, SMITH_NOW, &read), PROBLEM_NONE);
    assert_int_equal(check_at(token, SMITH_NOW, &read), PROBLEM_NONE);
    assert_true(str_same(read.scope, claims.scope));
}

static const struct {
    const char *id;
    bool hits;
} revocations[] = {
    {"token-1",   true },
    {"session-1", true },
    {"client-1",  true },
    {"token-2",   false},
    {"token-",    false},
    {"token-11",  false},
    {"",          false},
    {"person-1",  false},
    {"school-1",  false},
};

static void
revoked_ids_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(revocations); i++) {
        struct str token = issue(claims_at(SMITH_NOW));
        struct token_claims read;
        enum problem after = revocations[i].hits ? PROBLEM_INVALID_TOKEN : PROBLEM_NONE;

        smith.keys->revoked = (struct revoked){0};
        /* With and without having been remembered. */
        for (int known = 0; known < 2; known++) {
            cache_clear(&smith.keys->cache);
            if (known == 1)
                assert_int_equal(check_at(token, SMITH_NOW, &read), PROBLEM_NONE);
            token_keys_revoke(smith.keys, str_of(revocations[i].id), SMITH_NOW);
            assert_int_equal(check_at(token, SMITH_NOW, &read), after);
            smith.keys->revoked = (struct revoked){0};
        }
    }
}

static void
revocation_outlives_the_token_and_the_keys(void **state)
{
    struct token_claims claims = claims_at(SMITH_NOW + 30), read;
    struct str kid = arena_copy(smith.arena, smith.kid);

    (void)state;
    claims.expires_at = claims.issued_at + TOKEN_LIFE_S_MAX;

    struct str token = issue(claims);

    token_keys_revoke(smith.keys, STR("session-1"), SMITH_NOW);
    token_keys_clear(smith.keys);
    token_keys_add(smith.keys, kid,
                   sign_key_from_private(sign_key_private(smith.arena, smith.pair)), true);
    for (int64_t now = SMITH_NOW; now < claims.expires_at + TOKEN_LEEWAY_S; now++)
        assert_int_equal(check_at(token, now, &read), PROBLEM_INVALID_TOKEN);
    assert_int_equal(check_at(token, claims.expires_at + TOKEN_LEEWAY_S, &read),
                     PROBLEM_TOKEN_EXPIRED);
}

static void
revocation_is_forgotten_at_last(void **state)
{
    struct revoked *revoked = &smith.keys->revoked;

    (void)state;
    *revoked = (struct revoked){0};
    revoked_add(revoked, STR("a"), SMITH_NOW);
    revoked_add(revoked, STR("b"), SMITH_NOW + 100);
    revoked_add(revoked, STR("a"), SMITH_NOW - 50);
    assert_int_equal(revoked->count, 2);
    assert_true(revoked_holds(revoked, STR("a"), SMITH_NOW + 960));
    assert_false(revoked_holds(revoked, STR("a"), SMITH_NOW + 961));
    assert_true(revoked_holds(revoked, STR("b"), SMITH_NOW + 961));
    assert_false(revoked_holds(revoked, STR("b"), SMITH_NOW + 1061));
    assert_int_equal(revoked->count, 0);
}

static void
id_that_is_too_long_is_no_id(void **state)
{
    struct revoked *revoked = &smith.keys->revoked;
    char id[TOKEN_CLAIM_MAX + 1];

    (void)state;
    *revoked = (struct revoked){0};
    memset(id, 'x', sizeof(id));
    revoked_add(revoked, (struct str){id, sizeof(id)}, SMITH_NOW);
    revoked_add(revoked, STR_NONE, SMITH_NOW);
    assert_int_equal(revoked->count, 0);
    revoked_add(revoked, (struct str){id, TOKEN_CLAIM_MAX}, SMITH_NOW);
    assert_true(revoked_holds(revoked, (struct str){id, TOKEN_CLAIM_MAX}, SMITH_NOW));
}

/* More revocations than are kept: what was pushed out stays refused, by its age. */
static void
full_list_refuses_what_is_as_old(void **state)
{
    struct token_claims claims = claims_at(SMITH_NOW), later = claims_at(SMITH_NOW + 30), read;
    struct str token, by_a_fast_clock, fresh;

    (void)state;
    smith.keys->revoked = (struct revoked){0};
    later.token_id = later.session = STR("later");
    token = issue(claims);
    by_a_fast_clock = issue(later);
    later.issued_at++;
    fresh = issue(later);

    token_keys_revoke(smith.keys, STR("token-1"), SMITH_NOW);
    for (int i = 0; i < REVOKED_MAX - 1; i++)
        token_keys_revoke(smith.keys, arena_print(smith.arena, "other-%d", i), SMITH_NOW + 1);
    assert_int_equal(smith.keys->revoked.floor, 0);
    token_keys_revoke(smith.keys, STR("the last straw"), SMITH_NOW + 1);
    assert_int_equal(smith.keys->revoked.count, REVOKED_MAX);
    assert_false(revoked_holds(&smith.keys->revoked, STR("token-1"), SMITH_NOW));
    assert_true(revoked_holds(&smith.keys->revoked, STR("other-0"), SMITH_NOW));
    assert_true(revoked_holds(&smith.keys->revoked, STR("the last straw"), SMITH_NOW));

    assert_int_equal(check_at(token, SMITH_NOW + 31, &read), PROBLEM_INVALID_TOKEN);
    assert_int_equal(check_at(by_a_fast_clock, SMITH_NOW + 31, &read), PROBLEM_INVALID_TOKEN);
    assert_int_equal(check_at(fresh, SMITH_NOW + 31, &read), PROBLEM_NONE);
}

static const struct {
    const char *scope, *wanted;
    bool holds;
} scopes[] = {
    {"award:read",              "award:read",  true },
    {"award:read award:write",  "award:write", true },
    {"a  award:read ",          "award:read",  true },
    {"award:read",              "award:rea",   false},
    {"award:rea",               "award:read",  false},
    {"award:reads xaward:read", "award:read",  false},
    {"award:read,award:write",  "award:write", false},
    {"AWARD:READ",              "award:read",  false},
    {"",                        "award:read",  false},
    {"",                        "",            false},
    {"a  b",                    "",            false},
    {NULL,                      "award:read",  false},
    {"award:read\taward:write", "award:write", false},
};

static void
scope_is_a_list_of_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(scopes); i++)
        assert_int_equal(token_scope_holds(str_of(scopes[i].scope), scopes[i].wanted),
                         scopes[i].holds);
}

int
main(void)
{
#define WITH_SMITH(test) cmocka_unit_test_setup_teardown(test, open_smith, close_smith)
    const struct CMUnitTest tests[] = {
        WITH_SMITH(what_is_issued_is_read_back),
        WITH_SMITH(header_says_what_rfc_9068_asks_for),
        WITH_SMITH(nothing_is_issued_without_a_key_that_signs),
        WITH_SMITH(refused_token_leaves_the_claims_alone),
        WITH_SMITH(sixty_four_keys_are_taken),
        WITH_SMITH(keys_are_rotated),
        WITH_SMITH(known_token_is_not_verified_again),
        WITH_SMITH(known_token_is_judged_each_time),
        WITH_SMITH(audience_of_a_known_token_is_the_asker),
        WITH_SMITH(cache_is_bounded),
        WITH_SMITH(revoked_ids_are_refused),
        WITH_SMITH(revocation_outlives_the_token_and_the_keys),
        WITH_SMITH(revocation_is_forgotten_at_last),
        WITH_SMITH(id_that_is_too_long_is_no_id),
        WITH_SMITH(full_list_refuses_what_is_as_old),
        WITH_SMITH(scope_is_a_list_of_words),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
