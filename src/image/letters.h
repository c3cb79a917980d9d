/*
 * letters: how a text lies in a badge. Widths are those of DejaVu Sans Bold, which is wider than
 * what usually stands in for it, so that a line fits in whatever it is shown with. Letters are
 * told apart as far as that takes.
 */
#pragma once

#include "image/parts.h"

enum { LINES_MAX = 4, LINE_PERCENT = 120 }; /* how high a line is, of its letters */

struct lines {
    struct str at[LINES_MAX];
    size_t count;
    unsigned size; /* of letters, pixels */
};

/*
 * In lines of `width` pixels that are no higher than `height` together, in the first of `sizes` (0
 * ends them) that takes all of it. In the last one words are broken, and what is left over is "…".
 */
struct lines letters_laid(struct arena *arena, struct str text, unsigned width, unsigned height,
                          const unsigned *sizes);

/* Whether the first letter that has a direction goes from right to left. */
bool letters_go_left(struct str text);

/* Of the first two words; of one where two letters would join. Empty when there are none. */
struct str letters_initials(struct arena *arena, struct str text);
unsigned letters_width(struct str text); /* in hundredths of an em */
