#include "image_stage.h"

#include "image/letters.h"

#include <pthread.h>
#include <string.h>

static void
names_take_the_lines_they_need(void **state)
{
    static const unsigned sizes[] = {50, 25, 0};
    static const struct {
        const char *text;
        size_t count;
        unsigned size;
        const char *first, *last;
    } cases[] = {
        {"",                                                                                 0, 50, NULL,                 NULL                },
        {"Welder",                                                                           1, 50, "Welder",             "Welder"            },
        {" Welder of boats ",                                                                2, 50, "Welder of",          "boats"             },
        {"Перша допомога",                                                      2, 50, "Перша",         "допомога"  },
        {"Constantinople words",                                                             2, 25, "Constantinople",     "words"             },
        {"one two three four five six seven eight nine ten eleven twelve thirteen fourteen", 4, 25,
         "one two three four",                                                                                            "twelve thirteen…"},
        {"Donaudampfschifffahrtselektrizität",                                              2, 25, "Donaudampfschifffa", "hrtselektrizität" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct lines lines = letters_laid(arena, str_of(cases[i].text), 300, 125, sizes);

        assert_int_equal(lines.count, cases[i].count);
        assert_int_equal(lines.size, cases[i].size);
        for (size_t line = 0; line < lines.count; line++)
            assert_true(letters_width(lines.at[line]) * lines.size <= 300 * 100);
        if (lines.count > 0) {
            assert_true(str_same(lines.at[0], str_of(cases[i].first)));
            assert_true(str_same(lines.at[lines.count - 1], str_of(cases[i].last)));
        }
    }
}

static void
initials_are_those_of_two_words(void **state)
{
    static const char *const pairs[][2] = {
        {"First aid at work",      "Fa"        },
        {"3 Їжаки, малі", "Їм"      },
        {"سباحة حرة",      "س"        },
        {"é\xcc\x81t",            "é\xcc\x81"},
        {"1 2 3",                  ""          },
        {"",                       ""          },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        assert_string_equal(letters_initials(arena, str_of(pairs[i][0])).at, pairs[i][1]);
}

static const struct image_badge sample = {
    .name = {"Плавання <на> \xd9\xa3 & \xe2\x80\xae швидкість", 45},
    .organisation = {"مدرسة السباحة",                                          25},
    .language = {"uk",                                                                 2 },
    .colour = 0x0b5d8a,
    .shape = IMAGE_SHIELD,
};

static void
badges_say_what_they_are(void **state)
{
    struct image_badge badge = sample;
    struct str svg;

    (void)state;
    badge.name = STR("Плавання <на> & \u202e швидкість");
    svg = image_badge_svg(arena, &badge);
    assert_true(contains(svg, "role=\"img\"><title>Плавання &lt;на&gt; &amp;  швидкість</title>"
                              "<desc>مدرسة السباحة</desc>"));
    assert_true(contains(svg, " xml:lang=\"uk\""));
    assert_true(contains(svg, " direction=\"rtl\">مدرسة السباحة</text>"));
    assert_true(contains(svg, "<g fill=\"#ffffff\""));
    assert_true(str_same(svg, image_badge_svg(arena, &badge)));
    badge.colour = 0xffd400;
    badge.description = STR("\"Said\"");
    svg = image_badge_svg(arena, &badge);
    assert_true(contains(svg, "<g fill=\"#000000\""));
    assert_true(contains(svg, "<desc>&quot;Said&quot;</desc>"));
}

static void
all_that_is_drawn_passes_our_own_judge(void **state)
{
    struct str clean;

    (void)state;
    for (int shape = IMAGE_CIRCLE; shape <= IMAGE_SQUARE; shape++)
        for (int icon = IMAGE_INITIALS; icon <= IMAGE_TICK; icon++) {
            struct image_badge badge = sample;

            badge.shape = (enum image_shape)shape;
            badge.icon = (enum image_icon)icon;
            assert_int_equal(image_svg_judge(arena, image_badge_svg(arena, &badge), &clean),
                             IMAGE_FITS);
            assert_true(contains(clean, "</title>"));
        }
    assert_int_equal(image_svg_judge(arena, image_qr_svg(arena, STR("x"), STR("y")), &clean),
                     IMAGE_FITS);
}

static void
drawings_become_png(void **state)
{
    struct str svg = image_badge_svg(arena, &sample), png = image_svg_png(arena, svg, 600), clean;

    (void)state;
    assert_int_equal(image_png_judge(arena, png, &clean), IMAGE_FITS);
    assert_memory_equal(png.at + 16, "\0\0\2\x58\0\0\2\x58", 8);
    assert_true(str_same(png, image_svg_png(arena, svg, 600)));
    svg = STR("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'><path d='M0 0'/></svg>");
    assert_memory_equal(image_svg_png(arena, svg, 200).at + 16, "\0\0\0\xc8\0\0\0\x64", 8);
    assert_null(image_svg_png(arena, svg, IMAGE_RENDERED_MAX + 1).at);
    assert_null(image_svg_png(arena, STR("<svg"), 200).at);
}

static void
codes_have_a_quiet_border(void **state)
{
    struct str svg = image_qr_svg(arena, STR("https://a.example/1"), STR("<To> the award"));
    struct str long_text = {
        memset((char *)(uintptr_t)zeros(IMAGE_QR_SIZE_MAX + 1).at, 'a', IMAGE_QR_SIZE_MAX + 1),
        IMAGE_QR_SIZE_MAX + 1};

    (void)state;
    assert_true(contains(svg, "<title>&lt;To&gt; the award</title>"));
    assert_true(contains(svg, "viewBox=\"0 0 33 33\""));
    assert_true(contains(svg, "d=\"M4 4h7v1h-7z"));
    assert_memory_equal(image_qr_png(arena, STR("https://a.example/1"), 4).at + 16,
                        "\0\0\0\x84\0\0\0\x84\1\0", 10);
    assert_non_null(image_qr_png(arena, (struct str){long_text.at, IMAGE_QR_SIZE_MAX}, 4).at);
    assert_null(image_qr_png(arena, long_text, 4).at);
    assert_null(image_qr_svg(arena, long_text, STR("")).at);
    assert_null(image_qr_svg(arena, STR(""), STR("")).at);
    assert_null(image_qr_png(arena, STR("x"), 0).at);
}

/* All that the room does, in an arena of its own. */
static void *
do_all(void *who)
{
    static const struct image_credential credential = {
        IMAGE_OPEN_BADGES_3, {"{\"a\":1}", 7}
    };
    struct arena *own = who;
    struct str svg = image_badge_svg(own, &sample), png = image_svg_png(own, svg, 300);
    struct str code = image_qr_png(own, svg.size > 500 ? (struct str){svg.at, 500} : svg, 2), baked;
    struct image_credential found;

    if (image_png_judge(own, png, &png) != IMAGE_FITS ||
        image_png_bake(own, png, &credential, &baked) != IMAGE_FITS ||
        image_svg_bake(own, svg, &credential, &svg) != IMAGE_FITS ||
        image_svg_unbake(own, svg, &found) != IMAGE_FITS || code.at == NULL)
        return NULL;

    struct text out = text_new(own);

    text_add(&out, baked);
    text_add(&out, svg);
    text_add(&out, code);
    text_add(&out, found.text);

    struct str *all = arena_new(own, struct str);

    *all = text_str(&out);
    return all;
}

static void
threads_do_not_meet(void **state)
{
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    struct arena *own[THREADS];
    const struct str *alone, *all[THREADS];

    (void)state;
    for (size_t i = 0; i < THREADS; i++) {
        own[i] = arena_open(64 << 20);
        assert_int_equal(pthread_create(&threads[i], NULL, do_all, own[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], (void **)(uintptr_t)&all[i]), 0);
    alone = do_all(arena);
    assert_non_null(alone);
    for (size_t i = 0; i < THREADS; i++) {
        assert_non_null(all[i]);
        assert_true(str_same(*all[i], *alone));
        arena_close(own[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_take_the_lines_they_need),
        cmocka_unit_test(initials_are_those_of_two_words),
        cmocka_unit_test(badges_say_what_they_are),
        cmocka_unit_test(all_that_is_drawn_passes_our_own_judge),
        cmocka_unit_test(drawings_become_png),
        cmocka_unit_test(codes_have_a_quiet_border),
        cmocka_unit_test(threads_do_not_meet),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("drawn", tests, open_arena, close_arena);
}
