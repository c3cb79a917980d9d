/* Templates: what stands where, and that nothing leaves its place. */
#include "page/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "each_arena.h"

static bool
holds(struct str text, const char *part)
{
    return memmem(text.at, text.size, part, strlen(part)) != NULL;
}

static const struct {
    const char *value, *shown;
} values[] = {
    {"Rasa",               "<strong>Rasa</strong>"                     },
    {"<b>",                "<strong>&lt;b&gt;</strong>"                },
    {"a & b",              "<strong>a &amp; b</strong>"                },
    {"\"x\" 'y'",          "<strong>&quot;x&quot; &#39;y&#39;</strong>"},
    {"{{csrf}}",           "<strong>{{csrf}}</strong>"                 },
    {"bell\a and \x1b[0m", "<strong>bell and [0m</strong>"             },
    {"half \xc3",          "<strong>half \xef\xbf\xbd</strong>"        },
    {"Žalgiris",          "<strong>Žalgiris</strong>"                },
};

static void
values_are_escaped(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        struct page_data *data = page_data_new(arena);

        page_set(data, "clientName", str_of(values[i].value));
        if (!holds(page_render(arena, "consent", STR("en"), data), values[i].shown))
            fail_msg("%s is not shown as %s", values[i].value, values[i].shown);
    }
}

static const struct {
    const char *url, *shown;
} urls[] = {
    {"/account",                         "href=\"/account\""                      },
    {"https://a.example/?b=c&d",         "href=\"https://a.example/?b=c&amp;d\""  },
    {"openid-credential-offer://?a=b",   "href=\"openid-credential-offer://?a=b\""},
    {"openid-credential-offer:alert(1)", "href=\"about:invalid\""                 },
    {"javascript:alert(1)",              "href=\"about:invalid\""                 },
    {"JavaScript:alert(1)",              "href=\"about:invalid\""                 },
    {"data:text/html,x",                 "href=\"about:invalid\""                 },
    {"//evil.example",                   "href=\"about:invalid\""                 },
    {"/\\evil.example",                  "href=\"about:invalid\""                 },
    {" https://a.example",               "href=\"about:invalid\""                 },
    {"https://a.example/\nb",            "href=\"about:invalid\""                 },
    {"",                                 "href=\"about:invalid\""                 },
};

static void
addresses_are_harmless(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        struct page_data *data = page_data_new(arena);

        page_set(data, "refreshUrl", str_of(urls[i].url));
        if (!holds(page_render(arena, "federation-wait", STR("en"), data), urls[i].shown))
            fail_msg("%s is not shown as %s", urls[i].url, urls[i].shown);
    }
}

static const struct {
    const char *json, *shown;
} blocks[] = {
    {"{\"name\":\"a\"}",         "json\">{\"name\":\"a\"}</script>"      },
    {"{\"a\":\"</script><b>\"}",
     "json\">{\"a\":\"\\u003c/script\\u003e\\u003cb\\u003e\"}</script>"  },
    {"{\"a\":\"<!--\"}",         "json\">{\"a\":\"\\u003c!--\"}</script>"},
    {"{\"a\":\"&lt;\"}",         "json\">{\"a\":\"\\u0026lt;\"}</script>"},
};

static void
data_end_where_the_template_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
        struct page_data *data = page_data_new(arena);

        page_set(data, "linked", str_of(blocks[i].json));
        if (!holds(page_render(arena, "activity", STR("en"), data), blocks[i].shown))
            fail_msg("%s is not shown as %s", blocks[i].json, blocks[i].shown);
    }
}

static void
sections_follow_their_values(void **state)
{
    struct page_data *data = page_data_new(arena), *row;
    struct str html;

    (void)state;
    html = page_render(arena, "apps", STR("en"), data);
    assert_true(holds(html, "There are none."));
    row = page_row(data, "apps");
    page_set(row, "name", STR("Pocket"));
    page_set(page_row(row, "scopes"), "name", STR("email"));
    page_set(page_row(row, "scopes"), "name", STR("made-up"));
    html = page_render(arena, "apps", STR("en"), data);
    assert_false(holds(html, "There are none."));
    assert_true(holds(html, "<strong>Pocket</strong>"));
    assert_true(holds(html, "see your e-mail address"));
    assert_true(holds(html, "<li>made-up</li>"));
    assert_null(page_render(arena, "no-such-page", STR("en"), data).at);
}

static void
languages_are_chosen(void **state)
{
    static const struct {
        const char *first, *second, *chosen;
    } wishes[] = {
        {"lt",    "en", "lt"},
        {"lt-LT", "en", "lt"},
        {"de",    "uk", "uk"},
        {"de",    "fr", "en"},
        {"ar-EG", "en", "ar"},
        {"",      "",   "en"},
    };
    struct str html = page_render(arena, "close", STR("ar"), page_data_new(arena));

    (void)state;
    for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
        struct str wanted[] = {str_of(wishes[i].first), str_of(wishes[i].second)};

        assert_true(str_same(page_language(wanted, 2), str_of(wishes[i].chosen)));
    }
    assert_true(holds(html, "<html lang=\"ar\" dir=\"rtl\">"));
    assert_true(page_is_rtl(STR("ar")));
    assert_false(page_is_rtl(STR("lt")));
}

static void
mails_have_words_and_one_line_of_subject(void **state)
{
    struct page_data *data = page_data_new(arena);
    struct page_letter letter;

    (void)state;
    page_set(data, "organisation", STR("Library\r\nBcc: all@example.net"));
    page_set(data, "inviter", STR("<Ona>"));
    page_set(data, "link", STR("https://learn.example/account/link?token=a"));
    assert_true(page_mail(arena, "invitation", STR("en"), data, &letter));
    assert_true(holds(letter.subject, "Library Bcc: all@example.net"));
    assert_null(memchr(letter.subject.at, '\n', letter.subject.size));
    assert_true(holds(letter.text, "<Ona> invites you"));
    assert_true(holds(letter.html, "&lt;Ona&gt; invites you"));
    assert_true(holds(letter.text, "https://learn.example/account/link?token=a"));
    assert_false(page_mail(arena, "no_such_kind", STR("en"), data, &letter));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_escaped),
        cmocka_unit_test(addresses_are_harmless),
        cmocka_unit_test(data_end_where_the_template_says),
        cmocka_unit_test(sections_follow_their_values),
        cmocka_unit_test(languages_are_chosen),
        cmocka_unit_test(mails_have_words_and_one_line_of_subject),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("page", tests, open_arena, close_arena);
}
