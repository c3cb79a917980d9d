#include "page/theme.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

enum { LIGHT_GROUND = 0xffffff, DARK_GROUND = 0x14181d, BLACK = 0, WHITE = 0xffffff };
static const double readable = 4.5, visible = 3;

const char *const theme_schemes[] = {"light", "dark", "auto", NULL};
const char *const theme_fonts[] = {"sans", "serif", "mono", NULL};
static const char *const families[] = {
    "system-ui, \"Noto Sans\", \"DejaVu Sans\", sans-serif",
    "Georgia, \"Noto Serif\", \"DejaVu Serif\", serif",
    "ui-monospace, \"Noto Sans Mono\", \"DejaVu Sans Mono\", monospace",
};

int32_t
theme_colour(struct str text)
{
    int32_t colour = 0;

    if (!str_looks(text, "ffffff"))
        return THEME_NONE;
    for (size_t i = 0; i < text.size; i++) {
        int c = text.at[i] | 0x20; /* digits keep their value, letters become small */

        colour = colour * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return colour;
}

static int
part(int32_t colour, int shift)
{
    return (colour >> shift) & 0xff;
}

/* WCAG 2.2, "relative luminance". */
static double
luminance(int32_t colour)
{
    static const double weights[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;

    for (int i = 0; i < 3; i++) {
        double c = part(colour, 16 - 8 * i) / 255.0;

        sum += weights[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double
theme_contrast(int32_t one, int32_t other)
{
    double a = luminance(one), b = luminance(other);

    return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

/* `share` hundredths of the second. */
static int32_t
mixed(int32_t one, int32_t other, int share)
{
    int32_t colour = 0;

    for (int shift = 16; shift >= 0; shift -= 8)
        colour =
            colour << 8 | (part(one, shift) * (100 - share) + part(other, shift) * share) / 100;
    return colour;
}

/* Of black and white the one that can be read there; one of both always has more than 4.5. */
static int32_t
far_end(int32_t ground)
{
    return theme_contrast(WHITE, ground) >= theme_contrast(BLACK, ground) ? WHITE : BLACK;
}

int32_t
theme_readable(int32_t colour, int32_t ground, double contrast)
{
    int32_t end = far_end(ground);

    for (int share = 0; share < 100; share++)
        if (theme_contrast(mixed(colour, end, share), ground) >= contrast)
            return mixed(colour, end, share);
    return end;
}

static void
add_colour(struct text *out, const char *name, int32_t colour)
{
    text_print(out, ";--%s:#%06x", name, (unsigned)colour);
}

/* What style.css has for the ground of each scheme, where nothing else is wished. */
static void
add_colours(struct text *out, const struct theme *theme, int32_t ground)
{
    bool is_dark = far_end(ground) == WHITE;
    int32_t usual_text = is_dark ? 0xeceff3 : 0x1b1f24;
    int32_t usual_accent = is_dark ? 0x8ec5ff : 0x0b5394;
    int32_t text = theme_readable(theme->text < 0 ? usual_text : theme->text, ground, readable);
    int32_t strong =
        theme_readable(theme->accent < 0 ? usual_accent : theme->accent, ground, readable);

    text_print(out, ":root{color-scheme:%s", is_dark ? "dark" : "light");
    add_colour(out, "ground", ground);
    add_colour(out, "tint", ground);
    add_colour(out, "bad-tint", ground);
    add_colour(out, "text", text);
    add_colour(out, "quiet", theme_readable(mixed(text, ground, 25), ground, readable));
    add_colour(out, "line", theme_readable(mixed(text, ground, 60), ground, visible));
    add_colour(out, "strong", strong);
    add_colour(out, "on-strong", far_end(strong));
    add_colour(out, "bad", theme_readable(is_dark ? 0xff9d9d : 0xa31515, ground, readable));
    text_add(out, STR("}"));
}

static void
add_shapes(struct text *out, const struct theme *theme)
{
    if (theme->corners >= 0)
        text_print(out, ":root{--corners:%dpx}", (int)theme->corners);
    for (size_t i = 0; theme_fonts[i] != NULL; i++)
        if (str_same(theme->font, str_of(theme_fonts[i])))
            text_print(out, ":root{--font:%s}", families[i]);
}

struct str
theme_style(struct arena *arena, const struct theme *theme)
{
    struct text out = text_new(arena);
    bool only_dark = str_same(theme->scheme, STR("dark"));
    bool both = theme->ground < 0 && !only_dark && !str_same(theme->scheme, STR("light"));

    add_colours(&out, theme,
                theme->ground >= 0 ? theme->ground
                : only_dark        ? DARK_GROUND
                                   : LIGHT_GROUND);
    if (both) {
        text_add(&out, STR("@media (prefers-color-scheme:dark){"));
        add_colours(&out, theme, DARK_GROUND);
        text_add(&out, STR("}"));
    }
    add_shapes(&out, theme);
    return text_str(&out);
}
