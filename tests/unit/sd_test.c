/*
 * Proofs by ECDSA, and parts that a holder shows: what others' packages made, and what is made of
 * that by who wants to be believed. tests/node/disclosed-kept.mjs makes what is in tests/unit/sd.
 */
#include "badge/check.h"
#include "base/coding.h"
#include "ld_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "each_arena.h"

#define ISSUER   "did:web:others.example"
#define CRITERIA "\"narrative\":\"C\""

static struct str
kept(const char *name)
{
    struct str text =
        stage_file(arena, arena_print(arena, "%s/../sd", stage_kept()).at, str_of(name));

    if (text.at == NULL)
        fail_msg("tests/unit/sd/%s is not there", name);
    return arena_copy(arena, (struct str){text.at, text.size - str_ends(text, STR("\n"))});
}

/* Whether the fault tells that the proof's own value is wrong. */
static bool
is_judged(const char *title, struct str document, struct str key, enum badge_verdict wanted)
{
    struct ld_fault fault;
    enum badge_verdict verdict = badge_check(arena, document, STR(ISSUER), key, &fault);

    if (verdict != wanted)
        fail_msg("%s: %s and not %s (" STR_FMT ")", title, badge_verdict_name(verdict),
                 badge_verdict_name(wanted), STR_ARG(fault.detail));
    return fault.code != NULL && strcmp(fault.code, "proof_value") == 0;
}

/* One place of the text is another. */
static struct str
changed(struct str text, const char *from, const char *to)
{
    const char *at = strstr(text.at, from);

    if (at == NULL)
        fail_msg("\"%s\" is not in it", from);
    return arena_print(arena, "%.*s%s%s", (int)(at - text.at), text.at, to, at + strlen(from));
}

static void
what_others_signed_is_good(void **state)
{
    static const char *const names[][2] = {
        {"P-256.json", "P-256.key"},
        {"P-384.json", "P-384.key"},
        {"all.json",   "P-256.key"},
        {"least.json", "P-256.key"},
        {"some.json",  "P-256.key"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        is_judged(names[i][0], kept(names[i][0]), kept(names[i][1]), BADGE_GOOD);
}

static void
a_proof_is_of_one_key(void **state)
{
    const char *ed25519 = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
    static const char *const names[] = {"P-256.json", "some.json"};
    struct str good = kept("P-256.key"), wide = kept("P-384.key");

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct str text = kept(names[i]);

        is_judged(names[i], changed(text, good.at, ed25519), str_of(ed25519), BADGE_METHOD);
        is_judged(names[i], text, wide, BADGE_METHOD);
    }
    is_judged("a wide key", changed(kept("some.json"), good.at, wide.at), wide, BADGE_METHOD);
    is_judged("a wide key", changed(kept("P-256.json"), good.at, wide.at), wide, BADGE_SIGNATURE);
    /* A point that is on the curve, and nobody's. */
    is_judged(
        "another key",
        changed(kept("some.json"), good.at, "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"),
        STR("zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"), BADGE_SIGNATURE);
}

static void
whatever_is_changed_is_found(void **state)
{
    static const struct {
        const char *from, *to;
        enum badge_verdict verdict;
    } cases[] = {
        {"\"Others\"",                               "\"Another\"",                                           BADGE_SIGNATURE },
        {"2025-01-01T00:00:00Z",                     "2025-01-01T00:00:01Z",                                  BADGE_SIGNATURE },
        {",\"validUntil\":\"2035-01-01T00:00:00Z\"", "",                                                      BADGE_SIGNATURE },
        {"2035-01-01",                               "2045-01-01",                                            BADGE_SIGNATURE },
        {"\"Teamwork\"",                             "\"Sewing\"",                                            BADGE_SIGNATURE },
        {"urn:uuid:0d",                              "urn:uuid:0e",                                           BADGE_SIGNATURE },
        {"sha256$b5",                                "sha256$b6",                                             BADGE_SIGNATURE },
        {"\"targetName\":\"cut\"",                   "\"targetName\":\"sew\"",                                BADGE_SIGNATURE },
        {"\"targetName\":\"cut\",",                  "",                                                      BADGE_SIGNATURE },
        {"\"targetName\":\"iron\"",                  "\"targetName\":\"cut\"",                                BADGE_SIGNATURE },
        {"\"targetUrl\"",                            "\"targetCode\":\"1\",\"targetUrl\"",                    BADGE_SIGNATURE },
        {"\"description\":\"D\",",                   "",                                                      BADGE_SIGNATURE },
        {"\"description\":\"D\"",                    "\"description\":\"D\",\"humanCode\":\"H\"",             BADGE_SIGNATURE },
        {CRITERIA,                                   CRITERIA ",\"id\":\"https://others.example/c\"",         BADGE_SIGNATURE },
        {"\"hashed\":true",                          "\"hashed\":true,\"more\":1",                            BADGE_UNREADABLE},
        {"context-3.0.3.json",                       "context-3.0.9.json",                                    BADGE_UNREADABLE},
        {"\"created\":\"20",                         "\"created\":\"21",                                      BADGE_SIGNATURE },
        {"\"assertionMethod\"",                      "\"authentication\"",                                    BADGE_PURPOSE   },
        {"\"cryptosuite\":",                         "\"expires\":\"2999-01-01T00:00:00Z\",\"cryptosuite\":",
         BADGE_SIGNATURE                                                                                                      },
        {"ecdsa-sd-2023",                            "ecdsa-sd-2024",                                         BADGE_NO_PROOF  },
        {"ecdsa-sd-2023",                            "ecdsa-rdfc-2019",                                       BADGE_NO_PROOF  },
        {"ecdsa-sd-2023",                            "eddsa-rdfc-2022",                                       BADGE_NO_PROOF  },
        {"\"issuer\":{\"id\":\"" ISSUER,             "\"issuer\":{\"id\":\"did:web:b.example",                BADGE_METHOD    },
    };
    struct str good = kept("some.json"), key = kept("P-256.key");

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        is_judged(cases[i].from, changed(good, cases[i].from, cases[i].to), key, cases[i].verdict);
}

/* The value of the proof as hexadecimal digits, and the document with another one. */
static struct str
value_of(struct str text)
{
    const char *at = strstr(text.at, "\"proofValue\":\"u") + strlen("\"proofValue\":\"u");

    return coding_hex(arena, coding_from_base64url(arena, (struct str){at, strcspn(at, "\"")}));
}

static struct str
with_value(struct str text, struct str hex)
{
    const char *at = strstr(text.at, "\"proofValue\":\"u") + strlen("\"proofValue\":\"u");
    struct str value = coding_base64url(arena, coding_from_hex(arena, hex));

    return arena_print(arena, "%.*s" STR_FMT "\"}}", (int)(at - text.at), text.at, STR_ARG(value));
}

static void
values_that_are_made_otherwise_are_refused(void **state)
{
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"d95d01",       "d95d02"                }, /* of another cryptosuite */
        {"d95d0185",     "d95d0184"              }, /* a part less */
        {"d95d0185",     "d95d0186"              }, /* and more */
        {"d95d0185",     "d95d019f"              }, /* of indefinite length */
        {"d95d0185",     "d95d01a5"              }, /* a map */
        {"d95d0185",     "d95d01d84085"          }, /* a tag */
        {"d95d01855840", "d95d01855841"          }, /* a byte that is not there */
        {"d95d01855840", "d95d0185583f"          },
        {"d95d01855840", "d95d01857840"          }, /* a text */
        {"58238024",     "58248024"              },
        {"825840",       "9b7fffffffffffffff5840"}, /* as many signatures as are not there */
        {"825840",       "835840"                },
        {"a1005820",     "a0005820"              },
        {"a1005820",     "a1015820"              }, /* of a node that is not there */
        {"a1005820",     "a1205820"              }, /* of number -1 */
        {"a1005820",     "a161305820"            }, /* of a text */
        {"a1005820",     "a1005821"              },
        {"8c000102",     "8c000002"              }, /* one place twice */
        {"8c000102",     "8d000102"              }, /* one that is not there */
        {"8c000102",     "8cfb0102"              }, /* no number */
        {"8c000102",     "8c1a001000000102"      }, /* beyond any document */
    };
    struct str text = kept("least.json"), key = kept("P-256.key"), hex = value_of(text);

    (void)state;
    assert_true(str_same(with_value(text, hex), text));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_true(is_judged(cases[i].to,
                              with_value(text, changed(hex, cases[i].from, cases[i].to)), key,
                              BADGE_SIGNATURE));
    assert_true(is_judged("a byte more",
                          with_value(text, arena_print(arena, STR_FMT "00", STR_ARG(hex))), key,
                          BADGE_SIGNATURE));
    for (size_t size = 0; size < hex.size; size += 2)
        assert_true(
            is_judged("less", with_value(text, (struct str){hex.at, size}), key, BADGE_SIGNATURE));
}

/* The same with other digits from one place on. */
static struct str
put(struct str hex, size_t at, const char *digits, int size)
{
    return arena_print(arena, "%.*s%.*s%s", (int)at, hex.at, size, digits,
                       hex.at + at + (size_t)size);
}

static void
each_byte_of_a_value_is_needed(void **state)
{
    struct str text = kept("least.json"), key = kept("P-256.key"), hex = value_of(text);

    (void)state;
    for (size_t i = 7; i < hex.size; i += 2) /* behind what says of which kind it is */
        is_judged("a byte", with_value(text, put(hex, i, hex.at[i] == '0' ? "1" : "0", 1)), key,
                  BADGE_SIGNATURE);
}

/* Two nodes of one name would be one node in what was signed. */
static void
nodes_have_names_of_their_own(void **state)
{
    struct str text = kept("some.json"), key = kept("P-256.key"), hex = value_of(text), other;
    size_t first = (size_t)(strstr(hex.at, "005820") - hex.at) + 6, second = first + 64 + 6;

    (void)state;
    assert_int_equal(strncmp(hex.at + second - 6, "015820", 6), 0);
    other = put(hex, second, hex.at + first, 64);
    assert_true(is_judged("one name", with_value(text, other), key, BADGE_SIGNATURE));
    other = put(other, first, hex.at + second, 64);
    assert_false(is_judged("swapped names", with_value(text, other), key, BADGE_SIGNATURE));
}

static void
what_is_the_holders_own_is_not_taken(void **state)
{
    (void)state;
    assert_true(is_judged("base", kept("base.json"), kept("P-256.key"), BADGE_NO_PROOF));
}

static void
points_are_on_their_curve(void **state)
{
    static const char *const points[] = {
        "",
        "00",
        "02",
        "045ecbe4d1a6330a44c8f7ef951d4bf165e6c6b721efada985fb41661bc6e7fd6c",
        "02ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "025ecbe4d1a6330a44c8f7ef951d4bf165e6c6b721efada985fb41661bc6e7fd6c00",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
        assert_null(keys_ecdsa_open(arena, coding_from_hex(arena, str_of(points[i]))));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_others_signed_is_good),
        cmocka_unit_test(a_proof_is_of_one_key),
        cmocka_unit_test(whatever_is_changed_is_found),
        cmocka_unit_test(values_that_are_made_otherwise_are_refused),
        cmocka_unit_test(each_byte_of_a_value_is_needed),
        cmocka_unit_test(nodes_have_names_of_their_own),
        cmocka_unit_test(what_is_the_holders_own_is_not_taken),
        cmocka_unit_test(points_are_on_their_curve),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
