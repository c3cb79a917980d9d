#include "ld/ld.h"

#include "base/coding.h"
#include "keys/keys.h"
#include "ld_stage.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "each_arena.h"

#define V2     "\"https://www.w3.org/ns/credentials/v2\""
#define BADGES "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\""
#define BADGE(more)                                                                                \
    "{\"@context\":[" V2 "," BADGES "],\"id\":\"urn:uuid:1\",\"type\":[\"VerifiableCredential\","  \
    "\"OpenBadgeCredential\"]" more "}"
/* With a context within the document. */
#define OWN(context, more) "{\"@context\":{" context "},\"@id\":\"urn:a\"" more "}"
#define A                  "\"a\":\"https://a.example/a\""

static struct str
read_canonical(struct str json, size_t inline_terms, struct ld_fault *fault)
{
    struct ld_options options = {.inline_terms = inline_terms};
    const struct json_tree *tree;
    struct scan_fault scan;

    if (json_tree_read(arena, json, &tree, &scan))
        fail_msg(STR_FMT ": %s", STR_ARG(json), scan.detail);
    *fault = (struct ld_fault){"", STR(""), STR("")};
    return stage_canonical(arena, tree, &options, keys_sha256, fault);
}

static const struct {
    const char *json, *code, *where;
} refused[] = {
    {"[]",                                                                                         "bad_value",                                     ""                                                                                                                               },
    {"{}",                                                                                         "empty",                                         ""                                                                                                                               },
    {"{\"@context\":" V2 ",\"id\":\"urn:a\"}",                                                     "empty",                                         ""                                                                                                                               },

 /* Contexts. */
    {"{\"@context\":\"https://a.example/\"}",                                                      "unknown_context",                               "/@context"                                                                                                                      },
    {"{\"@context\":[" V2 ",\"https://www.w3.org/ns/credentials/v2/\"]}",                          "unknown_context",
     "/@context/1"                                                                                                                                                                                                                                                                   },
    {"{\"@context\":[" V2 ",7]}",                                                                  "bad_context",                                   "/@context/1"                                                                                                                    },
    {"{\"@context\":[" V2 ",null]}",                                                               "protected_term",                                "/@context/1"                                                                                                                    },
    {BADGE(",\"issuer\":{\"@context\":\"https://a.example/\"}"),                                   "unknown_context",
     "/issuer/@context"                                                                                                                                                                                                                                                              },

 /* What means nothing would not be signed. */
    {BADGE(",\"colour\":1"),                                                                       "undefined_term",                                "/colour"                                                                                                                        },
    {BADGE(",\"colour\":null"),                                                                    "undefined_term",                                "/colour"                                                                                                                        },
    {BADGE(",\"colour\":[]"),                                                                      "undefined_term",                                "/colour"                                                                                                                        },
    {BADGE(",\"issuer\":{\"id\":\"urn:b\",\"hashed\":true}"),                                      "undefined_term",                                "/issuer/hashed"                                                                                                                 },
    {BADGE(",\"credentialSubject\":{\"type\":[\"AchievementSubject\"],\"achievement\":{\"type\":"
           "[\"Achievement\"],\"name\":\"a\",\"x/y~z\":[1]}}"),
     "undefined_term",                                                                                                                              "/credentialSubject/achievement/x~1y~0z"                                                                                         },
    {BADGE(",\"https://a b\":1"),                                                                  "undefined_term",                                "/https:~1~1a b"                                                                                                                 },
    {BADGE(",\"_:b\":1"),                                                                          "undefined_term",                                "/_:b"                                                                                                                           },
    {"{\"@context\":" V2 ",\"type\":[\"VerifiableCredential\",\"Stranger\"]}",                     "bad_iri",                                       "/type"                                                                                                                          },
    {"{\"@context\":" V2 ",\"type\":\"type\"}",                                                    "bad_value",                                     "/type"                                                                                                                          },
    {"{\"@context\":" V2 ",\"type\":7}",                                                           "bad_value",                                     "/type"                                                                                                                          },
    {"{\"@context\":" V2 ",\"type\":[[\"VerifiableCredential\"]]}",                                "bad_value",                                     "/type"                                                                                                                          },
    {BADGE(",\"proof\":{}"),                                                                       "empty",                                         "/proof"                                                                                                                         },
    {BADGE(",\"proof\":[{\"id\":\"urn:p\"}]"),                                                     "empty",                                         "/proof/0"                                                                                                                       },
    {BADGE(",\"proof\":\"urn:p\""),                                                                "bad_value",                                     "/proof"                                                                                                                         },
    {BADGE(",\"proof\":{\"@value\":\"p\"}"),                                                       "bad_value",                                     "/proof"                                                                                                                         },

 /* References and values. */
    {"{\"@context\":" V2 ",\"id\":\"a\",\"type\":\"VerifiableCredential\"}",                       "bad_iri",                                       "/id"                                                                                                                            },
    {"{\"@context\":" V2 ",\"id\":\"\",\"type\":\"VerifiableCredential\"}",                        "bad_iri",                                       "/id"                                                                                                                            },
    {"{\"@context\":" V2 ",\"id\":null,\"type\":\"VerifiableCredential\"}",                        "bad_value",                                     "/id"                                                                                                                            },
    {"{\"@context\":" V2 ",\"id\":\"urn:a\",\"@id\":\"urn:a\"}",                                   "bad_value",                                     "/@id"                                                                                                                           },
    {"{\"@context\":" V2 ",\"type\":\"VerifiableCredential\",\"@type\":\"VerifiableCredential\"}",
     "bad_value",                                                                                                                                   "/@type"                                                                                                                         },
    {BADGE(",\"issuer\":\"issuer\""),                                                              "bad_iri",                                       "/issuer"                                                                                                                        },
    {BADGE(",\"issuer\":\"https://a.example/ b\""),                                                "bad_iri",                                       "/issuer"                                                                                                                        },
    {BADGE(",\"name\":[[\"a\"]]"),                                                                 "unsupported",                                   "/name/0"                                                                                                                        },
    {BADGE(",\"name\":{\"@value\":null}"),                                                         "bad_value",                                     "/name"                                                                                                                          },
    {BADGE(",\"name\":{\"@value\":\"a\",\"@language\":\"e\\u0301\"}"),                             "bad_value",                                     "/name"                                                                                                                          },
    {BADGE(",\"name\":{\"@value\":1,\"@language\":\"en\"}"),                                       "bad_value",                                     "/name"                                                                                                                          },
    {BADGE(",\"name\":{\"@value\":\"a\",\"@language\":\"en\",\"@type\":\"urn:t\"}"),               "bad_value",
     "/name"                                                                                                                                                                                                                                                                         },
    {BADGE(",\"name\":{\"@value\":\"a\",\"@type\":\"t\"}"),                                        "bad_iri",                                       "/name"                                                                                                                          },
    {BADGE(",\"name\":{\"@value\":\"a\",\"@type\":null}"),                                         "bad_value",                                     "/name/@type"                                                                                                                    },
    {BADGE(",\"name\":{\"@value\":\"a\",\"@direction\":\"rtl\"}"),                                 "unsupported",
     "/name/@direction"                                                                                                                                                                                                                                                              },
    {BADGE(",\"name\":{\"@value\":\"a\",\"name\":\"b\"}"),                                         "unsupported",                                   "/name/name"                                                                                                                     },
    {BADGE(",\"name\":{\"en\":\"a\"}"),                                                            "undefined_term",                                "/name/en"                                                                                                                       },

 /* Numbers that jsonld.js, PyLD and the standard write differently. */
    {BADGE(",\"name\":-0"),                                                                        "bad_number",                                    "/name"                                                                                                                          },
    {BADGE(",\"name\":1e-7"),                                                                      "bad_number",                                    "/name"                                                                                                                          },
    {BADGE(",\"name\":9007199254740993.0"),                                                        "bad_number",                                    "/name"                                                                                                                          },
    {BADGE(",\"name\":-9007199254740992.0"),                                                       "bad_number",                                    "/name"                                                                                                                          },
    {BADGE(",\"name\":123456789012345e4"),                                                         "bad_number",                                    "/name"                                                                                                                          },
    {BADGE(",\"name\":0.99999999999999999"),                                                       "bad_number",                                    "/name"                                                                                                                          },
    {BADGE(",\"name\":2251799813685248.5"),                                                        "bad_number",                                    "/name"                                                                                                                          },
    {BADGE(",\"name\":{\"@value\":\"1\",\"@type\":\"http://www.w3.org/2001/XMLSchema#double\"}"),
     "bad_number",                                                                                                                                  "/name"                                                                                                                          },

 /* Keywords. */
    {BADGE(",\"@graph\":[]"),                                                                      "unsupported",                                   "/@graph"                                                                                                                        },
    {BADGE(",\"@included\":[]"),                                                                   "unsupported",                                   "/@included"                                                                                                                     },
    {BADGE(",\"@reverse\":{}"),                                                                    "unsupported",                                   "/@reverse"                                                                                                                      },
    {BADGE(",\"@nest\":{}"),                                                                       "unsupported",                                   "/@nest"                                                                                                                         },
    {BADGE(",\"@index\":\"a\""),                                                                   "unsupported",                                   "/@index"                                                                                                                        },
    {BADGE(",\"@stranger\":\"a\""),                                                                "unsupported",                                   "/@stranger"                                                                                                                     },
    {BADGE(",\"name\":{\"@list\":[]}"),                                                            "unsupported",                                   "/name/@list"                                                                                                                    },
    {BADGE(",\"name\":{\"@set\":[]}"),                                                             "unsupported",                                   "/name/@set"                                                                                                                     },

 /* Contexts within the document, where they are read. */
    {OWN(A ",\"b\":\"a\",\"c\":\"b\",\"d\":\"e\",\"e\":\"d\"",                                     ""),                                             "bad_context",                                                                                                                     "/@context"},
    {OWN("\"a\":\"a\"",                                                                                            ""),                                                                                                                           "bad_context",                                                                                                                                                              "/@context"},
    {OWN("\"a\":\"b\"",                                                                                 ""),                                                                                                                                "bad_context",                                                                                    "/@context"},
    {OWN("\"a\":7",                                                                               ""),"bad_context",                                  "/@context/a"},
    {OWN("\"@id\":\"urn:a\"",           ""),                                                          "unsupported",                                                                                                                                             "/@context/@id"},
    {OWN("\"@base\":\"https://a.example/\"",                                                                      ""),                                                                                                        "unsupported",                                                                                                                                                                   "/@context/@base"},
    {OWN("\"@import\":\"https://a.example/\"",                                                                                            ""),                                                                                                      "unsupported",                                                                                                                                                               "/@context/@import"},
    {OWN("\"@version\":1.0",                                                                           ""),                                                                                                                          "bad_context",                                                  "/@context/@version"},
    {OWN("\"@vocab\":\"\"",                                                                               ""),      "bad_context","/@context"},
    {OWN("\"a\":{\"@reverse\":\"urn:a\"}",               ""),"unsupported","/@context/a/@reverse"},
    {OWN("\"a\":{\"@id\":\"urn:a\",\"@container\":\"@index\"}",                                                                        ""),                                      "unsupported",
     "/@context/a/@container"},
    {OWN("\"a\":{\"@id\":\"urn:a\",\"@container\":[\"@list\",\"@set\"]}",                                                                                            ""),                                                                                                        "bad_context",
     "/@context/a/@container"},
    {OWN("\"a\":{\"@id\":\"urn:a\",\"@context\":\"https://a.example/\"}",                                                                      ""),                                                                                                                     "unsupported",
     "/@context/a/@context"},
    {OWN("\"a\":{\"@id\":\"urn:a\",\"@type\":\"@list\"}",                                                                               ""),                                                                                                                      "bad_context",                                                                                                                                                                                                                                                       "/@context"},
    {OWN("\"a\":{\"@id\":\"urn:a\",\"@container\":\"@list\",\"@type\":\"@json\"}",",\"a\":1"),
     "unsupported",                                                                                                                                                                                                                                                         "/a"},
    {OWN("\"a\":{\"@id\":\"urn:a\",\"@container\":\"@language\",\"@context\":{}}",                          ",\"a\":{}"),
     "unsupported", "/a"},
    {OWN("\"a\":{\"@id\":\"urn:a\",\"@context\":{\"a\":{\"@id\":\"urn:a\",\"@type\":\"@json\"}}}",
     ",\"a\":1"),
     "unsupported",                                                                                                                                         "/a"},
    {OWN("\"a\":null",                                                                                 ",\"a\":1"),                                                                                                                                "undefined_term","/a"},
    {OWN("\"l\":{\"@id\":\"urn:l\",\"@container\":\"@language\"}",                                                                                ",\"l\":{\"en_GB\":\"a\"}"),
     "bad_value",    "/l/en_GB"},
    {OWN("\"l\":{\"@id\":\"urn:l\",\"@container\":\"@language\"}",                                                       ",\"l\":{\"en\":1}"),
     "bad_value",                                                                                                                                                                                                                                                              "/l/en"},
    {"{\"@context\":[" V2 ",{\"name\":\"https://a.example/name\"}]}", "protected_term",
     "/@context/1"                                                                                                                                                                                                                                                                   },
    {"{\"@context\":[{\"@protected\":true," A "},{\"a\":\"urn:b\"}]}",                                                                                            "protected_term",
     "/@context/1"                                                                                                                                                                 },
    {"{\"@context\":[{\"@protected\":true," A "},null]}",                                                                                        "protected_term",                                                                                                                                       "/@context/1"                                                                                                                                                                                                                                                                             },
};

static void
what_is_not_read_is_refused_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct ld_fault fault;
        struct str found = read_canonical(str_of(refused[i].json), 20, &fault);

        if (found.at != NULL || !str_same(str_of(fault.code), str_of(refused[i].code)) ||
            !str_same(fault.where, str_of(refused[i].where)) || fault.detail.size == 0)
            fail_msg("%s: %s at \"" STR_FMT "\": " STR_FMT, refused[i].json, fault.code,
                     STR_ARG(fault.where), STR_ARG(fault.detail));
    }
}

static void
contexts_within_a_document_are_refused_unless_they_are_asked_for(void **state)
{
    struct ld_fault fault;

    (void)state;
    assert_null(read_canonical(STR("{\"@context\":[" V2 ",{" A "}]}"), 0, &fault).at);
    assert_string_equal(fault.code, "unsupported");
    assert_string_equal(fault.where.at, "/@context/1");
}

#define SAYS(object) "<urn:a> <https://a.example/a> " object " .\n"
#define XSD          "http://www.w3.org/2001/XMLSchema#"

static const struct {
    const char *json, *nquads;
} taken[] = {
    {OWN(A,                                                                                        ",\"a\":[1,1,null]"),                     SAYS("\"1\"^^<" XSD "integer>")      },
    {OWN(A,                                                                                        ",\"a\":[42.0,36.5,1e21]"),
     SAYS("\"1.0E21\"^^<" XSD "double>") SAYS("\"3.65E1\"^^<" XSD "double>")
         SAYS("\"42\"^^<" XSD "integer>")                                                                                                                                         },
    {OWN(A,                                                                                        ",\"a\":[9007199254740991.0,-1e20,1.0]"),
     SAYS("\"-100000000000000000000\"^^<" XSD "integer>") SAYS("\"1\"^^<" XSD "integer>")
         SAYS("\"9007199254740991\"^^<" XSD "integer>")                                                                                                                           },
    {OWN(A,                                                                                        ",\"a\":\"\\u0001\\u007f\\t\\u00e9\""),   SAYS("\"\\u0001\\u007F\\t\xc3\xa9\"")},
    {OWN(A ",\"@language\":\"EN\"",                                                                ",\"a\":\"b\""),                          SAYS("\"b\"@en")                     },
    {OWN("\"a\":{\"@id\":\"https://a.example/a\",\"@type\":\"@json\"}",
     ",\"a\":{\"b\":[1.0],\"a\":null}"),
     SAYS("\"{\\\"a\\\":null,\\\"b\\\":[1]}\"^^"
          "<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>")                                                                                                                    },
    {OWN("\"a\":{\"@id\":\"https://a.example/a\",\"@container\":\"@list\"}",                       ",\"a\":[]"),
     SAYS("<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>")                                                                                                                     },
 /* A protected term may be said to be the same, and by another name of itself. */
    {"{\"@context\":[{\"@protected\":true," A "},{" A ",\"b\":\"a\"}],\"@id\":\"urn:a\",\"b\":1}",
     SAYS("\"1\"^^<" XSD "integer>")                                                                                                       },
 /* What a type says is true of its node, and not of the nodes within. */
    {OWN(A ",\"T\":{\"@id\":\"urn:T\",\"@context\":{\"a\":\"urn:b\"}}",
     ",\"@type\":\"T\",\"a\":{\"@id\":\"urn:a\",\"a\":1}"),
     "<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:T> .\n" SAYS(
         "\"1\"^^<" XSD "integer>") "<urn:a> <urn:b> <urn:a> .\n"                                     },
};

static void
what_is_read_becomes_quads(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        struct ld_fault fault;
        struct str found = read_canonical(str_of(taken[i].json), 20, &fault);

        if (!str_same(found, str_of(taken[i].nquads)))
            fail_msg("%s: " STR_FMT "%s " STR_FMT, taken[i].json, STR_ARG(found), fault.code,
                     STR_ARG(fault.detail));
    }
}

/* {"a": [HEAD 0 TAIL, HEAD 1 TAIL, ...]} */
static struct str
many(size_t count, const char *head, const char *tail)
{
    struct text text = text_new(arena);

    text_add(&text, STR("{\"@context\":{" A "},\"@id\":\"urn:a\",\"a\":["));
    for (size_t i = 0; i < count; i++) {
        text_add(&text, i == 0 ? STR("") : STR(","));
        text_print(&text, "%s%zu%s", head, i, tail);
    }
    text_add(&text, STR("]}"));
    return text_str(&text);
}

static void
bounds_are_named(void **state)
{
    struct ld_fault fault;

    (void)state;
    assert_non_null(read_canonical(many(LD_QUADS_MAX, "", ""), 1, &fault).at);
    assert_null(read_canonical(many(LD_QUADS_MAX + 1, "", ""), 1, &fault).at);
    assert_string_equal(fault.code, "too_many");
    assert_null(read_canonical(many(LD_BLANKS_MAX + 1, "{\"a\":", "}"), 1, &fault).at);
    assert_string_equal(fault.code, "too_many");
    assert_null(read_canonical(STR(OWN(A ",\"b\":\"a\"", "")), 1, &fault).at);
    assert_string_equal(fault.code, "too_many");
    assert_string_equal(fault.where.at, "/@context/b");
}

/* Each of them is told from the others by nothing. */
static void
nodes_that_are_too_alike_are_refused(void **state)
{
    struct ld_fault fault;

    (void)state;
    assert_non_null(read_canonical(many(6, "{\"a\":[{},{}]},", ""), 1, &fault).at);
    assert_null(
        read_canonical(many(4, "{\"a\":[{},{},{},{},{},{},{},{},{},{}]},", ""), 1, &fault).at);
    assert_string_equal(fault.code, "too_much_work");
}

/* {"@id": "urn:HEAD HEAD ...", "a": ["TAIL TAIL ...", 0, 1, ...]} */
static struct str
long_document(size_t heads, size_t tails, size_t values)
{
    struct text text = text_new(arena);

    text_add(&text, STR("{\"@context\":{" A "},\"@id\":\"urn:"));
    for (size_t i = 0; i < heads; i++)
        text_add(&text, STR("0123456789"));
    text_add(&text, STR("\",\"a\":[\""));
    for (size_t i = 0; i < tails; i++)
        text_add(&text, STR("\x7f"));
    text_add(&text, STR("\""));
    for (size_t i = 0; i < values; i++)
        text_print(&text, ",%zu", i);
    text_add(&text, STR("]}"));
    return text_str(&text);
}

/* By what stands in it, by what that becomes, and by an IRI that stands in many quads. */
static void
what_would_be_long_is_refused(void **state)
{
    static const size_t sizes[][3] = {
        {LD_DOCUMENT_MAX / 10, 0,               0   },
        {0,                    LD_TEXT_MAX / 6, 0   },
        {1000,                 0,               1000},
    };
    struct ld_fault fault;

    (void)state;
    assert_non_null(read_canonical(long_document(100, LD_TEXT_MAX / 8, 500), 1, &fault).at);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct str document = long_document(sizes[i][0], sizes[i][1], sizes[i][2]);

        assert_null(read_canonical(document, 1, &fault).at);
        assert_string_equal(fault.code, "too_many");
    }
}

static void
contexts_are_known_by_their_hashes(void **state)
{
    const struct ld_known *list;
    size_t count = ld_known_contexts(&list);

    (void)state;
    assert_int_equal(count, 18);
    for (size_t i = 0; i < count; i++) {
        assert_true(str_starts(list[i].url, STR("https://")));
        assert_int_equal(coding_from_hex(arena, list[i].sha256).size, KEYS_SHA256_SIZE);
        for (size_t j = 0; j < i; j++)
            assert_false(str_same(list[i].url, list[j].url) ||
                         str_same(list[i].sha256, list[j].sha256));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_not_read_is_refused_with_its_place, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(
            contexts_within_a_document_are_refused_unless_they_are_asked_for, open_arena,
            close_arena),
        cmocka_unit_test_setup_teardown(what_is_read_becomes_quads, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(bounds_are_named, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(nodes_that_are_too_alike_are_refused, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(what_would_be_long_is_refused, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(contexts_are_known_by_their_hashes, open_arena,
                                        close_arena),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
