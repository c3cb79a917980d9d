/* Badges of others, each with the verdict that it has to get. */
#include "base/coding.h"
#include "image/image.h"
#include "judge_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "each_arena.h"

static const struct {
    const char *name;
    enum judge_verdict verdict;
} kept[] = {
    {"badge.json",           JUDGE_VALID         },
    {"plain.json",           JUDGE_VALID         },
    {"did-key.json",         JUDGE_VALID         },
    {"did-jwk.json",         JUDGE_VALID         },
    {"https-issuer.json",    JUDGE_VALID         },
    {"apart.json",           JUDGE_VALID         },
    {"older.json",           JUDGE_VALID         },
    {"older-2020.json",      JUDGE_VALID         },
    {"newer-2020.json",      JUDGE_VALID         },
    {"endorsement.json",     JUDGE_VALID         },
    {"clr.json",             JUDGE_VALID         },
    {"revoked.json",         JUDGE_REVOKED       },
    {"suspended.json",       JUDGE_REVOKED       },
    {"older-list.json",      JUDGE_REVOKED       },
    {"replaced.json",        JUDGE_SUPERSEDED    },
    {"expired.json",         JUDGE_EXPIRED       },
    {"expired-revoked.json", JUDGE_REVOKED       },
    {"early.json",           JUDGE_NOT_VERIFIABLE},
    {"foreign-list.json",    JUDGE_NOT_VERIFIABLE},
    {"no-list.json",         JUDGE_NOT_VERIFIABLE},
    {"beyond-list.json",     JUDGE_NOT_VERIFIABLE},
    {"listed-gone.json",     JUDGE_REVOKED       },
    {"listed-back.json",     JUDGE_VALID         },
    {"about-itself.json",    JUDGE_REVOKED       },
    {"listed-replaced.json", JUDGE_SUPERSEDED    },
    {"refreshed.json",       JUDGE_VALID         },
    {"swapped.json",         JUDGE_VALID         },
    {"unrefreshed.json",     JUDGE_VALID         },
    {"rolled-back.json",     JUDGE_VALID         },
    {"stranger.json",        JUDGE_UNKNOWN_ISSUER},
    {"rs256.jwt",            JUDGE_VALID         },
    {"es256-jwk.jwt",        JUDGE_VALID         },
    {"did-kid.jwt",          JUDGE_VALID         },
    {"plain-kid.jwt",        JUDGE_VALID         },
    {"no-claims.jwt",        JUDGE_VALID         },
    {"older.jwt",            JUDGE_VALID         },
    {"older-bare.jwt",       JUDGE_VALID         },
    {"expired.jwt",          JUDGE_EXPIRED       },
    {"foreign-jwk.jwt",      JUDGE_UNKNOWN_ISSUER},
    {"foreign-kid.jwt",      JUDGE_UNKNOWN_ISSUER},
    {"two-keys.jwt",         JUDGE_UNKNOWN_ISSUER},
    {"no-key.jwt",           JUDGE_UNKNOWN_ISSUER},
    {"critical.jwt",         JUDGE_NOT_VERIFIABLE},
    {"other-type.jwt",       JUDGE_NOT_VERIFIABLE},
    {"other-issuer.jwt",     JUDGE_NOT_VERIFIABLE},
    {"other-id.jwt",         JUDGE_NOT_VERIFIABLE},
    {"other-subject.jwt",    JUDGE_NOT_VERIFIABLE},
    {"other-start.jwt",      JUDGE_NOT_VERIFIABLE},
    {"other-end.jwt",        JUDGE_NOT_VERIFIABLE},
    {"gave-away.jwt",        JUDGE_NOT_VERIFIABLE},
    {"unsigned.jwt",         JUDGE_NOT_VERIFIABLE},
    {"by-public-half.jwt",   JUDGE_NOT_VERIFIABLE},
};

static void
each_badge_gets_its_verdict(void **state)
{

    (void)state;
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        judge_stage_is(
            kept[i].name,
            judge_stage_judge(arena, judge_stage_kept(arena, kept[i].name), STR_NONE, NULL),
            kept[i].verdict);
}

#define PROOF "\"proof\":{\"type\":\"DataIntegrityProof\""
#define CRED  "https://www.w3.org/2018/credentials#"

static const struct {
    const char *name, *from, *to;
    enum judge_verdict verdict;
} changed[] = {
    {"plain.json",       "\"Town Library\"",                                                "\"Town Hall\"",                                     JUDGE_TAMPERED      },
    {"plain.json",       "\"Sewer\"",                                                       "\"Master\"",                                        JUDGE_TAMPERED      },
    {"plain.json",       "Sews.",                                                           "Cooks.",                                            JUDGE_TAMPERED      },
    {"plain.json",       "Sew a shirt.",                                                    "Do nothing.",                                       JUDGE_TAMPERED      },
    {"plain.json",       "2035-01-01",                                                      "2045-01-01",                                        JUDGE_TAMPERED      },
    {"plain.json",       "2025-01-01T",                                                     "2024-01-01T",                                       JUDGE_TAMPERED      },
    {"plain.json",       "urn:uuid:0d3b",                                                   "urn:uuid:1d3b",                                     JUDGE_TAMPERED      },
    {"plain.json",       "sha256$b5",                                                       "sha256$b6",                                         JUDGE_TAMPERED      },
    {"plain.json",       "Kosher",                                                          "Salty",                                             JUDGE_TAMPERED      },
    {"plain.json",       "issuer.example/awards/1",                                         "issuer.example/awards/2",                           JUDGE_TAMPERED      },
    {"plain.json",       "issuer.example/badges/1",                                         "issuer.example/badges/2",                           JUDGE_TAMPERED      },
    {"plain.json",       "issuer.example/1.png",                                            "issuer.example/2.png",                              JUDGE_TAMPERED      },
    {"plain.json",       "\"hashed\":true",                                                 "\"hashed\":false",                                  JUDGE_TAMPERED      },
    {"plain.json",       "2025-01-02T",                                                     "2025-01-03T",                                       JUDGE_TAMPERED      },
    {"plain.json",       "\"proofValue\":\"z",                                              "\"proofValue\":\"z1",                               JUDGE_TAMPERED      },
    {"plain.json",       ",\"validUntil\":\"2035-01-01T00:00:00Z\"",                        "",                                                  JUDGE_TAMPERED      },
    {"plain.json",       "\"name\":\"Award\",",                                             "",                                                  JUDGE_TAMPERED      },
    {"plain.json",       "\"OpenBadgeCredential\"",                                         "\"AchievementCredential\"",                         JUDGE_VALID         },
    {"revoked.json",     "\"statusListIndex\":\"7\"",                                       "\"statusListIndex\":\"8\"",                         JUDGE_TAMPERED      },
    {"revoked.json",     "\"revocation\"",                                                  "\"message\"",                                       JUDGE_TAMPERED      },
    {"revoked.json",     "\"statusListCredential\":\"https://issuer.example/status/list\"",
     "\"statusListCredential\":\"https://issuer.example/status/older\"",                                                                         JUDGE_TAMPERED      },
    {"revoked.json",     "\"credentialStatus\":",                                           "\"evidence\":",                                     JUDGE_TAMPERED      },
    {"revoked.json",
     "\"credentialStatus\":",                                                               "\"" CRED "credentialStatus\":",                     JUDGE_NOT_VERIFIABLE},
    {"expired.json",     "\"validUntil\":\"2025-06-01T00:00:00Z\"",
     "\"" CRED "validUntil\":{\"@type\":\"http://www.w3.org/2001/"
     "XMLSchema#dateTime\",\"@value\":\"2025-06-01T00:00:00Z\"}",                                                                                JUDGE_NOT_VERIFIABLE},
    {"expired.json",     "\"validUntil\":\"2025-06-01T00:00:00Z\"",
     "\"validUntil\":{\"@value\":\"2025-06-01T00:00:00Z\"}",                                                                                     JUDGE_NOT_A_BADGE   },
    {"expired.json",     "\"validUntil\":\"2025-06-01T00:00:00Z\"",
     "\"validUntil\":[\"2025-06-01T00:00:00Z\"]",                                                                                                JUDGE_NOT_A_BADGE   },
    {"plain.json",       "\"name\":\"Sewer\"",                                              "\"name\":\"Sewer\",\"grade\":\"A\"",
     JUDGE_NOT_VERIFIABLE                                                                                                                                            },
    {"plain.json",       "context-3.0.3.json",                                              "context-9.json",                                    JUDGE_NOT_VERIFIABLE},
    {"plain.json",       "\"name\":\"Sewer\"",                                              "\"endorsementJwt\":[\"a.b.c\"],\"name\":\"Sewer\"",
     JUDGE_NOT_VERIFIABLE                                                                                                                                            },
    {"plain.json",       "\"assertionMethod\"",                                             "\"authentication\"",                                JUDGE_NOT_VERIFIABLE},
    {"plain.json",       "eddsa-rdfc-2022",                                                 "eddsa-jcs-2022",                                    JUDGE_NOT_VERIFIABLE},
    {"plain.json",       PROOF,                                                             "\"proof\":{\"type\":\"SomeProof\"",                 JUDGE_NOT_VERIFIABLE},
    {"plain.json",       PROOF,                                                             PROOF ",\"previousProof\":\"urn:uuid:1\"",           JUDGE_NOT_VERIFIABLE},
    {"plain.json",       PROOF,                                                             PROOF ",\"expires\":\"2025-06-01T00:00:00Z\"",       JUDGE_NOT_VERIFIABLE},
    {"plain.json",       PROOF,                                                             PROOF ",\"expires\":\"2030-06-01T00:00:00Z\"",       JUDGE_TAMPERED      },
    {"plain.json",       "did:web:issuer.example:badges#",                                  "did:web:endorser.example#",
     JUDGE_UNKNOWN_ISSUER                                                                                                                                            },
    {"plain.json",       "{\"id\":\"did:web:issuer.example:badges\"",
     "{\"id\":\"did:web:endorser.example\"",                                                                                                     JUDGE_UNKNOWN_ISSUER},
    {"plain.json",       "{\"id\":\"did:web:issuer.example:badges\"",
     "{\"id\":\"did:web:nobody.example\"",                                                                                                       JUDGE_NOT_VERIFIABLE},
    {"plain.json",       "{\"id\":\"did:web:issuer.example:badges\"",
     "{\"id\":\"did:web:issuer.example:..:badges\"",                                                                                             JUDGE_NOT_VERIFIABLE},
    {"plain.json",       "{\"id\":\"did:web:issuer.example:badges\"",                       "{\"id\":\"did:ion:badges\"",
     JUDGE_NOT_VERIFIABLE                                                                                                                                            },
    {"plain.json",       "\"issuer\":{\"id\"",                                              "\"issuer\":{\"ID\"",                                JUDGE_NOT_A_BADGE   },
    {"plain.json",       "\"validFrom\":",                                                  "\"valid\":",                                        JUDGE_NOT_A_BADGE   },
    {"plain.json",       "\"type\":[\"Achievement\"]",                                      "\"type\":[\"Course\"]",                             JUDGE_NOT_A_BADGE   },
    {"plain.json",       "\"criteria\":",                                                   "\"criterion\":",                                    JUDGE_NOT_A_BADGE   },
    {"plain.json",       "\"OpenBadgeCredential\"",                                         "\"DegreeCredential\"",                              JUDGE_NOT_A_BADGE   },
    {"plain.json",       "\"name\":\"Award\"",                                              "\"name\":\"Award\",\"name\":\"Prize\"",
     JUDGE_NOT_A_BADGE                                                                                                                                               },
    {"plain.json",       "\"name\":",                                                       "name:",                                             JUDGE_NOT_A_BADGE   },
    {"older.json",       "expirationDate",                                                  "validUntil",                                        JUDGE_TAMPERED      },
    {"older.json",       "2035-01-01",                                                      "2045-01-01",                                        JUDGE_TAMPERED      },
    {"older-2020.json",  "Sews.",                                                           "Cooks.",                                            JUDGE_TAMPERED      },
    {"older-2020.json",  "\"assertionMethod\"",                                             "\"authentication\"",                                JUDGE_NOT_VERIFIABLE},
    {"did-key.json",     "Sews.",                                                           "Cooks.",                                            JUDGE_TAMPERED      },
    {"did-jwk.json",     "Sews.",                                                           "Cooks.",                                            JUDGE_TAMPERED      },
    {"endorsement.json", "Well made.",                                                      "Best of all.",                                      JUDGE_TAMPERED      },
    {"endorsement.json", "issuer.example/badges/1",                                         "issuer.example/badges/2",                           JUDGE_TAMPERED      },
    {"clr.json",         "\"Transcript\"",                                                  "\"Diploma\"",                                       JUDGE_TAMPERED      },
    {"clr.json",         "\"Sewer\"",                                                       "\"Master\"",                                        JUDGE_TAMPERED      },
    {"badge.json",       "Well made.",                                                      "Best of all.",                                      JUDGE_TAMPERED      },
    {"rs256.jwt",        ".eyJ",                                                            ".eyK",                                              JUDGE_NOT_A_BADGE   },
};

static void
whatever_is_changed_is_found(void **state)
{

    (void)state;
    for (size_t i = 0; i < sizeof(changed) / sizeof(changed[0]); i++) {
        struct str badge = judge_stage_changed(arena, judge_stage_kept(arena, changed[i].name),
                                               changed[i].from, changed[i].to);

        judge_stage_is(arena_print(arena, "%s with %s", changed[i].name, changed[i].to).at,
                       judge_stage_judge(arena, badge, STR_NONE, NULL), changed[i].verdict);
    }
}

/* The text of a token is another, and it is still JSON. */
static struct str
token_changed(const char *name, const char *from, const char *to, bool in_header)
{
    struct str rest = judge_stage_kept(arena, name), parts[3];

    for (int i = 0; i < 3; i++)
        assert_true(str_cut(&rest, '.', &parts[i]));

    struct str *part = &parts[in_header ? 0 : 1];
    struct str json = arena_copy(arena, coding_from_base64url(arena, *part));

    *part = coding_base64url(arena, judge_stage_changed(arena, json, from, to));
    return arena_print(arena, STR_FMT "." STR_FMT "." STR_FMT, STR_ARG(parts[0]), STR_ARG(parts[1]),
                       STR_ARG(parts[2]));
}

static void
whatever_is_changed_in_a_token_is_found(void **state)
{
    static const struct {
        const char *from, *to;
        bool in_header;
        enum judge_verdict verdict;
    } cases[] = {
        {"Sews.",           "Cooks.",             false, JUDGE_TAMPERED      },
        {"2035-01-01",      "2045-01-01",         false, JUDGE_TAMPERED      },
        {"\"exp\":",        "\"exq\":",           false, JUDGE_TAMPERED      },
        {"RS256",           "RS384",              true,  JUDGE_NOT_VERIFIABLE},
        {"RS256",           "ES256",              true,  JUDGE_NOT_VERIFIABLE},
        {"RS256",           "none",               true,  JUDGE_NOT_VERIFIABLE},
        {"\"typ\":\"JWT\"", "\"typ\":\"vc+jwt\"", true,  JUDGE_TAMPERED      },
        {"/keys/rsa",       "/keys/foreign",      true,  JUDGE_UNKNOWN_ISSUER},
        {"/keys/rsa",       "/keys/none",         true,  JUDGE_NOT_VERIFIABLE},
        {"https://issuer",  "http://issuer",      true,  JUDGE_UNKNOWN_ISSUER},
        {"{\"alg\"",        "{\"zip\":1,\"alg\"", true,  JUDGE_NOT_VERIFIABLE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        judge_stage_is(cases[i].to,
                       judge_stage_judge(arena,
                                         token_changed("rs256.jwt", cases[i].from, cases[i].to,
                                                       cases[i].in_header),
                                         STR_NONE, NULL),
                       cases[i].verdict);
}

#define DID_URL "https://issuer.example/badges/did.json"
#define LIST    "https://issuer.example/status/list"
#define ISSUER  JUDGE_STAGE_ISSUER

static const struct {
    const char *name;
    struct stage_change change;
    enum judge_verdict verdict;
} around[] = {
    {"plain.json",       {DID_URL, NULL, NULL, 0},                                                 JUDGE_NOT_VERIFIABLE},
    {"plain.json",       {DID_URL, NULL, NULL, 404},                                               JUDGE_NOT_VERIFIABLE},
    {"plain.json",       {DID_URL, NULL, NULL, 302},                                               JUDGE_NOT_VERIFIABLE},
    {"plain.json",       {DID_URL, "", "<html>", 0},                                               JUDGE_NOT_VERIFIABLE},
    {"plain.json",
     {DID_URL, "\"id\": \"" ISSUER "\"", "\"id\": \"did:web:a.example\"", 0},
     JUDGE_UNKNOWN_ISSUER                                                                                              },
    {"plain.json",       {DID_URL, "\"assertionMethod\"", "\"authentication\"", 0},                JUDGE_UNKNOWN_ISSUER},
    {"plain.json",
     {DID_URL, "\"controller\": \"" ISSUER "\"", "\"controller\": \"did:web:a.example\"", 0},
     JUDGE_UNKNOWN_ISSUER                                                                                              },
    {"plain.json",
     {DID_URL, "\"controller\": \"" ISSUER "\"",
      "\"revoked\": \"2025-06-01T00:00:00Z\", \"controller\": \"" ISSUER "\"", 0},
     JUDGE_UNKNOWN_ISSUER                                                                                              },
    {"plain.json",
     {DID_URL, "\"controller\": \"" ISSUER "\"",
      "\"expires\": \"2030-06-01T00:00:00Z\", \"controller\": \"" ISSUER "\"", 0},
     JUDGE_VALID                                                                                                       },
    {"plain.json",
     {DID_URL, "\"publicKeyMultibase\": \"z6Mk", "\"publicKeyMultibase\": \"z6Ml", 0},
     JUDGE_NOT_VERIFIABLE                                                                                              },
    {"plain.json",
     {DID_URL, "\"publicKeyMultibase\"", "\"publicKeyBase58\"", 0},
     JUDGE_NOT_VERIFIABLE                                                                                              },
    {"revoked.json",     {LIST, NULL, NULL, 0},                                                    JUDGE_NOT_VERIFIABLE},
    {"revoked.json",     {LIST, "\"revocation\"", "\"suspension\"", 0},                            JUDGE_NOT_VERIFIABLE},
    {"revoked.json",
     {LIST, "\"encodedList\": \"u", "\"encodedList\": \"uA", 0},
     JUDGE_NOT_VERIFIABLE                                                                                              },
    {"revoked.json",     {LIST, "\"encodedList\"", "\"list\"", 0},                                 JUDGE_NOT_VERIFIABLE},
    {"revoked.json",     {LIST, "\"proofValue\"", "\"value\"", 0},                                 JUDGE_NOT_VERIFIABLE},
    {"listed-gone.json",
     {"https://issuer.example/revocations", NULL, NULL, 0},
     JUDGE_NOT_VERIFIABLE                                                                                              },
    {"listed-gone.json",
     {"https://issuer.example/revocations", "\"revoked\": true", "\"revoked\": false", 0},
     JUDGE_VALID                                                                                                       },
    {"rs256.jwt",        {DID_URL, NULL, NULL, 0},                                                 JUDGE_NOT_VERIFIABLE},
    {"rs256.jwt",        {DID_URL, NULL, NULL, 404},                                               JUDGE_UNKNOWN_ISSUER},
    {"rs256.jwt",        {DID_URL, "#rsa\"\n", "#rsb\"\n", 0},                                     JUDGE_UNKNOWN_ISSUER},
    {"es256-jwk.jwt",
     {"https://issuer.example/.well-known/jwks.json", NULL, NULL, 503},
     JUDGE_NOT_VERIFIABLE                                                                                              },
    {"es256-jwk.jwt",
     {"https://issuer.example/.well-known/jwks.json", NULL, NULL, 404},
     JUDGE_UNKNOWN_ISSUER                                                                                              },
    {"es256-jwk.jwt",
     {"https://issuer.example/.well-known/jwks.json", "{", "{\"iss\": \"did:web:a.example\",", 0},
     JUDGE_UNKNOWN_ISSUER                                                                                              },
};

static void
whatever_changes_around_a_badge_is_found(void **state)
{

    (void)state;
    for (size_t i = 0; i < sizeof(around) / sizeof(around[0]); i++) {
        const struct stage_change changes[] = {
            around[i].change, {NULL, NULL, NULL, 0}
        };

        judge_stage_is(
            arena_print(arena, "%zu: %s", i, around[i].name).at,
            judge_stage_judge(arena, judge_stage_kept(arena, around[i].name), STR_NONE, changes),
            around[i].verdict);
    }
}

static void
an_address_is_followed_once(void **state)
{
    const struct judge_outcome *outcome =
        judge_stage_judge(arena, STR(" https://issuer.example/awards/1\n"), STR_NONE, NULL);

    (void)state;
    judge_stage_is("at an address", outcome, JUDGE_VALID);
    assert_string_equal(judge_kind_name(outcome->kind), "badge");
    judge_stage_is("nothing",
                   judge_stage_judge(arena, STR("https://issuer.example/nothing"), STR_NONE, NULL),
                   JUDGE_NOT_VERIFIABLE);
    judge_stage_is("an address again",
                   judge_stage_judge(arena, STR("https://issuer.example/again"), STR_NONE,
                                     (struct stage_change[]){
                                         {"https://issuer.example/again", "",
                                          "https://issuer.example/awards/1",          0},
                                         {NULL,                           NULL, NULL, 0}
    }),
                   JUDGE_NOT_A_BADGE);
    judge_stage_is("without TLS",
                   judge_stage_judge(arena, STR("http://issuer.example/awards/1"), STR_NONE, NULL),
                   JUDGE_NOT_A_BADGE);
}

static void
pictures_are_opened(void **state)
{
    struct str text = judge_stage_kept(arena, "plain.json"), svg, baked, png;
    struct image_credential inner = {IMAGE_OPEN_BADGES_3, text};
    struct image_badge badge = {.name = STR("Sewer"), .organisation = STR("Library"), .colour = 1};

    (void)state;
    svg = image_badge_svg(arena, &badge);
    assert_int_equal(image_svg_bake(arena, svg, &inner, &baked), IMAGE_FITS);
    judge_stage_is("an SVG", judge_stage_judge(arena, baked, STR_NONE, NULL), JUDGE_VALID);
    assert_string_equal(judge_form_name(judge_read(arena, baked).form), "svg");
    png = image_svg_png(arena, svg, 200);
    judge_stage_is("a picture alone", judge_stage_judge(arena, png, STR_NONE, NULL),
                   JUDGE_NOT_A_BADGE);
    assert_int_equal(image_png_bake(arena, png, &inner, &baked), IMAGE_FITS);
    judge_stage_is("a PNG", judge_stage_judge(arena, baked, STR_NONE, NULL), JUDGE_VALID);
    inner.text = judge_stage_kept(arena, "rs256.jwt");
    assert_int_equal(image_png_bake(arena, png, &inner, &baked), IMAGE_FITS);
    judge_stage_is("a token in a PNG", judge_stage_judge(arena, baked, STR_NONE, NULL),
                   JUDGE_VALID);
    judge_stage_is("half a PNG",
                   judge_stage_judge(arena, (struct str){baked.at, baked.size / 2}, STR_NONE, NULL),
                   JUDGE_NOT_A_BADGE);
}

static void
the_newest_copy_is_judged(void **state)
{
    const struct judge_outcome *outcome =
        judge_stage_judge(arena, judge_stage_kept(arena, "refreshed.json"), STR_NONE, NULL);

    (void)state;
    assert_true(outcome->is_refreshed);
    assert_true(str_same(outcome->facts.expires, STR("2036-01-01T00:00:00Z")));
    assert_false(judge_stage_judge(arena, judge_stage_kept(arena, "swapped.json"), STR_NONE, NULL)
                     ->is_refreshed);
    assert_false(
        judge_stage_judge(arena, judge_stage_kept(arena, "rolled-back.json"), STR_NONE, NULL)
            ->is_refreshed);
}

static void
whose_it_is_is_yes_or_no(void **state)
{
    static const struct {
        const char *email;
        enum judge_answer answer;
    } cases[] = {
        {"a@example.com", JUDGE_YES},
        {"A@Example.COM", JUDGE_YES},
        {"b@example.com", JUDGE_NO },
        {"",              JUDGE_NO },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(judge_stage_judge(arena, judge_stage_kept(arena, "plain.json"),
                                           str_of(cases[i].email), NULL)
                             ->recipient,
                         cases[i].answer);
    assert_int_equal(
        judge_stage_judge(arena, judge_stage_kept(arena, "plain.json"), STR_NONE, NULL)->recipient,
        JUDGE_NOT_ASKED);
}

static void
what_is_within_is_judged_by_itself(void **state)
{
    const struct judge_outcome *clr =
        judge_stage_judge(arena, judge_stage_kept(arena, "clr.json"), STR_NONE, NULL);
    const struct judge_outcome *badge =
        judge_stage_judge(arena, judge_stage_kept(arena, "badge.json"), STR_NONE, NULL);

    (void)state;
    assert_int_equal(clr->content_count, 2);
    judge_stage_is("the first", &clr->contents[0], JUDGE_VALID);
    judge_stage_is("the second", &clr->contents[1], JUDGE_REVOKED);
    assert_true(str_same(clr->contents[0].facts.name, STR("Sewer")));
    assert_int_equal(badge->endorsement_count, 1);
    judge_stage_is("an endorsement", &badge->endorsements[0], JUDGE_VALID);
    assert_true(str_same(badge->endorsements[0].facts.comment, STR("Well made.")));
}

static void
a_badge_says_what_it_is(void **state)
{
    struct judge_reading reading = judge_read(arena, judge_stage_kept(arena, "plain.json"));

    (void)state;
    assert_int_equal(reading.kind, JUDGE_BADGE);
    assert_true(str_same(reading.facts.name, STR("Sewer")));
    assert_true(str_same(reading.facts.issuer, STR(ISSUER)));
    assert_true(str_same(reading.facts.issuer_name, STR("Town Library")));
    assert_true(str_same(reading.facts.criteria, STR("Sew a shirt.")));
    assert_true(str_same(reading.facts.image, STR("https://issuer.example/1.png")));
    assert_true(str_same(reading.facts.expires, STR("2035-01-01T00:00:00Z")));
    assert_true(judge_read(arena, judge_stage_kept(arena, "older-bare.jwt")).facts.is_older_model);
    assert_non_null(judge_read(arena, STR("{\"type\":\"VerifiableCredential\"}")).why.at);
    assert_non_null(judge_read(arena, STR("")).why.at);
    assert_non_null(judge_read(arena, STR("eyJ.a.b")).why.at);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_badge_gets_its_verdict, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(whatever_is_changed_is_found, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(whatever_is_changed_in_a_token_is_found, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(whatever_changes_around_a_badge_is_found, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(an_address_is_followed_once, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(pictures_are_opened, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(the_newest_copy_is_judged, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(whose_it_is_is_yes_or_no, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(what_is_within_is_judged_by_itself, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(a_badge_says_what_it_is, open_arena, close_arena),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
