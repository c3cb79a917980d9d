/*
 * Badges by somebody who wants them to be worth more than they are: written in another way over the
 * same signature, or signed, with what an issuer does not do.
 */
#include "badge/check.h"
#include "base/text.h"
#include "judge_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "each_arena.h"

#define DID  JUDGE_STAGE_ISSUER
#define SITE "https://issuer.example"
#define NEWEST                                                                                     \
    "\"https://www.w3.org/ns/credentials/v2\",\"https://purl.imsglobal.org/spec/ob/v3p0/"          \
    "context-3.0.3.json\""

static const struct json_tree *
read_tree(struct str text)
{
    const struct json_tree *tree;
    struct scan_fault fault;

    if (json_tree_read(arena, text, &tree, &fault))
        fail_msg("%s: " STR_FMT, fault.detail, STR_ARG(text));
    return tree;
}

/* The same graph under the same signature, written so that something is not where it is looked
 * for. */
static const struct {
    const char *name, *from, *to;
} rewritten[] = {
    {"revoked.json",   "\"statusPurpose\":\"revocation\"",      "\"statusPurpose\":[\"revocation\"]"         },
    {"revoked.json",   "\"statusPurpose\":\"revocation\"",
     "\"statusPurpose\":{\"@value\":\"revocation\"}"                                                         },
    {"revoked.json",   "\"statusListIndex\":\"7\"",             "\"statusListIndex\":[\"7\"]"                },
    {"revoked.json",   "\"statusPurpose\":\"revocation\",",
     "\"statusPurpose\":[\"revocation\"]},{\"id\":\"" SITE
     "/status/list#7\",\"type\":\"BitstringStatusListEntry\","                                               },
    {"revoked.json",   "\"type\":\"BitstringStatusListEntry\"",
     "\"type\":[\"https://www.w3.org/ns/credentials/status#BitstringStatusListEntry\","
     "\"BitstringStatusListEntry\"]"                                                                         },
    {"refreshed.json", "\"type\":\"1EdTechCredentialRefresh\"",
     "\"type\":\"https://purl.imsglobal.org/spec/vccr/v1p0/"
     "context.json#1EdTechCredentialRefresh\""                                                               },
    {"plain.json",     "\"type\":\"IdentityObject\"",           "\"id\":\"_:a\",\"type\":\"IdentityObject\"" },
    {"plain.json",     "\"achievement\":{",                     "\"achievement\":{\"@context\":[" NEWEST "],"},
    {"plain.json",     "\"name\":\"Sewer\"",                    "\"name\":{\"@value\":\"Sewer\"}"            },
    {"plain.json",     "\"criteria\":",                         "\"Criteria\":"                              },
};

static void
nothing_can_be_hidden_by_another_way_of_writing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rewritten) / sizeof(rewritten[0]); i++) {
        struct str badge = judge_stage_changed(arena, judge_stage_kept(arena, rewritten[i].name),
                                               rewritten[i].from, rewritten[i].to);
        const struct json_tree *tree = read_tree(badge);
        struct ld_fault fault;

        if (badge_check_proof(arena, tree, json_tree_member(tree, STR("proof")),
                              judge_stage_multikey(arena), &fault) != BADGE_GOOD)
            fail_msg("%s: the graph is another, so that this proves nothing: %s", rewritten[i].to,
                     fault.code == NULL ? "" : fault.code);
        if (judge_stage_judge(arena, badge, STR_NONE, NULL)->verdict == JUDGE_VALID)
            fail_msg("%s: valid", rewritten[i].to);
        if (badge_check(arena, badge, STR(DID), judge_stage_multikey(arena), &fault) == BADGE_GOOD)
            fail_msg("%s: taken for one that the issuer wrote", rewritten[i].to);
    }
}

/* The endorsement is of the badge, so what it says of its subject it says of the badge; and a
 * context has another name for "id". */
static void
nothing_can_be_hidden_in_what_is_said_of_it(void **state)
{
    static const char *const ids[] = {
        "\"id\":", "\"@context\":\"https://www.w3.org/ns/odrl.jsonld\",\"uid\":"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct str badge = judge_stage_kept(arena, "about-itself.json"), status;
        const char *from = strstr(badge.at, ",\"credentialStatus\":"), *to = strchr(from, ']');
        const struct json_tree *tree;
        struct ld_fault fault;

        status = arena_copy(arena, (struct str){from, (size_t)(to + 1 - from)});
        badge = judge_stage_changed(arena, badge, status.at, "");
        badge = judge_stage_changed(
            arena, badge,
            "\"credentialSubject\":{\"id\":\"" SITE "/awards/1\",\"type\":[\"EndorsementSubject\"]",
            arena_print(
                arena,
                "\"credentialSubject\":{%s\"" SITE
                "/awards/1\",\"type\":[\"VerifiableCredential\",\"EndorsementSubject\"]" STR_FMT,
                ids[i], STR_ARG(status))
                .at);
        tree = read_tree(badge);
        if (badge_check_proof(arena, tree, json_tree_member(tree, STR("proof")),
                              judge_stage_multikey(arena), &fault) != BADGE_GOOD)
            fail_msg("%s: the graph is another, so that this proves nothing: %s", ids[i],
                     fault.code == NULL ? "" : fault.code);
        judge_stage_is(ids[i], judge_stage_judge(arena, badge, STR_NONE, NULL),
                       JUDGE_NOT_VERIFIABLE);
    }
}

/* A kept badge, changed, and signed by the issuer. */
static struct str
kept_anew(const char *name, const char *from, const char *to)
{
    return judge_stage_signed(arena,
                              judge_stage_changed(arena, judge_stage_bare(arena, name), from, to));
}

#define ENTRY(index, purpose)                                                                      \
    "{\"id\":\"" SITE "/status/list#" index "\",\"type\":\"BitstringStatusListEntry\","            \
    "\"statusPurpose\":\"" purpose "\",\"statusListIndex\":\"" index "\","                         \
    "\"statusListCredential\":\"" SITE "/status/list\"}"

static const struct {
    const char *name, *from, *to;
    enum judge_verdict verdict;
} unusual[] = {
    {"plain.json",                                                                          "\"name\":\"Sewer\"",
     "\"name\":[{\"@value\":\"Sewer\",\"@language\":\"en\"},"
     "{\"@language\":\"lt\",\"@value\":\"Siuva\"}]",                                                                                                                                     JUDGE_VALID},
    {"plain.json",                                                                          "\"name\":\"Sewer\"",                "\"name\":[\"Sewer\"],\"tag\":[\"a\",\"b\"]",           JUDGE_VALID},
    {"plain.json",                                                                          "\"type\":[\"Profile\"]",            "\"type\":[\"Profile\",\"https://a.example/Library\"]",
     JUDGE_VALID},
    {"plain.json",                                                                          "\"name\":\"Award\"",                "\"name\":\"Prize\"",                                   JUDGE_VALID},
    {"revoked.json",                                                                        "\"statusPurpose\":\"revocation\",", "",                                                     JUDGE_NOT_VERIFIABLE},
    {"revoked.json",                                                                        "\"statusPurpose\":\"revocation\"",  "\"statusPurpose\":\"withdrawal\"",
     JUDGE_NOT_VERIFIABLE},
    {"revoked.json",                                                                        "\"statusPurpose\":\"revocation\"",  "\"statusPurpose\":\"message\"",
     JUDGE_VALID},
    {"revoked.json",                                                                        "\"credentialStatus\":[",
     "\"credentialStatus\":[" ENTRY("5",                                                                                                                                                 "revocation") ",",JUDGE_REVOKED},
    {"badge.json",                                                                                     "\"credentialStatus\":[",                                                                                                             "\"credentialStatus\":[" ENTRY("8",                                                       "message") ",",
     JUDGE_VALID},
    {"badge.json",                                                                           "\"credentialStatus\":[",                                                                                                              "\"credentialStatus\":[" ENTRY("8",                                                                                                                                                         "other") ",",
     JUDGE_NOT_VERIFIABLE},
    {"badge.json",                                                                         "\"statusListIndex\":\"5\"",                                                                                                       "\"statusListIndex\":\"-0\"",                                                                                                                                                             JUDGE_NOT_VERIFIABLE},
    {"badge.json",                                                         "\"statusListIndex\":\"5\"","\"statusListIndex\":5",JUDGE_NOT_VERIFIABLE},
    {"badge.json",                                                              "\"statusListIndex\":\"5\"",                                                                                                            "\"statusListIndex\":\"18446744073709551621\"",
     JUDGE_NOT_VERIFIABLE                                                                                                                                                                                                                                                                                                                                                                                              },
    {"older.json",                                       "\"expirationDate\":\"2035-01-01T00:00:00Z\"",
     "\"expirationDate\":\"2025-06-01T00:00:00Z\",\"validUntil\":\"2035-01-01T00:00:00Z\"",                                                                                                                                                             JUDGE_EXPIRED},
    {"older.json", "\"expirationDate\":\"2035-01-01T00:00:00Z\"",
     "\"expirationDate\":\"2035-01-01T00:00:00Z\",\"validUntil\":\"2025-06-01T00:00:00Z\"",JUDGE_EXPIRED                                                                                                                                                  },
    {"older.json", "\"issuanceDate\":\"2025-01-01T00:00:00Z\"",
     "\"issuanceDate\":\"2027-01-01T00:00:00Z\",\"validFrom\":\"2025-01-01T00:00:00Z\"",                                                                                                                                                             JUDGE_NOT_VERIFIABLE},
    {"plain.json",    "\"validUntil\":\"2035-01-01T00:00:00Z\"",
     "\"validUntil\":\"2035-01-01T00:00:00\"",JUDGE_NOT_A_BADGE},
    {"plain.json",                                              "\"validUntil\":\"2035-01-01T00:00:00Z\"",
     "\"validUntil\":\"2025-12-31T23:59:59+14:00\"",                                                                                                                                                                                                          JUDGE_EXPIRED                                                                                              },
    {"plain.json",                                        "\"validUntil\":\"2035-01-01T00:00:00Z\"",
     "\"validUntil\":\"2025-12-31T23:59:59-11:00\"",JUDGE_VALID},
    {"plain.json",                                        "\"validUntil\":\"2035-01-01T00:00:00Z\"",
     "\"validUntil\":\"9999-12-31T23:59:60Z\"",                                                                                                                                                                                                            JUDGE_VALID                                                                                                                                                                                                                                                                                                                                                                                               },
};

static void
what_an_issuer_has_signed_is_read_to_its_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(unusual) / sizeof(unusual[0]); i++)
        judge_stage_is(unusual[i].to,
                       judge_stage_judge(arena,
                                         kept_anew(unusual[i].name, unusual[i].from, unusual[i].to),
                                         STR_NONE, NULL),
                       unusual[i].verdict);
}

/* A status list of the issuer's, with no place set. */
static struct str
clean_list(const char *id, const char *since)
{
    return judge_stage_signed(
        arena,
        arena_print(
            arena,
            "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],%s\"type\":"
            "[\"VerifiableCredential\",\"BitstringStatusListCredential\"],\"issuer\":\"" DID "\","
            "\"validFrom\":\"%s\",\"credentialSubject\":{\"id\":\"" SITE
            "/status/list#list\",\"type\":"
            "\"BitstringStatusList\",\"statusPurpose\":\"revocation\",\"encodedList\":\"" STR_FMT
            "\"}}",
            id, since, STR_ARG(badge_status_encode(arena, NULL, 0))));
}

static void
another_list_does_not_count(void **state)
{
    static const struct {
        const char *id, *since;
        enum judge_verdict verdict;
    } cases[] = {
        {"\"id\":\"" SITE "/status/list\",",  "2025-01-01T00:00:00Z", JUDGE_VALID         },
        {"",                                  "2025-01-01T00:00:00Z", JUDGE_VALID         },
        {"\"id\":\"" SITE "/status/other\",", "2025-01-01T00:00:00Z", JUDGE_NOT_VERIFIABLE},
        {"\"id\":\"" SITE "/status/list\",",  "2026-01-01T00:01:00Z", JUDGE_VALID         },
        {"\"id\":\"" SITE "/status/list\",",  "2026-01-01T00:01:01Z", JUDGE_NOT_VERIFIABLE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str list = clean_list(cases[i].id, cases[i].since);
        const struct stage_change world[] = {
            {SITE "/status/list", "", list.at, 0},
            {0           },
        };

        judge_stage_is(
            cases[i].id,
            judge_stage_judge(arena, judge_stage_kept(arena, "revoked.json"), STR_NONE, world),
            cases[i].verdict);
    }
}

#define REPLACED                                                                                   \
    "{\"id\":\"" SITE "/status/replaced#7\",\"type\":\"BitstringStatusListEntry\","                \
    "\"statusPurpose\":\"refresh\",\"statusListIndex\":\"7\","                                     \
    "\"statusListCredential\":\"" SITE "/status/replaced\"}"
#define SERVICE(name) "{\"id\":\"" SITE "/newest/" name "\",\"type\":\"1EdTechCredentialRefresh\"}"

static void
the_newest_of_several_copies_is_found(void **state)
{
    static const char *const orders[] = {"[" SERVICE("none") "," SERVICE("1") "]",
                                         "[" SERVICE("1") "," SERVICE("4") "," SERVICE("none") "]"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct judge_outcome *outcome = judge_stage_judge(
            arena, kept_anew("refreshed.json", SERVICE("1"), orders[i]), STR_NONE, NULL);

        judge_stage_is(orders[i], outcome, JUDGE_VALID);
        assert_true(outcome->is_refreshed);
        assert_true(str_same(outcome->facts.expires, STR("2036-01-01T00:00:00Z")));
    }
}

/* Its issuer says that there is a newer one, and its host has but this one, laid out otherwise. */
static void
a_copy_is_not_newer_than_itself(void **state)
{
    struct str badge = kept_anew("refreshed.json", ",\"refreshService\":",
                                 ",\"credentialStatus\":[" REPLACED "],\"refreshService\":"),
               other;
    struct stage_change world[] = {
        {SITE "/newest/1", "", NULL, 0},
        {0           },
    };

    (void)state;
    other = judge_stage_changed(arena, badge, "{", "{ ");
    world[0].to = other.at;
    judge_stage_is("the same", judge_stage_judge(arena, badge, STR_NONE, world), JUDGE_SUPERSEDED);
    assert_false(judge_stage_judge(arena, badge, STR_NONE, world)->is_refreshed);
}

static void
praise_of_something_else_is_none(void **state)
{
    const struct judge_outcome *outcome =
        judge_stage_judge(arena,
                          kept_anew("badge.json", "\"achievement\":{\"id\":\"" SITE "/badges/1\"",
                                    "\"achievement\":{\"id\":\"" SITE "/badges/9\""),
                          STR_NONE, NULL);

    (void)state;
    judge_stage_is("the badge", outcome, JUDGE_VALID);
    judge_stage_is("its endorsement", &outcome->endorsements[0], JUDGE_NOT_VERIFIABLE);
}

/* The list of 1EdTech is not signed, but has to be the issuer's. */
static void
a_list_of_revocations_has_to_be_heard(void **state)
{
    static const char *const lists[] = {
        "{\"id\":\"" SITE "/revocations\",\"issuer\":\"did:web:endorser.example\","
        "\"revokedCredential\":[]}",
        "{\"id\":\"" SITE "/other\",\"issuer\":\"" DID "\",\"revokedCredential\":[]}",
        "{\"error\":\"too many requests\"}",
        "[]",
        "<html>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        const struct stage_change world[] = {
            {SITE "/revocations", "", lists[i], 0},
            {0          },
        };

        judge_stage_is(
            lists[i],
            judge_stage_judge(arena, judge_stage_kept(arena, "listed-gone.json"), STR_NONE, world),
            JUDGE_NOT_VERIFIABLE);
    }
}

/* A CLR of the issuer's, with `count` times the credential. */
static struct str
transcript(struct str inner, int count)
{
    struct text text = text_new(arena);

    text_add(&text, STR("{\"@context\":[\"https://www.w3.org/ns/credentials/v2\","
                        "\"https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json\","
                        "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"],"
                        "\"id\":\"" SITE "/clrs/2\",\"type\":[\"VerifiableCredential\","
                        "\"ClrCredential\"],\"issuer\":{\"id\":\"" DID "\",\"type\":[\"Profile\"]},"
                        "\"validFrom\":\"2025-01-01T00:00:00Z\",\"credentialSubject\":"
                        "{\"id\":\"urn:uuid:0d3b5f6c-3c5b-4b57-9d6c-1d1f6a0f6b55\","
                        "\"type\":[\"ClrSubject\"],\"verifiableCredential\":["));
    for (int i = 0; i < count; i++) {
        text_add(&text, i > 0 ? STR(",") : STR(""));
        text_add(&text, inner);
    }
    text_add(&text, STR("]}}"));
    return judge_stage_signed(arena, text_str(&text));
}

static void
no_more_statuses_are_looked_up_than_that(void **state)
{
    const struct judge_outcome *outcome = judge_stage_judge(
        arena,
        transcript(kept_anew("badge.json", "\"credentialStatus\":[",
                             "\"credentialStatus\":[" ENTRY("1", "revocation") "," ENTRY(
                                 "2", "revocation") "," ENTRY("3", "revocation") ","),
                   JUDGE_STATUSES_MAX / 4 + 1),
        STR_NONE, NULL);

    (void)state;
    judge_stage_is("the whole", outcome, JUDGE_VALID);
    assert_int_equal(outcome->content_count, JUDGE_STATUSES_MAX / 4 + 1);
    judge_stage_is("the last but one", &outcome->contents[JUDGE_STATUSES_MAX / 4 - 1], JUDGE_VALID);
    judge_stage_is("the last", &outcome->contents[JUDGE_STATUSES_MAX / 4], JUDGE_NOT_VERIFIABLE);
}

/* Each proof but the last is of nothing, and has to be looked at. */
static struct str
with_proofs(struct str badge, int count)
{
    const char *proof = strstr(badge.at, "{\"type\":\"DataIntegrityProof\"");
    const char *value = strstr(proof, "\"proofValue\":\"z"), *end = strchr(value, '}');
    struct text text = text_new(arena);

    text_print(&text, "%.*s", (int)(strstr(badge.at, "\"proof\":") - badge.at), badge.at);
    text_add(&text, STR("\"proof\":["));
    for (int i = 1; i < count; i++)
        text_print(&text, "%.*s\"proofValue\":\"z2\"},", (int)(value - proof), proof);
    text_print(&text, "%.*s]}", (int)(end + 1 - proof), proof);
    return text_str(&text);
}

static void
no_more_is_proven_than_that(void **state)
{
    enum { LONG = 240 << 10 };
    char *filler = arena_take(arena, LONG + 1, 1);
    const struct judge_outcome *outcome;
    struct str inner;

    (void)state;
    memset(filler, 'a', LONG);
    inner = with_proofs(kept_anew("plain.json", "Sew a shirt.", filler), 8);
    judge_stage_is("eight proofs", judge_stage_judge(arena, inner, STR_NONE, NULL), JUDGE_VALID);
    judge_stage_is("nine proofs",
                   judge_stage_judge(arena, with_proofs(judge_stage_kept(arena, "plain.json"), 9),
                                     STR_NONE, NULL),
                   JUDGE_NOT_VERIFIABLE);
    outcome = judge_stage_judge(arena, transcript(inner, 4), STR_NONE, NULL);
    judge_stage_is("the whole", outcome, JUDGE_VALID);
    judge_stage_is("the first", &outcome->contents[0], JUDGE_VALID);
    judge_stage_is("the last", &outcome->contents[3], JUDGE_NOT_VERIFIABLE);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_can_be_hidden_by_another_way_of_writing, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(nothing_can_be_hidden_in_what_is_said_of_it, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(what_an_issuer_has_signed_is_read_to_its_end, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(another_list_does_not_count, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(the_newest_of_several_copies_is_found, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(a_copy_is_not_newer_than_itself, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(praise_of_something_else_is_none, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_list_of_revocations_has_to_be_heard, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(no_more_statuses_are_looked_up_than_that, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(no_more_is_proven_than_that, open_arena, close_arena),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
