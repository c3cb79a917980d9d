/*
 * Credentials against what others have made: the vectors of the standards where their folder is
 * there, and those in tests/unit/badge, which tests/node/credentials-kept.mjs makes.
 */
#include "badge/check.h"
#include "base/coding.h"
#include "base/text.h"
#include "ld_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "each_arena.h"

enum { CREATED = 1767323045 }; /* 2026-01-02T03:04:05Z */

#define ORGANISATION "019f0000-0000-7000-8000-0000000000a1"
#define DID          "did:web:badges.example%3A8443:city:ob:issuers:" ORGANISATION
#define GUIDE_KEY    "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"

static struct str
kept(const char *name)
{
    struct str text =
        stage_file(arena, arena_print(arena, "%s/../badge", stage_kept()).at, str_of(name));

    if (text.at == NULL)
        fail_msg("tests/unit/badge/%s is not there", name);
    return arena_copy(arena, (struct str){text.at, text.size - str_ends(text, STR("\n"))});
}

/* WRITE_CREDENTIALS=1 keeps what the program says now. */
static void
is_kept(const char *name, struct str text)
{
    if (getenv("WRITE_CREDENTIALS") != NULL) {
        FILE *file = fopen(arena_print(arena, "%s/../badge/%s", stage_kept(), name).at, "w");

        assert_non_null(file);
        fprintf(file, STR_FMT "\n", STR_ARG(text));
        fclose(file);
    }
    if (!str_same(text, kept(name)))
        fail_msg("%s is kept otherwise: " STR_FMT, name, STR_ARG(text));
}

static struct str
own_key(void)
{
    struct str seed = coding_from_hex(
        arena, STR("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));

    return keys_ed25519_private(arena, seed);
}

static const struct badge_award *
an_award(void)
{
    static struct str tags[2];
    static struct badge_skill skill;
    static struct badge_award award;

    tags[0] = STR("sewing");
    tags[1] = STR("„adata“");
    skill = (struct badge_skill){STR("sew"), STR("https://skills.example/sew")};
    award = (struct badge_award){
        .base = STR("https://badges.example:8443/city"),
        .id = STR("019f0000-0000-7000-8000-0000000000b2"),
        .subject = STR("5e0d4a5e-7f0f-4a3c-9d53-6a6f6f1d2c3b"),
        .issuer = {.id = STR(ORGANISATION),
                   .name = STR("Town Library"),
                   .url = STR("https://library.example/")},
        .achievement = { .id = STR("019f0000-0000-7000-8000-0000000000c3"),
                   .name = STR("Sewer"),
                   .criteria = STR("Sew \"a shirt\".\n"),
                   .type = STR("Badge"),
                   .language = STR("en"),
                   .tags = tags,
                   .tag_count = 2,
                   .skills = &skill,
                   .skill_count = 1},
        .recipient_hash = STR("b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"),
        .salt = STR("Kosher"),
        .issued_at = 1764547200,
        .expires_at = 1796083200,
        .list = STR("019f0000-0000-7000-8000-0000000000d4"),
        .place = 94567,
    };
    return &award;
}

static struct str
proven(struct str document)
{
    struct str key = badge_multikey(arena, keys_ed25519_public(own_key()));
    struct badge_signer signer = {own_key(), arena_print(arena, "%s#" STR_FMT, DID, STR_ARG(key)),
                                  CREATED};
    struct ld_fault fault;
    struct str text = badge_prove(arena, document, &signer, &fault);

    if (text.at == NULL)
        fail_msg("%s at " STR_FMT ": " STR_FMT, fault.code, STR_ARG(fault.where),
                 STR_ARG(fault.detail));
    return text;
}

static void
is_judged(struct str document, struct str issuer, struct str key, enum badge_verdict wanted)
{
    struct ld_fault fault;
    enum badge_verdict verdict = badge_check(arena, document, issuer, key, &fault);

    if (verdict != wanted)
        fail_msg("%s and not %s (%s): %.100s", badge_verdict_name(verdict),
                 badge_verdict_name(wanted), fault.code == NULL ? "" : fault.code, document.at);
}

static void
base58_is_that_of_others(void **state)
{
    static const struct {
        const char *hex, *text;
    } cases[] = {
        {"",                       ""               },
        {"00",                     "1"              },
        {"0000287fb4cd",           "11233QC4"       },
        {"48656c6c6f20576f726c64", "JxF12TrwUP45BMd"},
        {"ffffffffffffffffffff",   "FPBt6CHo3fovdL" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str bytes = coding_from_hex(arena, str_of(cases[i].hex));

        assert_true(str_same(badge_base58(arena, bytes), str_of(cases[i].text)));
        assert_true(str_same(badge_from_base58(arena, str_of(cases[i].text)), bytes));
    }
    assert_null(badge_from_base58(arena, STR("0")).at);
    assert_null(badge_from_base58(arena, STR("a\0b")).at);
    assert_null(badge_base58(arena, (struct str){arena_take(arena, 200, 1), 129}).at);
}

static void
keys_are_written_as_multikeys(void **state)
{
    struct str public_half = coding_from_hex(
        arena, STR("4bdeafde2ea8beefadd8c699b5c7e0704cf51154d52e17b20b71337ca04cc5a5"));

    (void)state;
    assert_true(str_same(badge_multikey(arena, public_half), STR(GUIDE_KEY)));
    assert_true(str_same(badge_from_multikey(arena, STR(GUIDE_KEY)), public_half));
    assert_null(
        badge_from_multikey(arena, STR("z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hw")).at);
    assert_null(badge_from_multikey(arena, STR("u7QFL3q_eLqi-7")).at);
    assert_null(badge_multikey(arena, STR("short")).at);
}

static void
an_issuer_is_found_by_its_did(void **state)
{
    (void)state;
    assert_true(str_same(badge_did(arena, an_award()->base, STR(ORGANISATION)), STR(DID)));
    assert_true(str_same(badge_did(arena, STR("https://a.example"), STR("1")),
                         STR("did:web:a.example:ob:issuers:1")));
}

/* Byte for byte what is kept, which tests/node/credentials-kept.mjs holds against others' tools. */
static void
an_award_becomes_a_credential(void **state)
{
    struct str document = proven(badge_credential(arena, an_award()));

    (void)state;
    is_kept("ours.json", document);
    is_judged(document, STR(DID), badge_multikey(arena, keys_ed25519_public(own_key())),
              BADGE_GOOD);
}

static void
what_others_signed_is_good(void **state)
{
    struct str key = kept("by-others.key");

    (void)state;
    is_judged(kept("by-others.json"), STR("did:web:others.example"), key, BADGE_GOOD);
    is_judged(kept("status-by-others.json"), STR("did:web:others.example"), key, BADGE_GOOD);
    is_judged(kept("by-others.json"), STR("did:web:others.example"), STR(GUIDE_KEY), BADGE_METHOD);
    is_judged(kept("by-others.json"), STR("did:web:another.example"), key, BADGE_METHOD);
}

/* What the database wrote stands in it as it is. */
static void
a_badge_says_what_else_it_is_told(void **state)
{
    struct badge_award award = *an_award();
    struct str text;

    (void)state;
    award.achievement.skill_count = 0;
    award.achievement.criteria_url = STR("https://a.example/c");
    award.achievement.alignments = STR("[{\"targetName\":\"x\"}]");
    award.achievement.image_caption = STR("A needle");
    award.achievement.more = STR("{\"humanCode\":\"S 1\"}");
    text = badge_achievement(arena, award.base, &award.achievement, &award.issuer);
    assert_non_null(strstr(text.at, "\"criteria\":{\"id\":\"https://a.example/c\",\"narrative\":"));
    assert_non_null(strstr(
        text.at, "\"alignment\":[{\"targetName\":\"x\"}],\"humanCode\":\"S 1\",\"creator\""));
    assert_non_null(strstr(text.at, "/image\",\"type\":\"Image\",\"caption\":\"A needle\"}"));
    award.achievement.more = STR("{}");
    text = badge_achievement(arena, award.base, &award.achievement, &award.issuer);
    assert_non_null(strstr(text.at, "\"alignment\":[{\"targetName\":\"x\"}],\"creator\""));
}

/* One place of the text is another; it is still JSON. */
static struct str
changed(struct str text, const char *from, const char *to)
{
    const char *at = strstr(text.at, from);

    if (at == NULL)
        fail_msg("\"%s\" is not in it", from);
    return arena_print(arena, "%.*s%s%s", (int)(at - text.at), text.at, to, at + strlen(from));
}

static void
whatever_is_changed_is_found(void **state)
{
    static const struct {
        const char *from, *to;
        enum badge_verdict verdict;
    } cases[] = {
        {"Town Library",               "Town Hall",                    BADGE_SIGNATURE },
        {"2025-12-01T00:00:00Z",       "2025-12-01T00:00:01Z",         BADGE_SIGNATURE },
        {"2026-12-01",                 "2036-12-01",                   BADGE_SIGNATURE },
        {"\"Kosher\"",                 "\"Kosher2\"",                  BADGE_SIGNATURE },
        {"sha256$b5",                  "sha256$b6",                    BADGE_SIGNATURE },
        {"\"94567\"",                  "\"94568\"",                    BADGE_SIGNATURE },
        {"https://skills.example/sew", "https://skills.example/fly",   BADGE_SIGNATURE },
        {"2026-01-02T03:04:05Z",       "2026-01-02T03:04:06Z",         BADGE_SIGNATURE },
        {"\"hashed\":true",            "\"hashed\":false",             BADGE_SIGNATURE },
        {"\"tag\":",                   "\"tags\":",                    BADGE_UNREADABLE},
        {"\"hashed\":true",            "\"more\":1,\"hashed\":true",   BADGE_UNREADABLE},
        {"context-3.0.3.json",         "context-3.0.9.json",           BADGE_UNREADABLE},
        {"\"assertionMethod\"",        "\"authentication\"",           BADGE_PURPOSE   },
        {"eddsa-rdfc-2022",            "eddsa-jcs-2022",               BADGE_NO_PROOF  },
        {"\"proof\":[{",               "\"proof\":[],\"id2\":[{",      BADGE_NO_PROOF  },
        {"\"proofValue\":\"z",         "\"proofValue\":\"z1",          BADGE_SIGNATURE },
        {"\"id\":\"" DID "\"",         "\"id\":\"did:web:b.example\"", BADGE_METHOD    },
        {"\"name\":",                  "name:",                        BADGE_MALFORMED },
    };
    struct str good = kept("ours.json"),
               key = badge_multikey(arena, keys_ed25519_public(own_key()));

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        is_judged(changed(good, cases[i].from, cases[i].to), STR(DID), key, cases[i].verdict);
}

static void
what_no_context_explains_is_not_signed(void **state)
{
    struct badge_signer signer = {own_key(), STR(DID "#x"), CREATED};
    struct str document = badge_credential(arena, an_award());
    struct ld_fault fault;

    (void)state;
    assert_null(badge_prove(arena, changed(document, "\"tag\":", "\"tags\":"), &signer, &fault).at);
    assert_string_equal(fault.where.at, "/credentialSubject/achievement/tags");
}

static bool
read_bit(struct str encoded, uint64_t place, bool *is_set)
{
    return badge_status_bit(badge_status_bits(arena, encoded), place, is_set);
}

static void
a_list_says_who_was_revoked(void **state)
{
    static const uint32_t places[] = {0, 7, 8, 94567, BADGE_STATUS_BITS - 1};
    struct str encoded = badge_status_encode(arena, places, 5), others = kept("list-by-others.txt");
    size_t set = 0;

    (void)state;
    for (uint32_t place = 0; place < 10; place++) {
        bool ours, theirs;

        assert_true(read_bit(encoded, place, &ours));
        assert_true(read_bit(others, place, &theirs));
        assert_int_equal(ours, place == 0 || place == 7 || place == 8);
        assert_int_equal(theirs, ours);
        set += ours;
    }
    for (size_t i = 0; i < 5; i++) {
        bool is_set = false;

        assert_true(read_bit(others, places[i], &is_set) && is_set);
    }
    assert_int_equal(set, 3);
}

static void
a_list_that_is_none_is_refused(void **state)
{
    struct str short_one = badge_status_encode(arena, NULL, 0);
    bool is_set;

    (void)state;
    assert_false(read_bit(short_one, BADGE_STATUS_BITS, &is_set));
    assert_false(read_bit(str_from(short_one, 1), 0, &is_set));
    assert_false(read_bit(STR("uH4sI"), 0, &is_set));
    assert_false(read_bit(kept("short-list.txt"), 0, &is_set));
    assert_false(read_bit(kept("bomb.txt"), 0, &is_set));
}

static void
a_list_is_a_credential(void **state)
{
    static const uint32_t places[] = {94567};
    struct badge_status status = {an_award()->base,
                                  STR("019f0000-0000-7000-8000-0000000000d4"),
                                  STR(ORGANISATION),
                                  CREATED,
                                  places,
                                  1};

    (void)state;
    is_judged(proven(badge_status_credential(arena, &status)), STR(DID),
              badge_multikey(arena, keys_ed25519_public(own_key())), BADGE_GOOD);
}

static void
a_jwt_of_ours_is_good(void **state)
{
    struct sign_key *key = sign_key_make(SIGN_RS256), *other = sign_key_make(SIGN_RS256);
    struct str token = badge_jwt(arena, badge_credential(arena, an_award()), an_award(), key,
                                 STR("https://badges.example:8443/city/ob/keys/k"));
    struct str payload;

    (void)state;
    assert_int_equal(badge_check_jwt(arena, token, key, &payload), BADGE_GOOD);
    assert_int_equal(badge_check_jwt(arena, token, other, &payload), BADGE_SIGNATURE);
    token = arena_print(arena, STR_FMT ".", STR_ARG(token));
    assert_int_equal(badge_check_jwt(arena, token, key, &payload), BADGE_MALFORMED);
    sign_key_free(key);
    sign_key_free(other);
}

/* A member of a JWK, decoded. */
static struct str
part(const struct json_tree *jwk, struct str name)
{
    return coding_from_base64url(arena, json_tree_member(jwk, name)->text);
}

static void
jwts_of_others_are_judged(void **state)
{
    static const struct {
        const char *name;
        enum badge_verdict verdict;
    } cases[] = {
        {"good.jwt",       BADGE_GOOD  },
        {"never-ends.jwt", BADGE_GOOD  },
        {"issuer.jwt",     BADGE_CLAIMS},
        {"subject.jwt",    BADGE_CLAIMS},
        {"id.jwt",         BADGE_CLAIMS},
        {"begin.jwt",      BADGE_CLAIMS},
        {"end.jwt",        BADGE_CLAIMS},
        {"critical.jwt",   BADGE_HEADER},
        {"own-key.jwt",    BADGE_HEADER},
        {"type.jwt",       BADGE_HEADER},
    };
    const struct json_tree *jwk =
        stage_json(arena, arena_print(arena, "%s/../badge", stage_kept()).at, STR("jwt-key.json"));
    struct sign_key *key = sign_key_from_rsa(part(jwk, STR("n")), part(jwk, STR("e")));
    struct str payload;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (badge_check_jwt(arena, kept(cases[i].name), key, &payload) != cases[i].verdict)
            fail_msg("%s", cases[i].name);
    sign_key_free(key);
}

static void
the_vectors_of_the_standards_hold(void **state)
{
    static const struct {
        const char *name, *issuer;
    } cases[] = {
        {"ob3-eddsa-rdfc-2022-signed.json",                 "https://example.edu/issuers/565049"},
        {"generated/did-web-issuer.json",                   "did:web:badges.example:issuers:1"  },
        {"generated/simple-identifier.json",                "did:key:" GUIDE_KEY                },
        {"generated/bitstring-status-list-credential.json", "did:key:" GUIDE_KEY                },
        {"generated/with-bitstring-status.json",            "did:key:" GUIDE_KEY                },
        {"generated/with-embedded-endorsement.json",        "did:key:" GUIDE_KEY                },
        {"generated/complex.json",                          "did:key:" GUIDE_KEY                },
    };
    const char *specs = stage_specs();

    (void)state;
    if (specs == NULL)
        skip();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str text =
            stage_file(arena, arena_print(arena, "%s/vectors", specs).at, str_of(cases[i].name));

        is_judged(text, str_of(cases[i].issuer), STR(GUIDE_KEY), BADGE_GOOD);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(base58_is_that_of_others),
        cmocka_unit_test(keys_are_written_as_multikeys),
        cmocka_unit_test(an_issuer_is_found_by_its_did),
        cmocka_unit_test(an_award_becomes_a_credential),
        cmocka_unit_test(a_badge_says_what_else_it_is_told),
        cmocka_unit_test(what_others_signed_is_good),
        cmocka_unit_test(whatever_is_changed_is_found),
        cmocka_unit_test(what_no_context_explains_is_not_signed),
        cmocka_unit_test(a_list_says_who_was_revoked),
        cmocka_unit_test(a_list_that_is_none_is_refused),
        cmocka_unit_test(a_list_is_a_credential),
        cmocka_unit_test(a_jwt_of_ours_is_good),
        cmocka_unit_test(jwts_of_others_are_judged),
        cmocka_unit_test(the_vectors_of_the_standards_hold),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
