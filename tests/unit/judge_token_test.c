/* Tokens in the name of an issuer, by a key that its host lists. */
#include "badge/check.h"
#include "base/coding.h"
#include "judge_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "each_arena.h"

#define DID     JUDGE_STAGE_ISSUER
#define SITE    "https://issuer.example"
#define DID_URL SITE "/badges/did.json"
#define JWKS    SITE "/.well-known/jwks.json"
#define UNTIL   ",\"validUntil\":\"2035-01-01T00:00:00Z\""
#define PAST    "1750000000"
#define FUTURE  "2051222400" /* that is UNTIL */

static struct sign_key *key;

static int
make_key(void **state)
{
    (void)state;
    key = sign_key_make(SIGN_ES256);
    return 0;
}

static int
end_key(void **state)
{
    (void)state;
    sign_key_free(key);
    return 0;
}

/* The kept badge without its proof, with `more` at its end, or in place of its end. */
static struct str
payload(const char *more, bool has_until)
{
    struct str badge = judge_stage_bare(arena, "plain.json");

    badge = arena_print(arena, "%.*s%s}", (int)badge.size - 1, badge.at, more);
    return has_until ? badge : judge_stage_changed(arena, badge, UNTIL, "");
}

static struct str
token(const char *header, struct str claims)
{
    struct str first = coding_base64url(arena, str_of(header));
    struct str second = coding_base64url(arena, claims);
    struct str head = arena_print(arena, STR_FMT "." STR_FMT, STR_ARG(first), STR_ARG(second));
    struct str signature = coding_base64url(arena, sign_key_sign(arena, key, head));

    return arena_print(arena, STR_FMT "." STR_FMT, STR_ARG(head), STR_ARG(signature));
}

static const char *
by_kid(const char *more)
{
    return arena_print(arena, "{\"alg\":\"ES256\",\"kid\":\"" STR_FMT "\"%s}",
                       STR_ARG(sign_key_kid(arena, key)), more)
        .at;
}

/* `document`: of the issuer, beside its id. */
static const struct judge_outcome *
judged(struct str badge, const char *document)
{
    struct str jwk = sign_key_jwk(arena, key);
    const struct stage_change world[] = {
        {DID_URL,            "", arena_print(arena, "{\"id\":\"" DID "\"%s}", document).at, 0},
        {JWKS, "", arena_print(arena, "{\"keys\":[" STR_FMT "]}", STR_ARG(jwk)).at, 0},
        {0     },
    };

    return judge_stage_judge(arena, badge, STR_NONE, world);
}

static void
headers_are_read_as_they_may_be_written(void **state)
{
    static const struct {
        const char *more;
        enum judge_verdict verdict;
    } cases[] = {
        {"",                                        JUDGE_VALID         },
        {",\"typ\":\"jwt\"",                        JUDGE_VALID         },
        {",\"typ\":\"vc+jwt\"",                     JUDGE_VALID         },
        {",\"typ\":\"application/vc+jwt\"",         JUDGE_VALID         },
        {",\"typ\":\"application/at+jwt\"",         JUDGE_NOT_VERIFIABLE},
        {",\"typ\":\"application/\"",               JUDGE_NOT_VERIFIABLE},
        {",\"typ\":[\"JWT\"]",                      JUDGE_NOT_VERIFIABLE},
        {",\"typ\":null",                           JUDGE_NOT_VERIFIABLE},
        {",\"crit\":[]",                            JUDGE_NOT_VERIFIABLE},
        {",\"b64\":true",                           JUDGE_NOT_VERIFIABLE},
        {",\"cty\":\"vc\",\"x5u\":\"https://a.b\"", JUDGE_VALID         },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        judge_stage_is(cases[i].more, judged(token(by_kid(cases[i].more), payload("", true)), ""),
                       cases[i].verdict);
    judge_stage_is("over lines",
                   judged(token(judge_stage_changed(arena, str_of(by_kid("")), "{", "{\n").at,
                                payload("", true)),
                          ""),
                   JUDGE_VALID);
}

static void
claims_say_no_more_than_the_credential(void **state)
{
    static const struct {
        const char *more;
        bool has_until;
        enum judge_verdict verdict;
    } cases[] = {
        {",\"exp\":" FUTURE,            true,  JUDGE_VALID         },
        {",\"exp\":" FUTURE,            false, JUDGE_VALID         },
        {",\"exp\":" PAST,              false, JUDGE_EXPIRED       },
        {",\"exp\":" PAST,              true,  JUDGE_NOT_VERIFIABLE},
        {",\"exp\":\"" FUTURE "\"",     true,  JUDGE_NOT_VERIFIABLE},
        {",\"exp\":-1",                 false, JUDGE_NOT_VERIFIABLE},
        {",\"exp\":1e99",               false, JUDGE_NOT_VERIFIABLE},
        {",\"exp\":null",               false, JUDGE_NOT_VERIFIABLE},
        {",\"nbf\":" FUTURE,            true,  JUDGE_NOT_VERIFIABLE},
        {",\"iss\":\"did:web:a\"",      true,  JUDGE_NOT_VERIFIABLE},
        {",\"iss\":[\"" DID "\"]",      true,  JUDGE_NOT_VERIFIABLE},
        {",\"iss\":\"" DID "\"",        true,  JUDGE_VALID         },
        {",\"sub\":\"urn:uuid:1\"",     true,  JUDGE_NOT_VERIFIABLE},
        {",\"proof\":{\"type\":\"?\"}", true,  JUDGE_VALID         },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        judge_stage_is(cases[i].more,
                       judged(token(by_kid(""), payload(cases[i].more, cases[i].has_until)), ""),
                       cases[i].verdict);
}

/* What the issuer's document says of a key is the last word, also when its host lists it still. */
static void
a_key_that_is_for_something_else_does_not_assert(void **state)
{
    static const struct {
        const char *list;
        enum judge_verdict verdict;
    } cases[] = {
        {"",                                               JUDGE_UNKNOWN_ISSUER},
        {",\"authentication\":[\"#k\"]",                   JUDGE_UNKNOWN_ISSUER},
        {",\"assertionMethod\":[\"#k\"]",                  JUDGE_VALID         },
        {",\"assertionMethod\":[\"" DID "#k\"]",           JUDGE_VALID         },
        {",\"assertionMethod\":\"" DID "#k\"",             JUDGE_VALID         },
        {",\"assertionMethod\":[\"did:web:a.example#k\"]", JUDGE_UNKNOWN_ISSUER},
    };
    struct str jwk = sign_key_jwk(arena, key);
    const char *header =
        arena_print(arena, "{\"alg\":\"ES256\",\"jwk\":" STR_FMT "}", STR_ARG(jwk)).at;

    (void)state;
    judge_stage_is("at the host", judged(token(header, payload("", true)), ""), JUDGE_VALID);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *document =
            arena_print(arena,
                        ",\"verificationMethod\":[{\"id\":\"" DID "#k\",\"controller\":\"" DID
                        "\",\"publicKeyJwk\":" STR_FMT "}]%s",
                        STR_ARG(jwk), cases[i].list)
                .at;

        judge_stage_is(cases[i].list, judged(token(header, payload("", true)), document),
                       cases[i].verdict);
        judge_stage_is(cases[i].list, judged(token(by_kid(""), payload("", true)), document),
                       cases[i].verdict);
    }
}

/* The issuer is its own key, as a did:key of P-256. */
static void
a_key_may_be_its_own_issuer(void **state)
{
    const struct json_tree *jwk;
    struct scan_fault fault;
    char point[35] = {(char)0x80, 0x24, 2};
    struct str did, text, claims, x, y;
    const char *header;

    (void)state;
    assert_int_equal(json_tree_read(arena, sign_key_jwk(arena, key), &jwk, &fault), 0);
    x = coding_from_base64url(arena, json_tree_text(jwk, "x"));
    y = coding_from_base64url(arena, json_tree_text(jwk, "y"));
    point[2] = (char)(2 + (y.at[31] & 1));
    memcpy(point + 3, x.at, 32);
    text = badge_base58(arena, (struct str){point, sizeof(point)});
    did = arena_print(arena, "did:key:z" STR_FMT, STR_ARG(text));
    header = arena_print(arena, "{\"alg\":\"ES256\",\"kid\":\"" STR_FMT "#z" STR_FMT "\"}",
                         STR_ARG(did), STR_ARG(text))
                 .at;
    claims = judge_stage_changed(arena, payload("", true), DID, did.at);
    judge_stage_is("its own", judged(token(header, claims), ""), JUDGE_VALID);
    judge_stage_is("another's", judged(token(header, payload("", true)), ""), JUDGE_UNKNOWN_ISSUER);
    text = token(header, judge_stage_changed(arena, claims, "Sews.", "Cooks."));
    judge_stage_is("changed",
                   judged(arena_print(arena, "%.*s%s", (int)(strrchr(text.at, '.') - text.at),
                                      text.at, strrchr(token(header, claims).at, '.')),
                          ""),
                   JUDGE_TAMPERED);
}

static void
a_token_may_have_a_cover(void **state)
{
    struct str one = token(by_kid(""), payload("", true));
    struct str clr = judge_stage_kept(arena, "clr.json");
    const char *at = strstr(clr.at, "\"verifiableCredential\":[");
    const struct judge_outcome *outcome;

    (void)state;
    clr = arena_print(arena,
                      "%.*s\"verifiableCredential\":[{\"@context\":"
                      "\"https://www.w3.org/ns/credentials/v2\",\"id\":"
                      "\"data:application/vc+jwt," STR_FMT "\",\"type\":"
                      "\"EnvelopedVerifiableCredential\"},\"" STR_FMT "\"]}}",
                      (int)(at - clr.at), clr.at, STR_ARG(one), STR_ARG(one));
    outcome = judged(token(by_kid(""), clr), "");
    judge_stage_is("the whole", outcome, JUDGE_VALID);
    assert_int_equal(outcome->content_count, 2);
    judge_stage_is("the one in a cover", &outcome->contents[0], JUDGE_VALID);
    judge_stage_is("the one without", &outcome->contents[1], JUDGE_VALID);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(headers_are_read_as_they_may_be_written, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(claims_say_no_more_than_the_credential, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(a_key_that_is_for_something_else_does_not_assert,
                                        open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_key_may_be_its_own_issuer, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_token_may_have_a_cover, open_arena, close_arena),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_key, end_key);
}
