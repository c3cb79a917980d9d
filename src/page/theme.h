/*
 * theme: the colours of a page that stands within another's, as a stylesheet.
 *
 * Whoever shows our list in a frame chooses a few colours; what would be hard
 * to read is moved until it is not: texts have a contrast of 4.5 to 1 and more
 * with the ground, lines of 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11). Colours are
 * 0xRRGGBB, or THEME_NONE for the usual one.
 */
#pragma once

#include "base/arena.h"

enum { THEME_NONE = -1, THEME_CORNERS_MAX = 24 };

struct theme {
    int32_t accent, ground, text;
    struct str scheme, font; /* one of their words, or STR_NONE */
    int64_t corners;         /* how round, in pixels; THEME_NONE */
};

extern const char *const theme_schemes[]; /* light, dark, auto; a ground that is given wins */
extern const char *const theme_fonts[];

/* "0b5394" as a colour; THEME_NONE for anything else. */
int32_t theme_colour(struct str text);

/* From 1 to 21. */
double theme_contrast(int32_t one, int32_t other);

/* The nearest to `colour`, on the way to black or white, that has that contrast with `ground`. */
int32_t theme_readable(int32_t colour, int32_t ground, double contrast);

struct str theme_style(struct arena *arena, const struct theme *theme);
