/* Tokens that are forged, stale, confused or cut, and their neighbours that pass. */
#include "token_smith.h"

#include "base/coding.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

#define LETTERS16  "abcdefghijklmnop"
#define LETTERS64  LETTERS16 LETTERS16 LETTERS16 LETTERS16
#define LETTERS255 LETTERS64 LETTERS64 LETTERS64 LETTERS16 LETTERS16 LETTERS16 "abcdefghijklmno"
#define LETTERS256 LETTERS64 LETTERS64 LETTERS64 LETTERS64

static struct smith smith;
static size_t refused;

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
    print_message("# %zu tokens were refused\n", refused);
    smith_close(&smith);
    return 0;
}

/* Every token but the good ones is refused, twice: what was refused is not remembered. */
static void
expect(struct str token, enum problem expected, const char *what)
{
    bool unknown_kid;

    for (int round = 0; round < 2; round++) {
        enum problem problem = smith_judge(&smith, token, &unknown_kid);

        if (problem != expected)
            print_message("# %s: %d\n", what, (int)problem);
        assert_int_equal(problem, expected);
        assert_false(unknown_kid);
    }
    refused += expected != PROBLEM_NONE;
}

struct change {
    const char *name, *value;
    bool good;
};

/* Each with everything else as it should be, and signed by the right key. */
static const struct change headers[] = {
    {NULL,   NULL,                             true },
    {"typ",  "\"AT+JWT\"",                     true },
    {"typ",  "\"application/at+jwt\"",         true },
    {"typ",  "\"application/At+Jwt\"",         true },
    {"typ",  "\"at\\u002Bjwt\"",               true },
    {"x",    "1",                              true },
    {"typ",  NULL,                             false},
    {"typ",  "\"JWT\"",                        false},
    {"typ",  "\"jwt\"",                        false},
    {"typ",  "\"\"",                           false},
    {"typ",  "\"at+jwt \"",                    false},
    {"typ",  "\" at+jwt\"",                    false},
    {"typ",  "\"application/jwt\"",            false},
    {"typ",  "\"application/at+jwt; x\"",      false},
    {"typ",  "\"logout+jwt\"",                 false},
    {"typ",  "\"dpop+jwt\"",                   false},
    {"typ",  "null",                           false},
    {"typ",  "1",                              false},
    {"typ",  "[\"at+jwt\"]",                   false},
    {"alg",  NULL,                             false},
    {"alg",  "null",                           false},
    {"alg",  "256",                            false},
    {"alg",  "[\"ES256\"]",                    false},
    {"alg",  "\"ES256 \"",                     false},
    {"alg",  "\" ES256\"",                     false},
    {"alg",  "\"es256\"",                      false},
    {"alg",  "\"Es256\"",                      false},
    {"alg",  "\"ES256\\u0000\"",               false},
    {"kid",  NULL,                             false},
    {"kid",  "null",                           false},
    {"kid",  "1",                              false},
    {"kid",  "\"\"",                           false},
    {"kid",  "[]",                             false},
    {"kid",  "\"../../dev/null\"",             false},
    {"kid",  "\"/dev/null\"",                  false},
    {"kid",  "\"' or 1=1\"",                   false},
    {"kid",  "\"' UNION SELECT 'key' --\"",    false},
    {"kid",  "\"|id\"",                        false},
    {"kid",  "\"https://evil.example/k\"",     false},
    {"kid",  "\"" LETTERS256 LETTERS256 "\"",  false},
    {"kid",  "\"\\u0000\"",                    false},
    {"crit", "[\"exp\"]",                      false},
    {"crit", "[]",                             false},
    {"crit", "\"exp\"",                        false},
    {"crit", "null",                           false},
    {"jwk",  "{\"kty\":\"oct\",\"k\":\"AA\"}", false},
    {"jwk",  "\"x\"",                          false},
    {"jku",  "\"https://evil.example/jwks\"",  false},
    {"x5u",  "\"https://evil.example/cert\"",  false},
    {"x5c",  "[\"MIIB\"]",                     false},
    {"x5c",  "\"MIIB\"",                       false},
    {"b64",  "false",                          false},
    {"b64",  "true",                           false},
    {"x",    "{}",                             false},
    {"x",    "[1]",                            false},
    {"x",    "NaN",                            false},
    {"x",    "01",                             false},
    {"x",    "'1'",                            false},
    {"alg",  "\"ES256\",\"alg\":\"none\"",     false},
    {"typ",  "\"at+jwt\",\"typ\":\"at+jwt\"",  false},
    {"x",    "1,\"\\u0063rit\":1",             false},
    {"x",    "1,\"\\u0061lg\":\"none\"",       false},
    {"x",    "1,",                             false},
    {"x",    "1} {",                           false},
    {"x",    "1 /* */",                        false},
};

static const struct change payloads[] = {
    {NULL,        NULL,                                true },
    {"sid",       NULL,                                true },
    {"org",       NULL,                                true },
    {"scope",     NULL,                                true },
    {"scope",     "\"\"",                              true },
    {"aud",       "[\"" SMITH_AUDIENCE "\"]",          true },
    {"aud",       "[\"x\" , \"" SMITH_AUDIENCE "\"]",  true },
    {"iss",       "\"https:\\/\\/learn.example\"",     true },
    {"sub",       "\"" LETTERS255 "\"",                true },
    {"client_id", "\"" LETTERS255 "\"",                true },
    {"jti",       "\"" LETTERS255 "\"",                true },
    {"x",         "{\"exp\": [1, {\"iat\": \"]}\"}]}", true },
    {"exp",       NULL,                                false},
    {"exp",       "null",                              false},
    {"exp",       "true",                              false},
    {"exp",       "\"1800000600\"",                    false},
    {"exp",       "1800000600.0",                      false},
    {"exp",       "18000006e2",                        false},
    {"exp",       "1.8000006e9",                       false},
    {"exp",       "9223372036854775808",               false},
    {"exp",       "9223372036854775807",               false},
    {"exp",       "18446744073709551615",              false},
    {"exp",       "-9223372036854775808",              false},
    {"exp",       "-1",                                false},
    {"exp",       "0",                                 false},
    {"exp",       "[1800000600]",                      false},
    {"exp",       "{}",                                false},
    {"exp",       "1800000600,\"exp\":1800000600",     false},
    {"exp",       "1800000600,\"\\u0065xp\":1",        false},
    {"iat",       NULL,                                false},
    {"iat",       "null",                              false},
    {"iat",       "\"1800000000\"",                    false},
    {"iat",       "1800000000.0",                      false},
    {"iat",       "9223372036854775808",               false},
    {"iat",       "-9223372036854775808",              false},
    {"iss",       NULL,                                false},
    {"iss",       "null",                              false},
    {"iss",       "\"\"",                              false},
    {"iss",       "1",                                 false},
    {"iss",       "\"https://evil.example\"",          false},
    {"iss",       "\"https://learn.example/\"",        false},
    {"iss",       "\"https://learn.exampl\"",          false},
    {"iss",       "\"HTTPS://learn.example\"",         false},
    {"iss",       "\"https://learn.example\\u0000\"",  false},
    {"iss",       "[\"https://learn.example\"]",       false},
    {"aud",       NULL,                                false},
    {"aud",       "null",                              false},
    {"aud",       "\"\"",                              false},
    {"aud",       "1",                                 false},
    {"aud",       "\"https://other.example/v1\"",      false},
    {"aud",       "\"https://learn.example/v1/\"",     false},
    {"aud",       "\"https://learn.example\"",         false},
    {"aud",       "\"x " SMITH_AUDIENCE "\"",          false},
    {"aud",       "[]",                                false},
    {"aud",       "[\"https://other.example/v1\"]",    false},
    {"aud",       "[[\"" SMITH_AUDIENCE "\"]]",        false},
    {"aud",       "[1, \"" SMITH_AUDIENCE "\"]",       false},
    {"aud",       "[\"" SMITH_AUDIENCE "\", 1]",       false},
    {"aud",       "[\"" SMITH_AUDIENCE "\", {}]",      false},
    {"aud",       "{\"aud\": \"" SMITH_AUDIENCE "\"}", false},
    {"sub",       NULL,                                false},
    {"sub",       "\"\"",                              false},
    {"sub",       "null",                              false},
    {"sub",       "7",                                 false},
    {"sub",       "[\"person-1\"]",                    false},
    {"sub",       "\"" LETTERS256 "\"",                false},
    {"sub",       "\"a\\u0000b\"",                     false},
    {"client_id", NULL,                                false},
    {"client_id", "\"\"",                              false},
    {"client_id", "null",                              false},
    {"client_id", "{}",                                false},
    {"client_id", "\"" LETTERS256 "\"",                false},
    {"jti",       NULL,                                false},
    {"jti",       "\"\"",                              false},
    {"jti",       "false",                             false},
    {"jti",       "\"" LETTERS256 "\"",                false},
    {"sid",       "\"\"",                              false},
    {"sid",       "null",                              false},
    {"sid",       "[]",                                false},
    {"sid",       "\"" LETTERS256 "\"",                false},
    {"org",       "\"\"",                              false},
    {"org",       "1",                                 false},
    {"org",       "\"" LETTERS256 "\"",                false},
    {"scope",     "null",                              false},
    {"scope",     "[\"award:read\"]",                  false},
    {"scope",     "1",                                 false},
    {"x",         "\"\xff\"",                          false},
    {"x",         "\"\xc0\xaf\"",                      false},
    {"x",         "\"\\ud800\"",                       false},
    {"x",         "\"\n\"",                            false},
    {"x",         "Infinity",                          false},
    {"x",         "1,",                                false},
    {"x",         "1}{",                               false},
    {"x",         "1} ,",                              false},
};

static void
members_are_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(headers); i++)
        expect(smith_token(&smith, smith_header(&smith, headers[i].name, headers[i].value),
                           smith_payload(&smith, NULL, NULL)),
               headers[i].good ? PROBLEM_NONE : PROBLEM_INVALID_TOKEN, headers[i].value);
    for (size_t i = 0; i < COUNT(payloads); i++)
        expect(smith_token(&smith, smith_header(&smith, NULL, NULL),
                           smith_payload(&smith, payloads[i].name, payloads[i].value)),
               payloads[i].good ? PROBLEM_NONE : PROBLEM_INVALID_TOKEN, payloads[i].value);
}

/* Neither a header nor a payload. */
static const char *const no_objects[] = {
    "",
    "null",
    "true",
    "1",
    "\"x\"",
    "[]",
    "[{}]",
    "{",
    "}",
    "{}",
    "{}{}",
    "{} x",
    "{\"a\"",
    "{\"a\":1,}",
    "\xef\xbb\xbf{}",
    "{'a':1}",
    "{/**/}",
    "{\"a\":}",
    "\xff",
    "{a:1}",
    "{\"a\":+1}",
    "{\"a\" 1}",
    "{\"a\":\"\x01\"}",
    "{,}",
};

static void
what_is_no_object_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(no_objects); i++) {
        struct str json = str_of(no_objects[i]);

        expect(smith_token(&smith, json, smith_payload(&smith, NULL, NULL)), PROBLEM_INVALID_TOKEN,
               no_objects[i]);
        expect(smith_token(&smith, smith_header(&smith, NULL, NULL), json), PROBLEM_INVALID_TOKEN,
               no_objects[i]);
    }
}

/* The public half in every form that another program could take for a secret. */
static struct str
public_form(size_t form)
{
    static const char spki[] = "3059301306072a8648ce3d020106082a8648ce3d030107034200"
                               "04";
    struct str jwk = sign_key_jwk(smith.arena, smith.pair);
    struct str x = {strstr(jwk.at, "\"x\":\"") + 5, 43}, y = {strstr(jwk.at, "\"y\":\"") + 5, 43};
    struct str half = coding_hex(smith.arena, coding_from_base64url(smith.arena, x));
    struct str rest = coding_hex(smith.arena, coding_from_base64url(smith.arena, y));
    struct str point = arena_print(smith.arena, "04%s%s", half.at, rest.at);
    struct str der =
        coding_from_hex(smith.arena, arena_print(smith.arena, "%s%s%s", spki, half.at, rest.at));
    struct str mime = coding_base64(smith.arena, der);
    struct str pem = arena_print(smith.arena,
                                 "-----BEGIN PUBLIC KEY-----\n%.64s\n%s\n"
                                 "-----END PUBLIC KEY-----\n",
                                 mime.at, mime.at + 64);
    const struct str forms[] = {
        pem,     {pem.at, pem.size - 1},
        der,     mime,
        jwk,     coding_from_hex(smith.arena, point),
        x,       smith.kid,
        STR(""),
    };

    return form < COUNT(forms) ? forms[form] : STR_NONE;
}

static const char *const algorithms[] = {
    "none",   "None",  "NONE",  "nOnE",   "noNe ",  "",      "null",   "HS256",
    "hs256",  "HS384", "HS512", "RS256",  "RS512",  "PS256", "ES384",  "ES512",
    "ES256K", "EdDSA", "ECDSA", "ES-256", "A128KW", "dir",   "SHA256",
};

/* Every foreign algorithm with every kind of signature, and each of these for ES256. */
static void
algorithms_and_keys_are_not_confused(void **state)
{
    struct str payload = smith_payload(&smith, NULL, NULL);

    (void)state;
    for (size_t i = 0; i <= COUNT(algorithms); i++) {
        struct str alg = i == COUNT(algorithms) ? STR("\"ES256\"")
                                                : arena_print(smith.arena, "\"%s\"", algorithms[i]);
        struct str header = smith_header(&smith, "alg", alg.at);
        struct str bare = smith_join(&smith, header, payload, STR(""));

        expect(bare, PROBLEM_INVALID_TOKEN, alg.at);
        bare.size--;
        expect(bare, PROBLEM_INVALID_TOKEN, alg.at);
        if (i < COUNT(algorithms))
            expect(smith_token(&smith, header, payload), PROBLEM_INVALID_TOKEN, alg.at);
        for (size_t form = 0; public_form(form).at != NULL; form++) {
            struct str mac = keys_hmac_sha256(smith.arena, public_form(form), bare);

            expect(smith_join(&smith, header, payload, mac), PROBLEM_INVALID_TOKEN, alg.at);
        }
    }
}

/* H and P are header and payload; S is the right signature of all before the point before it. */
static const struct {
    const char *form;
    bool good;
} forms[] = {
    {"H.P.S",             true },
    {"",                  false},
    {".",                 false},
    {"..",                false},
    {"...",               false},
    {"H",                 false},
    {"H.P",               false},
    {"H.P.",              false},
    {"H..S",              false},
    {".P.S",              false},
    {"..S",               false},
    {"P.H.S",             false},
    {"H.H.S",             false},
    {"P.P.S",             false},
    {"H.P.S.",            false},
    {".H.P.S",            false},
    {"H.P.S.S",           false},
    {"H.P..S",            false},
    {"H.P.x.S",           false},
    {"H.P.x.x.S",         false},
    {"H.P.SS",            false},
    {"H.P.SA",            false},
    {"H.P.SAAAA",         false},
    {"H.P.AAAAS",         false},
    {"H.P.S=",            false},
    {"H.P.S==",           false},
    {"H=.P.S",            false},
    {"H==.P.S",           false},
    {"H.P=.S",            false},
    {"H.P==.S",           false},
    {"H.P.S%3D",          false},
    {" H.P.S",            false},
    {"H.P.S ",            false},
    {"H .P.S",            false},
    {"H. P.S",            false},
    {"H.P .S",            false},
    {"H.P. S",            false},
    {"H.P.S\n",           false},
    {"H.P.S\r\n",         false},
    {"H\n.P.S",           false},
    {"H.\tP.S",           false},
    {"H+.P.S",            false},
    {"H/.P.S",            false},
    {"H.P/.S",            false},
    {"H.P.+S",            false},
    {"H,P,S",             false},
    {"H:P:S",             false},
    {"\"H.P.S\"",         false},
    {"{H.P.S}",           false},
    {"bearer H.P.S",      false},
    {"H.P.S,H.P.S",       false},
    {"H.P.S H.P.S",       false},
    {"H.P.S\xc2\xa0",     false},
    {"\xef\xbb\xbfH.P.S", false},
    {"H.AP.S",            false},
    {"HA.P.S",            false},
    {"AAAAH.P.S",         false},
};

static struct str
formed(const char *form)
{
    struct text text = text_new(smith.arena);
    struct str header = coding_base64url(smith.arena, smith_header(&smith, NULL, NULL));
    struct str payload = coding_base64url(smith.arena, smith_payload(&smith, NULL, NULL));

    for (; *form != '\0'; form++) {
        struct str bare = text_str(&text);

        while (bare.size > 0 && bare.at[bare.size - 1] != '.')
            bare.size--;
        bare.size -= bare.size > 0;
        if (*form == 'H')
            text_add(&text, header);
        else if (*form == 'P')
            text_add(&text, payload);
        else if (*form == 'S')
            text_add(&text,
                     coding_base64url(smith.arena, sign_key_sign(smith.arena, smith.pair, bare)));
        else
            text_add(&text, (struct str){form, 1});
    }
    return text_str(&text);
}

static void
form_is_strict(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(forms); i++)
        expect(formed(forms[i].form), forms[i].good ? PROBLEM_NONE : PROBLEM_INVALID_TOKEN,
               forms[i].form);

    struct str good = smith_good(&smith), with_nul = arena_copy(smith.arena, good);

    with_nul.size++;
    expect(with_nul, PROBLEM_INVALID_TOKEN, "a NUL behind it");
    expect(STR_NONE, PROBLEM_INVALID_TOKEN, "nothing");
}

static void
cut_and_flipped_tokens_are_refused(void **state)
{
    struct str good = smith_good(&smith);
    bool unknown_kid; /* a flip may make another kid */

    (void)state;
    for (size_t size = 0; size < good.size; size++) {
        expect((struct str){good.at, size}, PROBLEM_INVALID_TOKEN, "cut at the end");
        if (size > 0)
            expect(str_from(good, size), PROBLEM_INVALID_TOKEN, "cut at the start");
    }
    for (size_t bit = 0; bit < good.size * 8; bit += 3) {
        char *copy = memcpy(arena_take(smith.arena, good.size, 1), good.at, good.size);

        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
        assert_int_equal(smith_judge(&smith, (struct str){copy, good.size}, &unknown_kid),
                         PROBLEM_INVALID_TOKEN);
        refused++;
    }
}

/* Text whose last letter says the same bytes with bits that should be zero. */
static struct str
with_spare_bits(struct str base64url, size_t bits)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    struct str copy = arena_copy(smith.arena, base64url);
    char *last = (char *)(uintptr_t)copy.at + copy.size - 1;

    *last = letters[(size_t)(strchr(letters, *last) - letters) + bits];
    return copy;
}

/* JSON that is made longer by blanks until its base64url has `spare` letters in the last group. */
static struct str
stretched(struct str json, size_t spare)
{
    while (coding_base64url(smith.arena, json).size % 4 != spare)
        json = arena_print(smith.arena, STR_FMT " ", STR_ARG(json));
    return coding_base64url(smith.arena, json);
}

static struct str
signed_text(struct str header, struct str payload, size_t bits)
{
    struct str bare = arena_print(smith.arena, "%s.%s", header.at, payload.at);
    struct str signature =
        coding_base64url(smith.arena, sign_key_sign(smith.arena, smith.pair, bare));

    signature = with_spare_bits(signature, bits);
    return arena_print(smith.arena, "%s.%s", bare.at, signature.at);
}

static void
spare_bits_have_to_be_zero(void **state)
{
    struct str header = smith_header(&smith, NULL, NULL);
    struct str payload = smith_payload(&smith, NULL, NULL);

    (void)state;
    for (size_t spare = 2; spare <= 3; spare++) {
        struct str h = stretched(header, spare), p = stretched(payload, spare);
        size_t last = spare == 2 ? 16 : 4;

        expect(signed_text(h, p, 0), PROBLEM_NONE, "no spare bits");
        for (size_t bits = 1; bits < last; bits++) {
            expect(signed_text(with_spare_bits(h, bits), p, 0), PROBLEM_INVALID_TOKEN, "header");
            expect(signed_text(h, with_spare_bits(p, bits), 0), PROBLEM_INVALID_TOKEN, "payload");
        }
        for (size_t bits = 1; bits < 16; bits++)
            expect(signed_text(h, p, bits), PROBLEM_INVALID_TOKEN, "signature");
    }
}

/* iat and exp as they stand, seen from SMITH_NOW. */
static const struct {
    int64_t iat, exp;
    enum problem problem;
} times[] = {
    {SMITH_NOW,         SMITH_NOW + 600,   PROBLEM_NONE         },
    {SMITH_NOW,         SMITH_NOW + 900,   PROBLEM_NONE         },
    {SMITH_NOW,         SMITH_NOW + 901,   PROBLEM_INVALID_TOKEN},
    {SMITH_NOW - 600,   SMITH_NOW + 1,     PROBLEM_NONE         },
    {SMITH_NOW - 600,   SMITH_NOW,         PROBLEM_NONE         },
    {SMITH_NOW - 600,   SMITH_NOW - 29,    PROBLEM_NONE         },
    {SMITH_NOW - 600,   SMITH_NOW - 30,    PROBLEM_TOKEN_EXPIRED},
    {SMITH_NOW - 600,   SMITH_NOW - 31,    PROBLEM_TOKEN_EXPIRED},
    {SMITH_NOW - 9000,  SMITH_NOW - 8000,  PROBLEM_TOKEN_EXPIRED},
    {0,                 600,               PROBLEM_TOKEN_EXPIRED},
    {0,                 SMITH_NOW + 600,   PROBLEM_INVALID_TOKEN},
    {SMITH_NOW + 30,    SMITH_NOW + 630,   PROBLEM_NONE         },
    {SMITH_NOW + 31,    SMITH_NOW + 631,   PROBLEM_INVALID_TOKEN},
    {SMITH_NOW + 86400, SMITH_NOW + 87000, PROBLEM_INVALID_TOKEN},
    {SMITH_NOW,         SMITH_NOW,         PROBLEM_INVALID_TOKEN},
    {SMITH_NOW + 1,     SMITH_NOW,         PROBLEM_INVALID_TOKEN},
    {-1,                600,               PROBLEM_INVALID_TOKEN},
    {INT64_MIN,         INT64_MAX,         PROBLEM_INVALID_TOKEN},
    {0,                 INT64_MAX,         PROBLEM_INVALID_TOKEN},
    {INT64_MAX - 1,     INT64_MAX,         PROBLEM_INVALID_TOKEN},
    {INT64_MIN,         INT64_MIN + 1,     PROBLEM_INVALID_TOKEN},
};

static void
times_are_judged_to_the_second(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(times); i++) {
        struct str exp = arena_print(smith.arena, "%lld,\"iat\":%lld", (long long)times[i].exp,
                                     (long long)times[i].iat);
        struct str payload = smith_payload(&smith, "exp", exp.at);
        char *iat = strstr(payload.at, "\"iat\":1800000000,");

        /* The iat of the good payload makes room for ours. */
        memset(iat, ' ', strlen("\"iat\":1800000000,"));
        expect(smith_token(&smith, smith_header(&smith, NULL, NULL), payload), times[i].problem,
               exp.at);
    }
}

/* Tokens of exactly `size` bytes, made of blanks behind the header and the payload. */
static struct str
token_of_size(size_t size)
{
    struct str header = smith_header(&smith, NULL, NULL);

    for (int more = 0; more < 4; more++) {
        struct str payload = smith_payload(&smith, NULL, NULL);
        size_t around = coding_base64url(smith.arena, header).size + 2 + 86;
        size_t want = (size - around) * 3 / 4;

        payload = arena_print(smith.arena, "%-*s", (int)want, payload.at);
        if (coding_base64url(smith.arena, payload).size + around == size)
            return smith_token(&smith, header, payload);
        header = arena_print(smith.arena, STR_FMT " ", STR_ARG(header));
    }
    fail();
    return STR_NONE;
}

static void
size_is_bounded(void **state)
{
    char *million = memset(arena_take(smith.arena, 1000000, 1), 'A', 1000000);

    (void)state;
    assert_int_equal(token_of_size(8192).size, 8192);
    assert_int_equal(token_of_size(8193).size, 8193);
    expect(token_of_size(8192), PROBLEM_NONE, "8192 bytes");
    expect(token_of_size(8193), PROBLEM_INVALID_TOKEN, "8193 bytes");
    expect(token_of_size(20000), PROBLEM_INVALID_TOKEN, "20000 bytes");
    expect((struct str){million, 1000000}, PROBLEM_INVALID_TOKEN, "a million letters");
    memset(million, '.', 1000000);
    expect((struct str){million, 1000000}, PROBLEM_INVALID_TOKEN, "a million points");
    expect((struct str){million, 8192}, PROBLEM_INVALID_TOKEN, "8192 points");
}

/* A header of `count` members, or a payload. */
static struct str
crowded(struct str object, size_t count, size_t have)
{
    struct text json = text_new(smith.arena);

    text_add(&json, (struct str){object.at, object.size - 1});
    for (size_t i = have; i < count; i++)
        text_print(&json, ",\"x%zu\":0", i);
    text_add(&json, STR("}"));
    return text_str(&json);
}

static void
members_are_counted(void **state)
{
    struct str header = smith_header(&smith, NULL, NULL);
    struct str payload = smith_payload(&smith, NULL, NULL);

    (void)state;
    expect(smith_token(&smith, crowded(header, 10, 3), payload), PROBLEM_NONE, "10 in a header");
    expect(smith_token(&smith, crowded(header, 11, 3), payload), PROBLEM_INVALID_TOKEN,
           "11 in a header");
    expect(smith_token(&smith, header, crowded(payload, 32, 10)), PROBLEM_NONE, "32 in a payload");
    expect(smith_token(&smith, header, crowded(payload, 33, 10)), PROBLEM_INVALID_TOKEN,
           "33 in a payload");
}

static void
signatures_of_others_do_not_hold(void **state)
{
    struct str header = smith_header(&smith, NULL, NULL);
    struct str payload = smith_payload(&smith, NULL, NULL);
    struct str bare = smith_join(&smith, header, payload, STR(""));
    struct sign_key *other = sign_key_make(SIGN_ES256);
    char zeros[65] = {0}, *swapped = arena_take(smith.arena, 64, 1);

    (void)state;
    bare.size--;

    struct str right = sign_key_sign(smith.arena, smith.pair, bare);
    struct str of_other = sign_key_sign(smith.arena, other, bare);
    struct str of_else = sign_key_sign(smith.arena, smith.pair, STR("another text"));
    struct str of_payload =
        sign_key_sign(smith.arena, smith.pair, coding_base64url(smith.arena, payload));

    memcpy(swapped, right.at + 32, 32);
    memcpy(swapped + 32, right.at, 32);

    const struct str wrong[] = {
        of_other,   of_else,     of_payload,    {zeros,    64},
                    {zeros,    63},
                    {zeros,    65},
        {zeros,    1 },
                    {zeros,    32},
                    {swapped,  64},
                    bare,        smith.kid,   {right.at, 63},
    };

    for (size_t i = 0; i < COUNT(wrong); i++)
        expect(smith_join(&smith, header, payload, wrong[i]), PROBLEM_INVALID_TOKEN, "signature");
    expect(smith_join(&smith, header, payload, right), PROBLEM_NONE, "the right one");
    sign_key_free(other);
}

/* Two faults in one token: what is said shows which step came first. */
static const struct {
    const char *iss, *aud, *sub;
    int64_t iat;
    bool is_signed;
    enum problem problem;
} faults[] = {
    {SMITH_ISSUER, SMITH_AUDIENCE, "person-1", SMITH_NOW - 700,  true,  PROBLEM_TOKEN_EXPIRED},
    {SMITH_ISSUER, SMITH_AUDIENCE, "",         SMITH_NOW - 700,  true,  PROBLEM_TOKEN_EXPIRED},
    {SMITH_ISSUER, SMITH_AUDIENCE, "person-1", SMITH_NOW - 9000, true,  PROBLEM_TOKEN_EXPIRED},
    {"elsewhere",  SMITH_AUDIENCE, "person-1", SMITH_NOW - 700,  true,  PROBLEM_INVALID_TOKEN},
    {SMITH_ISSUER, "elsewhere",    "person-1", SMITH_NOW - 700,  true,  PROBLEM_INVALID_TOKEN},
    {SMITH_ISSUER, SMITH_AUDIENCE, "person-1", SMITH_NOW - 700,  false, PROBLEM_INVALID_TOKEN},
};

static void
steps_come_in_their_order(void **state)
{
    struct str header = smith_header(&smith, NULL, NULL);

    (void)state;
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct str payload = arena_print(
            smith.arena,
            "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"%s\",\"client_id\":\"c\",\"jti\":\"j\","
            "\"iat\":%lld,\"exp\":%lld}",
            faults[i].iss, faults[i].aud, faults[i].sub, (long long)faults[i].iat,
            (long long)SMITH_NOW - 100);

        expect(faults[i].is_signed
                   ? smith_token(&smith, header, payload)
                   : smith_join(&smith, header, payload, keys_chance(smith.arena, 64)),
               faults[i].problem, payload.at);
    }
}

/* A key of the right form that we do not have may be a new one; nothing else may. */
static const struct {
    const char *kid, *typ;
    bool unknown;
} kids[] = {
    {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",  "at+jwt", true },
    {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",  "JWT",    false},
    {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",   "at+jwt", false},
    {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "at+jwt", false},
    {"",                                             "at+jwt", false},
};

static void
unknown_key_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(kids); i++) {
        struct str header =
            arena_print(smith.arena, "{\"alg\":\"ES256\",\"typ\":\"%s\",\"kid\":\"%s\"}",
                        kids[i].typ, kids[i].kid);
        struct str token = smith_token(&smith, header, smith_payload(&smith, NULL, NULL));
        bool unknown_kid = !kids[i].unknown;

        assert_int_equal(smith_judge(&smith, token, &unknown_kid), PROBLEM_INVALID_TOKEN);
        assert_int_equal(unknown_kid, kids[i].unknown);
        refused++;
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_judged),
        cmocka_unit_test(what_is_no_object_is_refused),
        cmocka_unit_test(algorithms_and_keys_are_not_confused),
        cmocka_unit_test(form_is_strict),
        cmocka_unit_test(cut_and_flipped_tokens_are_refused),
        cmocka_unit_test(spare_bits_have_to_be_zero),
        cmocka_unit_test(times_are_judged_to_the_second),
        cmocka_unit_test(size_is_bounded),
        cmocka_unit_test(members_are_counted),
        cmocka_unit_test(signatures_of_others_do_not_hold),
        cmocka_unit_test(steps_come_in_their_order),
        cmocka_unit_test(unknown_key_is_told),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("token_forged", tests, open_smith, close_smith);
}
