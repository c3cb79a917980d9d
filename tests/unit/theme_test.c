/* Themes: whatever is chosen can be read. */
#include "page/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MEMORY_MAX = 8 << 20, STEPS = 6 };

static void
colours_are_read(void **state)
{
    static const struct {
        const char *text;
        int32_t colour;
    } colours[] = {
        {"0b5394",  0x0b5394  },
        {"FFFFFF",  0xffffff  },
        {"000000",  0         },
        {"aBcDeF",  0xabcdef  },
        {"0b539",   THEME_NONE},
        {"#0b539",  THEME_NONE},
        {"red",     THEME_NONE},
        {"",        THEME_NONE},
        {"0b5394;", THEME_NONE},
        {"0b539g",  THEME_NONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++)
        assert_int_equal(theme_colour(str_of(colours[i].text)), colours[i].colour);
}

/* The figures of WCAG itself: black on white, and the greys at the border of 4.5. */
static void
contrast_is_that_of_wcag(void **state)
{
    (void)state;
    assert_true(theme_contrast(0, 0xffffff) > 20.99 && theme_contrast(0, 0xffffff) < 21.01);
    assert_true(theme_contrast(0x777777, 0xffffff) < 4.5);
    assert_true(theme_contrast(0x767676, 0xffffff) >= 4.5);
    assert_true(theme_contrast(0x336699, 0x336699) == 1);
}

/* The value of --name in a stylesheet. */
static int32_t
value_of(struct str style, const char *name)
{
    char mark[40] = "--";
    const char *at;

    strncat(strncat(mark, name, 20), ":#", 3);
    at = strstr(style.at, mark);
    assert_non_null(at);
    return theme_colour((struct str){at + strlen(mark), 6});
}

static int32_t
step(int place)
{
    static const int32_t parts[STEPS] = {0, 51, 102, 153, 204, 255};

    return parts[place % STEPS] << 16 | parts[place / STEPS % STEPS] << 8 |
           parts[place / STEPS / STEPS];
}

/* Each ground of a grid, with a text and an accent that are taken from all over it. */
static void
whatever_is_chosen_can_be_read(void **state)
{
    enum { COUNT = STEPS * STEPS * STEPS };
    static const struct {
        const char *name, *behind;
        double least;
    } pairs[] = {
        {"text",      "ground", 4.5},
        {"quiet",     "ground", 4.5},
        {"strong",    "ground", 4.5},
        {"on-strong", "strong", 4.5},
        {"bad",       "ground", 4.5},
        {"line",      "ground", 3  },
    };

    (void)state;
    for (int ground = 0; ground < COUNT; ground++)
        for (int other = 0; other < COUNT; other += 7) {
            struct arena *arena = arena_open(MEMORY_MAX);
            struct theme theme = {step(other), step(ground), step((other * 31) % COUNT),
                                  STR_NONE,    STR_NONE,     THEME_NONE};
            struct str style = theme_style(arena, &theme);

            for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
                if (theme_contrast(value_of(style, pairs[i].name),
                                   value_of(style, pairs[i].behind)) < pairs[i].least)
                    fail_msg("%s on %s: %s", pairs[i].name, pairs[i].behind, style.at);
            arena_close(arena);
        }
}

static void
what_is_readable_stays(void **state)
{
    (void)state;
    assert_int_equal(theme_readable(0x0b5394, 0xffffff, 4.5), 0x0b5394);
    assert_int_not_equal(theme_readable(0xffff00, 0xffffff, 4.5), 0xffff00);
}

static void
schemes_and_shapes(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    struct theme usual = {THEME_NONE, THEME_NONE, THEME_NONE, STR_NONE, STR_NONE, THEME_NONE};
    struct theme dark = usual, one = usual;

    (void)state;
    dark.scheme = STR("dark");
    one.ground = 0xfff8e1;
    one.font = STR("serif");
    one.corners = 12;
    assert_non_null(strstr(theme_style(arena, &usual).at, "@media"));
    assert_null(strstr(theme_style(arena, &dark).at, "@media"));
    assert_non_null(strstr(theme_style(arena, &dark).at, "color-scheme:dark"));
    assert_null(strstr(theme_style(arena, &one).at, "@media"));
    assert_non_null(strstr(theme_style(arena, &one).at, "--corners:12px"));
    assert_non_null(strstr(theme_style(arena, &one).at, "--font:Georgia"));
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_are_read),
        cmocka_unit_test(contrast_is_that_of_wcag),
        cmocka_unit_test(whatever_is_chosen_can_be_read),
        cmocka_unit_test(what_is_readable_stays),
        cmocka_unit_test(schemes_and_shapes),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("theme", tests, NULL, NULL);
}
