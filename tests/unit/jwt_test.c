/* Tokens that others signed: forged, stale, confused and cut ones, and the keys that they are held
 * against. */
#include "token/jwt.h"

#include "base/coding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { MEMORY_MAX = 8 << 20, NOW = 1800000000 };

#define CLIENT   "0190f0f0-0000-7000-8000-000000000001"
#define ENDPOINT "https://learn.example/oauth2/token"
#define ISSUER   "https://id.example"

static struct arena *arena;
static struct sign_key *rsa, *ec, *stranger;
static const struct jwk_set *set;

static struct str
coded(struct str text)
{
    return coding_base64url(arena, text);
}

static struct str
signed_by(struct sign_key *key, const char *header, const char *payload)
{
    struct str head = coded(str_of(header)), body = coded(str_of(payload));
    struct str whole = arena_print(arena, STR_FMT "." STR_FMT, STR_ARG(head), STR_ARG(body));
    struct str signature = coded(sign_key_sign(arena, key, whole));

    return arena_print(arena, STR_FMT "." STR_FMT, STR_ARG(whole), STR_ARG(signature));
}

static int
open_all(void **state)
{
    (void)state;
    arena = arena_open(MEMORY_MAX);
    rsa = sign_key_make(SIGN_RS256);
    ec = sign_key_make(SIGN_ES256);
    stranger = sign_key_make(SIGN_RS256);
    set = jwk_set_read(arena, arena_print(arena, "{\"keys\":[" STR_FMT "," STR_FMT "]}",
                                          STR_ARG(sign_key_jwk(arena, rsa)),
                                          STR_ARG(sign_key_jwk(arena, ec))));
    return set == NULL;
}

static int
close_all(void **state)
{
    (void)state;
    sign_key_free(rsa);
    sign_key_free(ec);
    sign_key_free(stranger);
    arena_close(arena);
    return 0;
}

/* Of a header: KID stands for the key's own. */
static const char *
with_kid(const char *header, struct sign_key *key)
{
    const char *mark = strstr(header, "KID");

    if (mark == NULL)
        return header;
    return arena_print(arena, "%.*s" STR_FMT "%s", (int)(mark - header), header,
                       STR_ARG(sign_key_kid(arena, key)), mark + 3)
        .at;
}

#define RS_HEAD "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"KID\"}"
#define ES_HEAD "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"KID\"}"
#define GOOD_ASSERTION                                                                             \
    "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT "\",\"aud\":\"" ENDPOINT                           \
    "\",\"exp\":1800000200,\"iat\":1800000000,\"jti\":\"0123456789abcdef\"}"

enum signer { RSA, EC, STRANGER };

static const struct {
    const char *title;
    enum signer signer;
    const char *header, *payload;
    enum jwt_verdict verdict;
} assertions[] = {
    {"a good one, RS256",                   RSA,      RS_HEAD,                                                                  GOOD_ASSERTION, JWT_GOOD       },
    {"a good one, ES256",                   EC,       ES_HEAD,                                                                  GOOD_ASSERTION, JWT_GOOD       },
    {"without a type",                      RSA,      "{\"alg\":\"RS256\",\"kid\":\"KID\"}",                                    GOOD_ASSERTION, JWT_GOOD       },
    {"a type in small letters",             RSA,      "{\"alg\":\"RS256\",\"typ\":\"jwt\",\"kid\":\"KID\"}",
     GOOD_ASSERTION,                                                                                                                            JWT_GOOD       },
    {"without a kid, where one key fits",   RSA,      "{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
     GOOD_ASSERTION,                                                                                                                            JWT_GOOD       },
    {"a list of audiences",                 RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT "\",\"aud\":[\"x\",\"" ENDPOINT
     "\"],\"exp\":1800000200,\"jti\":\"0123456789abcdef\"}",                                                                                    JWT_GOOD       },
    {"alg none",                            RSA,      "{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"KID\"}",                     GOOD_ASSERTION,
     JWT_ALGORITHM                                                                                                                                             },
    {"alg None",                            RSA,      "{\"alg\":\"None\",\"typ\":\"JWT\",\"kid\":\"KID\"}",                     GOOD_ASSERTION,
     JWT_ALGORITHM                                                                                                                                             },
    {"alg HS256 over a public key",         RSA,      "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"KID\"}",
     GOOD_ASSERTION,                                                                                                                            JWT_ALGORITHM  },
    {"alg in small letters",                RSA,      "{\"alg\":\"rs256\",\"typ\":\"JWT\",\"kid\":\"KID\"}",
     GOOD_ASSERTION,                                                                                                                            JWT_ALGORITHM  },
    {"alg RS512",                           RSA,      "{\"alg\":\"RS512\",\"typ\":\"JWT\",\"kid\":\"KID\"}",                    GOOD_ASSERTION,
     JWT_ALGORITHM                                                                                                                                             },
    {"alg PS256",                           RSA,      "{\"alg\":\"PS256\",\"typ\":\"JWT\",\"kid\":\"KID\"}",                    GOOD_ASSERTION,
     JWT_ALGORITHM                                                                                                                                             },
    {"no alg",                              RSA,      "{\"typ\":\"JWT\",\"kid\":\"KID\"}",                                      GOOD_ASSERTION, JWT_ALGORITHM  },
    {"alg is a number",                     RSA,      "{\"alg\":256,\"typ\":\"JWT\",\"kid\":\"KID\"}",                          GOOD_ASSERTION,
     JWT_ALGORITHM                                                                                                                                             },
    {"the algorithm of another key",        RSA,      ES_HEAD,                                                                  GOOD_ASSERTION, JWT_UNKNOWN_KEY},
    {"the kid of another key",              EC,       RS_HEAD,                                                                  GOOD_ASSERTION, JWT_UNKNOWN_KEY},
    {"an unknown kid",                      RSA,      "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"other\"}",                  GOOD_ASSERTION,
     JWT_UNKNOWN_KEY                                                                                                                                           },
    {"a kid that is a number",              RSA,      "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":7}",                          GOOD_ASSERTION,
     JWT_UNKNOWN_KEY                                                                                                                                           },
    {"signed by a stranger",                STRANGER, "{\"alg\":\"RS256\",\"typ\":\"JWT\"}",                                    GOOD_ASSERTION,
     JWT_SIGNATURE                                                                                                                                             },
    {"crit",                                RSA,      "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"KID\",\"crit\":[\"exp\"]}",
     GOOD_ASSERTION,                                                                                                                            JWT_HEADER     },
    {"a key of its own",                    RSA,      "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"KID\",\"jwk\":\"x\"}",
     GOOD_ASSERTION,                                                                                                                            JWT_HEADER     },
    {"a key elsewhere",                     RSA,
     "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"KID\",\"jku\":\"https://evil.example\"}",                                    GOOD_ASSERTION, JWT_HEADER     },
    {"a certificate elsewhere",             RSA,
     "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"KID\",\"x5u\":\"https://evil.example\"}",                                    GOOD_ASSERTION, JWT_HEADER     },
    {"b64",                                 RSA,      "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"KID\",\"b64\":false}",
     GOOD_ASSERTION,                                                                                                                            JWT_HEADER     },
    {"an access token",                     RSA,      "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"KID\"}",
     GOOD_ASSERTION,                                                                                                                            JWT_HEADER     },
    {"a type that is a list",               RSA,      "{\"alg\":\"RS256\",\"typ\":[\"JWT\"],\"kid\":\"KID\"}",
     GOOD_ASSERTION,                                                                                                                            JWT_HEADER     },
    {"alg twice",                           RSA,      "{\"alg\":\"RS256\",\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"KID\"}",
     GOOD_ASSERTION,                                                                                                                            JWT_MALFORMED  },
    {"a header that is a list",             RSA,      "[\"RS256\"]",                                                            GOOD_ASSERTION, JWT_MALFORMED  },
    {"an empty header",                     RSA,      "",                                                                       GOOD_ASSERTION, JWT_MALFORMED  },
    {"a payload that is a text",            RSA,      RS_HEAD,                                                                  "\"x\"",        JWT_MALFORMED  },
    {"iss twice",                           RSA,      RS_HEAD,
     "{\"iss\":\"x\",\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT "\",\"aud\":\"" ENDPOINT
     "\",\"exp\":1800000200,\"jti\":\"0123456789abcdef\"}",                                                                                     JWT_MALFORMED  },
    {"another issuer",                      RSA,      RS_HEAD,
     "{\"iss\":\"x\",\"sub\":\"" CLIENT "\",\"aud\":\"" ENDPOINT
     "\",\"exp\":1800000200,\"jti\":\"0123456789abcdef\"}",                                                                                     JWT_ISSUER     },
    {"no issuer",                           RSA,      RS_HEAD,
     "{\"sub\":\"" CLIENT "\",\"aud\":\"" ENDPOINT
     "\",\"exp\":1800000200,\"jti\":\"0123456789abcdef\"}",                                                                                     JWT_ISSUER     },
    {"another subject",                     RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"x\",\"aud\":\"" ENDPOINT
     "\",\"exp\":1800000200,\"jti\":\"0123456789abcdef\"}",                                                                                     JWT_SUBJECT    },
    {"another audience",                    RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT
     "\",\"aud\":\"https://evil.example\",\"exp\":1800000200,\"jti\":\"0123456789abcdef\"}",                                                    JWT_AUDIENCE   },
    {"no audience",                         RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT
     "\",\"exp\":1800000200,\"jti\":\"0123456789abcdef\"}",                                                                                     JWT_AUDIENCE   },
    {"an audience in a list with a number", RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT "\",\"aud\":[\"" ENDPOINT
     "\",1],\"exp\":1800000200,\"jti\":\"0123456789abcdef\"}",                                                                                  JWT_AUDIENCE   },
    {"expired",                             RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT "\",\"aud\":\"" ENDPOINT
     "\",\"exp\":1799999969,\"jti\":\"0123456789abcdef\"}",                                                                                     JWT_EXPIRED    },
    {"no expiry",                           RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT "\",\"aud\":\"" ENDPOINT
     "\",\"jti\":\"0123456789abcdef\"}",                                                                                                        JWT_TIMES      },
    {"an expiry that is a text",            RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT "\",\"aud\":\"" ENDPOINT
     "\",\"exp\":\"1800000200\",\"jti\":\"0123456789abcdef\"}",                                                                                 JWT_TIMES      },
    {"an expiry that is far",               RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT "\",\"aud\":\"" ENDPOINT
     "\",\"exp\":1800003600,\"jti\":\"0123456789abcdef\"}",                                                                                     JWT_TIMES      },
    {"an expiry with a fraction",           RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT "\",\"aud\":\"" ENDPOINT
     "\",\"exp\":1800000200.5,\"jti\":\"0123456789abcdef\"}",                                                                                   JWT_TIMES      },
    {"issued in the future",                RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT "\",\"aud\":\"" ENDPOINT
     "\",\"exp\":1800000200,\"iat\":1800000060,\"jti\":\"0123456789abcdef\"}",                                                                  JWT_TIMES      },
    {"not valid yet",                       RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT "\",\"aud\":\"" ENDPOINT
     "\",\"exp\":1800000200,\"nbf\":1800000060,\"jti\":\"0123456789abcdef\"}",                                                                  JWT_TIMES      },
    {"issued long ago",                     RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT "\",\"aud\":\"" ENDPOINT
     "\",\"exp\":1800000200,\"iat\":1799990000,\"jti\":\"0123456789abcdef\"}",                                                                  JWT_TIMES      },
    {"no jti",                              RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT "\",\"aud\":\"" ENDPOINT "\",\"exp\":1800000200}",
     JWT_TOKEN_ID                                                                                                                                              },
    {"a short jti",                         RSA,      RS_HEAD,
     "{\"iss\":\"" CLIENT "\",\"sub\":\"" CLIENT "\",\"aud\":\"" ENDPOINT
     "\",\"exp\":1800000200,\"jti\":\"1\"}",                                                                                                    JWT_TOKEN_ID   },
};

static struct sign_key *
key_of(enum signer signer)
{
    return signer == RSA ? rsa : signer == EC ? ec : stranger;
}

static enum jwt_verdict
judged(struct str token)
{
    struct str audiences[] = {STR("https://learn.example"), STR(ENDPOINT)};
    struct jwt_assertion_want want = {STR(CLIENT), audiences, 2, NOW};
    struct jwt_assertion assertion;

    return jwt_check_assertion(arena, set, &want, token, &assertion);
}

static void
assertions_are_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(assertions) / sizeof(assertions[0]); i++) {
        struct sign_key *key = key_of(assertions[i].signer);
        /* "the kid of another key" is that of the RSA key. */
        struct sign_key *named =
            strcmp(assertions[i].title, "the kid of another key") == 0 ? ec : key;
        enum jwt_verdict verdict =
            judged(signed_by(key, with_kid(assertions[i].header, named), assertions[i].payload));

        if (verdict != assertions[i].verdict)
            fail_msg("%s: %s, not %s", assertions[i].title, jwt_verdict_name(verdict),
                     jwt_verdict_name(assertions[i].verdict));
    }
}

/* Each letter changed, each end cut: nothing of it passes. */
static void
no_touched_token_passes(void **state)
{
    struct str token = signed_by(ec, with_kid(ES_HEAD, ec), GOOD_ASSERTION);
    char *copy = (char *)(uintptr_t)arena_copy(arena, token).at;

    (void)state;
    assert_int_equal(judged(token), JWT_GOOD);
    for (size_t i = 0; i < token.size; i++) {
        copy[i] = token.at[i] == 'A' ? 'B' : 'A';
        assert_int_not_equal(judged((struct str){copy, token.size}), JWT_GOOD);
        copy[i] = token.at[i];
        assert_int_not_equal(judged((struct str){token.at, i}), JWT_GOOD);
        assert_int_not_equal(judged(str_from(token, i + 1)), JWT_GOOD);
    }
}

static void
odd_forms_are_malformed(void **state)
{
    struct str token = signed_by(ec, with_kid(ES_HEAD, ec), GOOD_ASSERTION);
    const char *at = token.at;
    struct str forms[] = {
        STR(""),
        STR("."),
        STR(".."),
        STR("..."),
        STR("a.b.c"),
        arena_print(arena, "%s.", at),
        arena_print(arena, ".%s", at),
        arena_print(arena, "%s=", at),
        arena_print(arena, " %s", at),
        arena_print(arena, "%s\n", at),
        arena_print(arena, "%s.%s", at, at),
    };
    char *large = arena_take(arena, JWT_SIZE_MAX + 2, 1);

    (void)state;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        assert_int_equal(judged(forms[i]), JWT_MALFORMED);
    memset(large, 'A', JWT_SIZE_MAX + 1);
    assert_int_equal(judged((struct str){large, JWT_SIZE_MAX + 1}), JWT_MALFORMED);
}

#define ID(more)                                                                                   \
    "{\"iss\":\"" ISSUER "\",\"sub\":\"rasa\",\"aud\":\"us\",\"exp\":1800000600,"                  \
    "\"iat\":1800000000,\"nonce\":\"n-1\"" more "}"

static const struct {
    const char *title, *payload;
    enum jwt_verdict verdict;
} identities[] = {
    {"a good one",              ID(",\"email\":\"rasa@example.net\",\"email_verified\":true"),       JWT_GOOD    },
    {"with azp",                ID(",\"azp\":\"us\""),                                               JWT_GOOD    },
    {"for another azp",         ID(",\"azp\":\"them\""),                                             JWT_AUDIENCE},
    {"for several without azp",
     "{\"iss\":\"" ISSUER "\",\"sub\":\"rasa\",\"aud\":[\"us\",\"them\"],\"exp\":1800000600,"
     "\"iat\":1800000000,\"nonce\":\"n-1\"}",                                                        JWT_AUDIENCE},
    {"for several with azp",
     "{\"iss\":\"" ISSUER "\",\"sub\":\"rasa\",\"aud\":[\"us\",\"them\"],\"azp\":\"us\",\"exp\":"
     "1800000600,\"iat\":1800000000,\"nonce\":\"n-1\"}",                                             JWT_GOOD    },
    {"for others",
     "{\"iss\":\"" ISSUER "\",\"sub\":\"rasa\",\"aud\":\"them\",\"exp\":1800000600,\"iat\":"
     "1800000000,\"nonce\":\"n-1\"}",                                                                JWT_AUDIENCE},
    {"of another issuer",
     "{\"iss\":\"" ISSUER
     "/\",\"sub\":\"rasa\",\"aud\":\"us\",\"exp\":1800000600,\"iat\":1800000000,\"nonce\":\"n-1\"}", JWT_ISSUER  },
    {"with another nonce",
     "{\"iss\":\"" ISSUER
     "\",\"sub\":\"rasa\",\"aud\":\"us\",\"exp\":1800000600,\"iat\":1800000000,\"nonce\":\"n-2\"}",  JWT_NONCE   },
    {"without a nonce",
     "{\"iss\":\"" ISSUER
     "\",\"sub\":\"rasa\",\"aud\":\"us\",\"exp\":1800000600,\"iat\":1800000000}",                    JWT_NONCE   },
    {"without iat",
     "{\"iss\":\"" ISSUER
     "\",\"sub\":\"rasa\",\"aud\":\"us\",\"exp\":1800000600,\"nonce\":\"n-1\"}",                     JWT_TIMES   },
    {"expired",
     "{\"iss\":\"" ISSUER
     "\",\"sub\":\"rasa\",\"aud\":\"us\",\"exp\":1799999900,\"iat\":1799999000,\"nonce\":\"n-1\"}",  JWT_EXPIRED },
    {"without a subject",
     "{\"iss\":\"" ISSUER
     "\",\"aud\":\"us\",\"exp\":1800000600,\"iat\":1800000000,\"nonce\":\"n-1\"}",                   JWT_SUBJECT },
    {"with an empty subject",
     "{\"iss\":\"" ISSUER
     "\",\"sub\":\"\",\"aud\":\"us\",\"exp\":1800000600,\"iat\":1800000000,\"nonce\":\"n-1\"}",      JWT_SUBJECT },
};

static void
id_tokens_are_judged(void **state)
{
    struct jwt_id_want want = {STR(ISSUER), STR("us"), STR("n-1"), NOW};

    (void)state;
    for (size_t i = 0; i < sizeof(identities) / sizeof(identities[0]); i++) {
        struct jwt_identity identity;
        struct str token = signed_by(rsa, with_kid(RS_HEAD, rsa), identities[i].payload);
        enum jwt_verdict verdict = jwt_check_id_token(arena, set, &want, token, &identity);

        if (verdict != identities[i].verdict)
            fail_msg("%s: %s, not %s", identities[i].title, jwt_verdict_name(verdict),
                     jwt_verdict_name(identities[i].verdict));
        if (i == 0) {
            assert_true(
                str_same(jwt_claim(arena, identity.payload, "email"), STR("rasa@example.net")));
            assert_true(
                str_same(jwt_claim(arena, identity.payload, "email_verified"), STR("true")));
            assert_null(jwt_claim(arena, identity.payload, "name").at);
        }
    }
}

static const struct {
    const char *json;
    size_t count;
    bool is_set;
} sets[] = {
    {"{\"keys\":[]}",                                                                 0, true },
    {"{\"keys\":[1,\"x\",{}]}",                                                       0, true },
    {"{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",                                 0, true },
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}",                  0, true },
    {"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\"}]}", 0, true },
    {"{\"keys\":{}}",                                                                 0, false},
    {"{}",                                                                            0, false},
    {"[]",                                                                            0, false},
    {"",                                                                              0, false},
    {"{\"keys\":[],\"keys\":[]}",                                                     0, false},
};

static void
sets_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        const struct jwk_set *read = jwk_set_read(arena, str_of(sets[i].json));

        assert_int_equal(read != NULL, sets[i].is_set);
        if (read != NULL)
            assert_int_equal(read->count, sets[i].count);
    }
    assert_int_equal(set->count, 2);
    assert_null(jwk_set_find(set, sign_key_kid(arena, rsa), SIGN_ES256));
    assert_non_null(jwk_set_find(set, sign_key_kid(arena, rsa), SIGN_RS256));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(assertions_are_judged),   cmocka_unit_test(no_touched_token_passes),
        cmocka_unit_test(odd_forms_are_malformed), cmocka_unit_test(id_tokens_are_judged),
        cmocka_unit_test(sets_are_read),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("jwt", tests, open_all, close_all);
}
