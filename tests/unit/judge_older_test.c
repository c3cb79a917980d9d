/* Badges of Open Badges 2.0, hosted and signed, each with the verdict that it has to get. */
#include "image/image.h"
#include "judge_stage.h"
#include "ld_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "each_arena.h"

#define SITE "https://older.example"
#define RECIPIENT                                                                                  \
    "\"recipient\":{\"type\":\"email\",\"hashed\":true,\"salt\":\"Kosher\",\"identity\":"          \
    "\"sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399\"}"
#define ASSERTION                                                                                  \
    "{\"@context\":\"https://w3id.org/openbadges/v2\",\"id\":\"" SITE "/a/1\","                    \
    "\"type\":\"Assertion\"," RECIPIENT ",\"badge\":\"" SITE "/class\","                           \
    "\"verification\":{\"type\":\"HostedBadge\"},\"issuedOn\":\"2025-06-01T00:00:00Z\","           \
    "\"expires\":\"2035-06-01T00:00:00Z\"}"
#define CLASS                                                                                      \
    "{\"id\":\"" SITE "/class\",\"type\":\"BadgeClass\",\"name\":\"Sewer\",\"description\":\"D\"," \
    "\"image\":\"" SITE "/i.png\",\"criteria\":{\"narrative\":\"Sew.\"},"                          \
    "\"issuer\":\"" SITE "/issuer\"}"
#define ISSUER(more)                                                                               \
    "{\"id\":\"" SITE "/issuer\",\"type\":\"Issuer\",\"name\":\"Older\",\"url\":\"" SITE "\"" more \
    "}"
#define KEYED(more) ISSUER(",\"publicKey\":\"" SITE "/key\"" more)
#define LISTED      KEYED(",\"revocationList\":\"" SITE "/revoked\"")
#define KEY(owner)                                                                                 \
    "{\"id\":\"" SITE "/key\",\"type\":\"CryptographicKey\",\"owner\":\"" owner "\","              \
    "\"publicKeyPem\":\"PEM\"}"
#define REVOKED(entries)                                                                           \
    "{\"id\":\"" SITE "/revoked\",\"type\":\"RevocationList\",\"issuer\":\"" SITE "/issuer\","     \
    "\"revokedAssertions\":[" entries "]}"

static struct str
kept(const char *name)
{
    struct str text =
        stage_file(arena, arena_print(arena, "%s/../older", stage_kept()).at, str_of(name));

    if (text.at == NULL)
        fail_msg("tests/unit/older/%s is not there", name);
    return arena_copy(arena, (struct str){text.at, text.size - str_ends(text, STR("\n"))});
}

static const char *
changed(const char *text, const char *from, const char *to)
{
    return from == NULL ? text : judge_stage_changed(arena, str_of(text), from, to).at;
}

static const struct judge_outcome *
judged(struct str badge, const char *email, const struct stage_change *world)
{
    return judge_stage_judge(arena, badge, email == NULL ? STR_NONE : str_of(email), world);
}

/* `part` of the world is changed: what was handed in, what is hosted, the class, the issuer. */
enum part { GIVEN, HOSTED, BOTH, CLASS_2, ISSUER_2 };

static const struct {
    enum part part;
    const char *from, *to;
    enum judge_verdict verdict;
} hosted[] = {
    {GIVEN,    "2025-06-01T00:00:00Z",     "2025-06-01T02:00:00.25+02:00",                    JUDGE_VALID         },
    {GIVEN,    "2025-06-01T00:00:00Z",     "2025-06-01T02:00:00Z",                            JUDGE_TAMPERED      },
    {GIVEN,    "\"2025-06-01T00:00:00Z\"", "null",                                            JUDGE_TAMPERED      },
    {GIVEN,    NULL,                       NULL,                                              JUDGE_VALID         },
    {BOTH,     "\"HostedBadge\"",          "\"hosted\"",                                      JUDGE_VALID         },
    {BOTH,     "\"" SITE "/class\"",       CLASS,                                             JUDGE_VALID         },
    {BOTH,     "\"" SITE "/class\"",
     "{\"id\":\"urn:uuid:1\",\"type\":\"BadgeClass\",\"issuer\":\"" SITE "/issuer\"}",        JUDGE_VALID         },
 /* A class that stands in the assertion is not the one at its address. */
    {BOTH,     "\"" SITE "/class\"",
     "{\"id\":\"https://other.example/class\",\"type\":\"BadgeClass\",\"issuer\":"
     "\"" SITE "/issuer\"}",
     JUDGE_NOT_VERIFIABLE                                                                                         },
    {GIVEN,    "2035-06",                  "2045-06",                                         JUDGE_TAMPERED      },
    {GIVEN,    "$b5",                      "$b6",                                             JUDGE_TAMPERED      },
    {GIVEN,    "/class",                   "/class2",                                         JUDGE_TAMPERED      },
    {GIVEN,    "2025-06",                  "2024-06",                                         JUDGE_TAMPERED      },
    {GIVEN,    "\"email\"",                "\"url\"",                                         JUDGE_TAMPERED      },
    {GIVEN,    "HostedBadge",              "SignedBadge",                                     JUDGE_NOT_VERIFIABLE},
    {GIVEN,    SITE "/a/1",                "urn:uuid:1",                                      JUDGE_NOT_VERIFIABLE},
    {GIVEN,    SITE "/a/1",                "http://older.example/a/1",                        JUDGE_NOT_VERIFIABLE},
    {GIVEN,    SITE "/a/1",                SITE "/a/2",                                       JUDGE_NOT_VERIFIABLE},
    {HOSTED,   SITE "/a/1",                SITE "/a/2",                                       JUDGE_NOT_VERIFIABLE},
    {HOSTED,   "HostedBadge",              "SignedBadge",                                     JUDGE_TAMPERED      },
    {HOSTED,   "\"type\":\"Assertion\"",   "\"type\":\"Other\"",                              JUDGE_TAMPERED      },
    {HOSTED,   "{",                        "{\"revoked\":true,",                              JUDGE_REVOKED       },
    {HOSTED,   "{",                        "{\"revoked\":true,\"revocationReason\":\"Why\",", JUDGE_REVOKED       },
    {HOSTED,   "{",                        "{\"revoked\":false,",                             JUDGE_VALID         },
    {HOSTED,   ASSERTION,                  "{\"id\":\"" SITE "/a/1\",\"revoked\":true}",      JUDGE_REVOKED       },
    {HOSTED,   "{",                        "",                                                JUDGE_NOT_VERIFIABLE},
    {BOTH,     "2035-06-01",               "2025-07-01",                                      JUDGE_EXPIRED       },
    {BOTH,     "\"2035-06-01T00:00:00Z\"", "\"soon\"",                                        JUDGE_EXPIRED       },
    {BOTH,     "2025-06-01",               "2027-06-01",                                      JUDGE_NOT_VERIFIABLE},
    {BOTH,     "\"issuedOn\"",             "\"issued\"",                                      JUDGE_NOT_VERIFIABLE},
    {BOTH,     SITE "/class",              SITE "/none",                                      JUDGE_NOT_VERIFIABLE},
    {CLASS_2,  "BadgeClass",               "Badge",                                           JUDGE_NOT_VERIFIABLE},
    {CLASS_2,  SITE "/class",              SITE "/class2",                                    JUDGE_NOT_VERIFIABLE},
    {CLASS_2,  SITE "/issuer",             SITE "/none",                                      JUDGE_NOT_VERIFIABLE},
 /* An issuer that stands in the class is not believed. */
    {CLASS_2,  "\"" SITE "/issuer\"",
     "{\"id\":\"https://other.example/issuer\",\"type\":\"Issuer\"}",                         JUDGE_UNKNOWN_ISSUER},
    {CLASS_2,  "\"" SITE "/issuer\"",
     "{\"id\":\"https://other.example/issuer\",\"type\":\"Issuer\",\"verification\":"
     "{\"allowedOrigins\":\"older.example\"}}",                                               JUDGE_UNKNOWN_ISSUER},
    {CLASS_2,  SITE "/issuer",             "https://allows.example/issuer",                   JUDGE_VALID         },
    {ISSUER_2, SITE "/issuer",             SITE "/issuer2",                                   JUDGE_NOT_VERIFIABLE},
    {ISSUER_2, "\"Issuer\"",               "\"Person\"",                                      JUDGE_NOT_VERIFIABLE},
    {ISSUER_2, "\"Issuer\"",               "[\"Issuer\",\"Profile\"]",                        JUDGE_VALID         },
};

/* `verification` of the issuer, and where the assertion is hosted then. */
static const struct {
    const char *said;
    enum judge_verdict verdict;
} places[] = {
    {"{\"allowedOrigins\":\"older.example\"}",                                JUDGE_VALID         },
    {"{\"allowedOrigins\":[\"b.example\",\"OLDER.example\"]}",                JUDGE_VALID         },
    {"{\"allowedOrigins\":\"" SITE "\"}",                                     JUDGE_VALID         },
    {"{\"allowedOrigins\":\"example\"}",                                      JUDGE_UNKNOWN_ISSUER},
    {"{\"allowedOrigins\":\"\"}",                                             JUDGE_UNKNOWN_ISSUER},
    {"{\"allowedOrigins\":[]}",                                               JUDGE_UNKNOWN_ISSUER},
    {"{\"allowedOrigins\":\"older.example:8443\"}",                           JUDGE_UNKNOWN_ISSUER},
    {"{\"startsWith\":\"" SITE "/a/\"}",                                      JUDGE_VALID         },
    {"{\"startsWith\":[\"" SITE "/b/\",\"" SITE "/a/\"]}",                    JUDGE_VALID         },
    {"{\"startsWith\":\"" SITE "/b/\"}",                                      JUDGE_UNKNOWN_ISSUER},
    {"{\"startsWith\":\"https://older.exam\"}",                               JUDGE_UNKNOWN_ISSUER},
    {"{\"startsWith\":\"https://\"}",                                         JUDGE_UNKNOWN_ISSUER},
    {"{\"startsWith\":\"\"}",                                                 JUDGE_UNKNOWN_ISSUER},
    {"{\"startsWith\":\"" SITE "/b/\",\"allowedOrigins\":\"older.example\"}", JUDGE_UNKNOWN_ISSUER},
    {"{\"startsWith\":\"" SITE "/a/\",\"allowedOrigins\":\"b.example\"}",     JUDGE_UNKNOWN_ISSUER},
    {"{\"type\":\"VerificationObject\"}",                                     JUDGE_VALID         },
};

static const struct judge_outcome *
judged_hosted(const char *given, const char *at, const char *class, const char *issuer,
              const char *email)
{
    const struct stage_change world[] = {
        {SITE "/a/1",    "", at, 0},
        {SITE "/class",            "", class, 0},
        {SITE "/issuer",              "", issuer, 0},
        {"https://other.example/issuer", "",
         "{\"id\":\"https://other.example/issuer\",\"type\":\"Issuer\",\"name\":\"Other\"}", 0},
        {"https://allows.example/issuer",             "",
         "{\"id\":\"https://allows.example/issuer\",\"type\":\"Issuer\",\"verification\":"
         "{\"allowedOrigins\":\"older.example\"}}", 0},
        {0},
    };

    return judged(str_of(given), email, world);
}

static void
what_is_hosted_is_what_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(hosted) / sizeof(hosted[0]); i++) {
        const char *from = hosted[i].from, *to = hosted[i].to;
        const char *parts[5] = {ASSERTION, ASSERTION, NULL, CLASS, ISSUER("")};

        if (hosted[i].part != BOTH)
            parts[hosted[i].part] = changed(parts[hosted[i].part], from, to);
        else
            parts[GIVEN] = parts[HOSTED] = changed(ASSERTION, from, to);
        judge_stage_is(
            to == NULL ? "as it is" : to,
            judged_hosted(parts[GIVEN], parts[HOSTED], parts[CLASS_2], parts[ISSUER_2], NULL),
            hosted[i].verdict);
    }
}

static void
an_issuer_says_where_its_badges_are(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        struct str issuer = arena_print(arena, ISSUER(",\"verification\":%s"), places[i].said);

        judge_stage_is(places[i].said, judged_hosted(ASSERTION, ASSERTION, CLASS, issuer.at, NULL),
                       places[i].verdict);
    }
}

/* Who fetches "/a/../b/1" gets "/b/1", which somebody else at the host may have written. */
static void
an_address_that_turns_back_is_none(void **state)
{
    static const char *const turns[] = {"/a/../b/1", "/a/%2E%2e/b/1", "/a/.%2e/b/1",
                                        "/a/./1",    "/a/..",         "/a/..?1"};

    (void)state;
    for (size_t i = 0; i < sizeof(turns) / sizeof(turns[0]); i++) {
        const char *url = arena_print(arena, SITE "%s", turns[i]).at;
        const char *text = changed(ASSERTION, SITE "/a/1", url);
        const struct stage_change world[] = {
            {url,   "", text, 0},
            {SITE "/class", "", CLASS, 0},
            {SITE "/issuer",     "", ISSUER(",\"verification\":{\"startsWith\":\"" SITE "/a/\"}"), 0},
            {0  },
        };

        judge_stage_is(url, judged(str_of(text), NULL, world), JUDGE_NOT_VERIFIABLE);
    }
    assert_int_equal(judge_read(arena, STR(SITE "/a/..b/.c/d..?x=/../")).form, JUDGE_URL);
}

static void
what_is_gone_was_revoked(void **state)
{
    const struct stage_change gone[] = {
        {SITE "/a/1", NULL, NULL, 410},
        {0      }
    };
    const struct stage_change silent[] = {
        {SITE "/a/1", NULL, NULL, 0},
        {0      }
    };

    (void)state;
    judge_stage_is("gone", judged(STR(ASSERTION), NULL, gone), JUDGE_REVOKED);
    judge_stage_is("silent", judged(STR(ASSERTION), NULL, silent), JUDGE_NOT_VERIFIABLE);
}

static void
it_is_somebodys(void **state)
{
    static const struct {
        const char *recipient, *email;
        enum judge_answer answer;
    } cases[] = {
        {RECIPIENT,                                                                            "a@example.com", JUDGE_YES      },
        {RECIPIENT,                                                                            "A@Example.com", JUDGE_YES      },
        {RECIPIENT,                                                                            "b@example.com", JUDGE_NO       },
        {RECIPIENT,                                                                            NULL,            JUDGE_NOT_ASKED},
        {"\"recipient\":{\"type\":\"email\",\"hashed\":false,\"identity\":\"a@example.com\"}",
         "a@example.com",                                                                                       JUDGE_YES      },
        {"\"recipient\":{\"type\":\"url\",\"hashed\":false,\"identity\":\"a@example.com\"}",
         "a@example.com",                                                                                       JUDGE_NO       },
        {"\"recipient\":{\"type\":\"email\",\"hashed\":true,\"identity\":"
         "\"md5$b418773a2c51fb9777a1648346fa7394\"}",                                 "a@example.com", JUDGE_YES      },
        {"\"recipient\":{\"type\":\"email\",\"hashed\":true,\"salt\":\"x\",\"identity\":"
         "\"md5$87F4DEAEDEAFA837D6B8DF3E98943AD2\"}",                                 "a@example.com", JUDGE_YES      },
        {"\"recipient\":\"a@example.com\"",                                                    "a@example.com", JUDGE_NOT_ASKED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *text = changed(ASSERTION, RECIPIENT, cases[i].recipient);
        const struct judge_outcome *outcome =
            judged_hosted(text, text, CLASS, ISSUER(""), cases[i].email);

        judge_stage_is(cases[i].recipient, outcome, JUDGE_VALID);
        if (outcome->recipient != cases[i].answer)
            fail_msg("%s: %s", cases[i].recipient, judge_answer_name(outcome->recipient));
    }
}

static const struct {
    const char *name, *issuer, *key, *revoked;
    enum judge_verdict verdict;
} tokens[] = {
    {"signed.jws",     KEYED(""),  KEY(SITE "/issuer"),             NULL,                      JUDGE_VALID         },
    {"no-name.jws",    KEYED(""),  KEY(SITE "/issuer"),             NULL,                      JUDGE_VALID         },
    {"signed.jws",     LISTED,     KEY(SITE "/issuer"),             REVOKED("\"urn:uuid:1\""), JUDGE_VALID         },
    {"signed.jws",     LISTED,     KEY(SITE "/issuer"),
     REVOKED("{\"uid\":\"1\"},\"urn:uuid:5e0d4a5e-7f0f-4a3c-9d53-6a6f6f1d2c3b\""),             JUDGE_REVOKED       },
    {"signed.jws",     LISTED,     KEY(SITE "/issuer"),
     REVOKED("{\"id\":\"urn:uuid:5e0d4a5e-7f0f-4a3c-9d53-6a6f6f1d2c3b\"}"),                    JUDGE_REVOKED       },
    {"signed.jws",     LISTED,     KEY(SITE "/issuer"),             NULL,                      JUDGE_NOT_VERIFIABLE},
    {"signed.jws",     LISTED,     KEY(SITE "/issuer"),
     "{\"id\":\"" SITE "/revoked\",\"type\":\"RevocationList\","
     "\"issuer\":\"https://b.example\",\"revokedAssertions\":[]}",                             JUDGE_NOT_VERIFIABLE},
    {"expired.jws",    KEYED(""),  KEY(SITE "/issuer"),             NULL,                      JUDGE_EXPIRED       },
    {"early.jws",      KEYED(""),  KEY(SITE "/issuer"),             NULL,                      JUDGE_NOT_VERIFIABLE},
    {"hosted.jws",     KEYED(""),  KEY(SITE "/issuer"),             NULL,                      JUDGE_NOT_VERIFIABLE},
    {"es256.jws",      KEYED(""),  KEY(SITE "/issuer"),             NULL,                      JUDGE_NOT_VERIFIABLE},
    {"other-key.jws",  KEYED(""),  KEY(SITE "/issuer"),             NULL,                      JUDGE_TAMPERED      },
    {"other-name.jws", KEYED(""),  KEY(SITE "/issuer"),             NULL,                      JUDGE_UNKNOWN_ISSUER},
    {"signed.jws",     ISSUER(""), KEY(SITE "/issuer"),             NULL,                      JUDGE_UNKNOWN_ISSUER},
    {"signed.jws",     KEYED(""),  KEY("https://b.example/issuer"), NULL,                      JUDGE_UNKNOWN_ISSUER},
    {"signed.jws",     KEYED(""),  "{\"PEM\":1}",                   NULL,                      JUDGE_NOT_VERIFIABLE},
    {"signed.jws",     KEYED(""),
     "{\"id\":\"" SITE "/key\",\"owner\":\"" SITE "/issuer\",\"publicKeyPem\":"
     "\"-----BEGIN PUBLIC KEY-----PEM\"}",                          NULL,                      JUDGE_NOT_VERIFIABLE},
};

static void
what_is_signed_is_signed_by_the_issuer(void **state)
{
    struct str pem = kept("key.pem");

    (void)state;
    for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
        const char *key =
            changed(tokens[i].key, "PEM\"", arena_print(arena, STR_FMT "\"", STR_ARG(pem)).at);
        const struct stage_change world[] = {
            {SITE "/class", "", CLASS, 0},
            {SITE "/issuer",        "", tokens[i].issuer, 0},
            {SITE "/key",             "", key, 0},
            {SITE "/revoked",    tokens[i].revoked == NULL ? NULL : "", tokens[i].revoked, 500},
            {0           },
        };

        judge_stage_is(tokens[i].name, judged(kept(tokens[i].name), NULL, world),
                       tokens[i].verdict);
    }
}

static void
pictures_of_older_badges_are_read(void **state)
{
    static const char *const texts[] = {ASSERTION, SITE "/a/1"};
    struct image_badge drawn = {.name = STR("Sewer"), .organisation = STR("Older")};
    struct str svg = image_badge_svg(arena, &drawn), baked;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct image_credential inner = {IMAGE_OPEN_BADGES_2, str_of(texts[i])};

        assert_int_equal(image_png_bake(arena, image_svg_png(arena, svg, 200), &inner, &baked),
                         IMAGE_FITS);
        const struct stage_change world[] = {
            {SITE "/a/1", "", ASSERTION, 0},
            {SITE "/class",  "", CLASS, 0},
            {SITE "/issuer",           "", ISSUER(""), 0},
            {0       },
        };
        const struct judge_outcome *outcome = judged(baked, NULL, world);

        judge_stage_is(texts[i], outcome, JUDGE_VALID);
        assert_true(str_same(outcome->facts.name, STR("Sewer")));
        assert_true(str_same(outcome->facts.issuer_name, STR("Older")));
        assert_true(str_same(outcome->facts.criteria, STR("Sew.")));
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_hosted_is_what_counts),
        cmocka_unit_test(an_issuer_says_where_its_badges_are),
        cmocka_unit_test(an_address_that_turns_back_is_none),
        cmocka_unit_test(what_is_gone_was_revoked),
        cmocka_unit_test(it_is_somebodys),
        cmocka_unit_test(what_is_signed_is_signed_by_the_issuer),
        cmocka_unit_test(pictures_of_older_badges_are_read),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
