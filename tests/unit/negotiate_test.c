#include "http/negotiate.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
    const char *lang, *accept, *wanted; /* with blanks between them */
} languages[] = {
    {NULL,    NULL,                              ""                       },
    {NULL,    "",                                ""                       },
    {NULL,    "lt",                              "lt"                     },
    {NULL,    "LT",                              "lt"                     },
    {NULL,    "lt-lt, EN;q=0.5",                 "lt-LT lt en"            },
    {NULL,    "pt-BR",                           "pt-BR pt"               },
    {NULL,    "zh-hant-tw",                      "zh-Hant-TW zh-Hant zh"  },
    {NULL,    "en;q=0.5, lt;q=0.9, ru;q=0.501",  "lt ru en"               },
    {NULL,    "en, lt",                          "en lt"                  },
    {NULL,    " en\t; q=0.1 ,\tlt ; Q=1.000 ",   "lt en"                  },
    {NULL,    "pt-BR;q=0.9,en;q=0.8,pt;q=0.7",   "pt-BR pt en"            },
    {NULL,    "*",                               ""                       },
    {NULL,    "*;q=0.5, lt",                     "lt"                     },
    {NULL,    "lt;q=0, en",                      "en"                     },
    {NULL,    "lt;q=0.000, lt-LT",               "lt-LT"                  },
    {NULL,    "lt;q=2, ru;q=x, de;q=, en;q=0.1", "en"                     },
    {NULL,    "lt;q=1.001, en",                  "en"                     },
    {NULL,    "lt;q=-1, lt;q=0.1234, en",        "en"                     },
    {NULL,    ",,en,,",                          "en"                     },
    {NULL,    "en,en,EN",                        "en"                     },
    {NULL,    "l_t, 1t, \"en\", <b>, ru",        "ru"                     },
    {NULL,    "a1,a2,a3,a4,a5,a6,a7,a8,a9,a10",  "a1 a2 a3 a4 a5 a6 a7 a8"},
    {"lt",    NULL,                              "lt"                     },
    {"lt",    "en",                              "lt en"                  },
    {"pt-br", "en, pt",                          "pt-BR pt en"            },
    {"lt",    "lt;q=0, en",                      "lt en"                  },
    {"",      "en",                              "en"                     },
    {"l t",   "en",                              "en"                     },
};

static void
languages_come_best_first(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
        struct str wanted[LANGUAGES_MAX];
        size_t count =
            languages_wanted(arena, str_of(languages[i].lang), str_of(languages[i].accept), wanted);
        struct text text = text_new(arena);

        for (size_t j = 0; j < count; j++)
            text_print(&text, "%s" STR_FMT, j == 0 ? "" : " ", STR_ARG(wanted[j]));
        if (!str_same(text_str(&text), str_of(languages[i].wanted)))
            fail_msg("%s, %s: %s", languages[i].lang, languages[i].accept, text_str(&text).at);
    }
    arena_close(arena);
}

static const struct {
    const char *accept;
    bool json;
} accepted[] = {
    {NULL,                                               true },
    {"",                                                 true },
    {"application/json",                                 true },
    {"Application/JSON; charset=utf-8",                  true },
    {"*/*",                                              true },
    {"application/*",                                    true },
    {"text/html, */*;q=0.1",                             true },
    {"text/html;x=\"a,b\", application/json;q=0.001",    true },
    {"text/xml",                                         false},
    {"text/*",                                           false},
    {"application/json;q=0",                             false},
    {"*/*, application/json;q=0",                        false},
    {"application/json;q=0, application/*, */*",         false},
    {"application/json, application/json;q=0",           true },
    {"application/*;q=0, */*",                           false},
    {"application/*;q=0, application/json",              true },
    {"*/*;q=0",                                          false},
    {"application/jsonp",                                false},
    {"application",                                      false},
    {"*",                                                false},
    {",",                                                false},
    {"text/html;x=\"application/json, application/json", false},
};

static void
the_closest_range_decides(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++)
        if (accepts(str_of(accepted[i].accept), "application/json") != accepted[i].json)
            fail_msg("%s", accepted[i].accept);
}

static const struct {
    const char *type;
    bool json, form;
} types[] = {
    {NULL,                                                  false, false},
    {"",                                                    false, false},
    {"application/json",                                    true,  false},
    {"application/json;charset=utf-8",                      true,  false},
    {"Application/JSON ; Charset=\"UTF-8\"",                true,  false},
    {"application/json; profile=\"a;charset=utf-16\"",      true,  false},
    {"application/json; charset=utf-16",                    false, false},
    {"application/json; charset=",                          false, false},
    {"application/json; charset",                           false, false},
    {"application/json; charset=utf-8; charset=iso-8859-1", false, false},
    {"application/json, text/plain",                        false, false},
    {"application/merge-patch+json",                        true,  false},
    {"application/ld+json",                                 false, false},
    {"application/jsonl",                                   false, false},
    {"text/json",                                           false, false},
    {"text/plain",                                          false, false},
    {"application/x-www-form-urlencoded",                   false, true },
    {"application/x-www-form-urlencoded; charset=UTF-8",    false, true },
    {"multipart/form-data; boundary=x",                     false, false},
};

static void
bodies_are_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (is_json(str_of(types[i].type)) != types[i].json ||
            is_form(str_of(types[i].type)) != types[i].form)
            fail_msg("%s", types[i].type);
}

static const struct {
    const char *list, *tag;
    bool named;
} tags[] = {
    {NULL,                "\"v1\"",   false},
    {"",                  "\"v1\"",   false},
    {"\"v1\"",            "\"v1\"",   true },
    {"W/\"v1\"",          "\"v1\"",   true },
    {"\"v1\"",            "W/\"v1\"", true },
    {"\"v2\"",            "\"v1\"",   false},
    {"\"v0\" , W/\"v1\"", "\"v1\"",   true },
    {"\"a,b\"",           "\"a,b\"",  true },
    {"\"a,\"v1\",b\"",    "\"v1\"",   false},
    {"*",                 "\"v1\"",   true },
    {" * ",               "\"v1\"",   true },
    {"*, \"v2\"",         "\"v1\"",   false},
    {"\"*\"",             "\"v1\"",   false},
    {"v1",                "\"v1\"",   false},
    {"w/\"v1\"",          "\"v1\"",   false},
    {"\"v11\"",           "\"v1\"",   false},
    {",,",                "\"v1\"",   false},
};

static void
tags_are_found_weak_or_strong(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
        if (tags_name(str_of(tags[i].list), str_of(tags[i].tag)) != tags[i].named)
            fail_msg("%s in %s", tags[i].tag, tags[i].list);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages_come_best_first),
        cmocka_unit_test(the_closest_range_decides),
        cmocka_unit_test(bodies_are_told_apart),
        cmocka_unit_test(tags_are_found_weak_or_strong),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("negotiate", tests, NULL, NULL);
}
