/* What others have published as signed, where the folder of their files is there. */
#include "judge_stage.h"
#include "ld_stage.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "each_arena.h"

#define KEY "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"

/* The documents of issuers that list the key of the guide of Open Badges, and a list. */
static struct str
stands_at(struct str url, const char *specs)
{
    static const struct {
        const char *url, *issuer;
    } issuers[] = {
        {"https://example.edu/issuers/565049",        "https://example.edu/issuers/565049"},
        {"https://badges.example/issuers/1/did.json", "did:web:badges.example:issuers:1"  },
    };

    if (str_same(url, STR("https://example.org/status/1")))
        return stage_file(arena, specs,
                          STR("vectors/generated/bitstring-status-list-credential.json"));
    if (str_same(url, STR("https://example.org/rl")))
        return STR("{\"id\":\"https://example.org/rl\",\"issuer\":\"did:key:" KEY
                   "\",\"revokedCredential\":[]}");
    for (size_t i = 0; i < sizeof(issuers) / sizeof(issuers[0]); i++)
        if (str_same(url, str_of(issuers[i].url)))
            return arena_print(arena,
                               "{\"id\":\"%s\",\"assertionMethod\":[{\"id\":\"#" KEY
                               "\",\"controller\":\"%s\","
                               "\"publicKeyMultibase\":\"" KEY "\"}]}",
                               issuers[i].issuer, issuers[i].issuer);
    return STR_NONE;
}

static const struct {
    const char *name;
    enum judge_verdict verdict;
} vectors[] = {
    {"ob3-eddsa-rdfc-2022-signed.json",                      JUDGE_VALID         },
    {"clr2-eddsa-rdfc-2022-signed.json",                     JUDGE_VALID         },
    {"generated/complex.json",                               JUDGE_VALID         },
    {"generated/control-chars.json",                         JUDGE_VALID         },
    {"generated/did-web-issuer.json",                        JUDGE_VALID         },
    {"generated/duplicate-blank-nodes.json",                 JUDGE_VALID         },
    {"generated/endorsement.json",                           JUDGE_VALID         },
    {"generated/simple-identifier.json",                     JUDGE_VALID         },
    {"generated/subject-array-single.json",                  JUDGE_VALID         },
    {"generated/with-1edtech-types-and-extensions-ctx.json", JUDGE_VALID         },
    {"generated/with-bitstring-status-not-revoked.json",     JUDGE_VALID         },
    {"generated/with-bitstring-status.json",                 JUDGE_REVOKED       },
    {"generated/with-embedded-endorsement.json",             JUDGE_VALID         },
    {"generated/bitstring-status-list-credential.json",      JUDGE_NOT_A_BADGE   },
    {"generated/vc-jwt-rs256-jwk.jws",                       JUDGE_UNKNOWN_ISSUER},
    {"generated/vc-jwt-rs256-kid.jws",                       JUDGE_NOT_VERIFIABLE},
};

static void
what_others_have_published_gets_its_verdict(void **state)
{
    const char *specs = stage_specs();
    struct judge_options options = {JUDGE_STAGE_NOW, STR_NONE};

    (void)state;
    if (specs == NULL) {
        print_message("# SKIP the folder of specifications is not there\n");
        skip();
    }
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        struct str badge =
            stage_file(arena, specs, arena_print(arena, "vectors/%s", vectors[i].name));
        struct judge *judge = judge_open(arena, badge, &options);
        const struct judge_outcome *outcome;
        const struct judge_want *wants;

        for (size_t count; (wants = judge_wants(judge, &count)) != NULL;) {
            struct judge_found found[JUDGE_WANTS_MAX];

            for (size_t k = 0; k < count; k++) {
                struct str body = stands_at(wants[k].url, specs);

                found[k] =
                    (struct judge_found){wants[k].url, body.at == NULL ? 0 : 200, STR_NONE, body};
            }
            judge_step(judge, found, count);
        }
        outcome = judge_outcome(judge);
        if (outcome->verdict != vectors[i].verdict)
            fail_msg("%s is %s: " STR_FMT, vectors[i].name, judge_verdict_name(outcome->verdict),
                     STR_ARG(outcome->reason));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_others_have_published_gets_its_verdict, open_arena,
                                        close_arena),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
