/*
 * draw: pictures that somebody else wrote are drawn by a process of their own. A few lines of SVG
 * can keep a core busy for hours, librsvg cannot be told to stop, and nobody can tell beforehand; a
 * process can be ended.
 */
#pragma once

#include "base/arena.h"

enum { DRAW_WAIT_MS = 8000 };

/*
 * The SVG, which was judged, as a PNG with this longer side, in the arena; STR_NONE when it cannot
 * be drawn, or not within DRAW_WAIT_MS. False when no process could be started. Waits, so it is for
 * a thread.
 */
bool draw_apart(struct arena *arena, struct str svg, int side, struct str *png);

/* What that process does: "citylearn-api draw SIDE" draws its input into its output. Its status. */
enum { DRAW_ARGUMENTS = 3 };
bool draw_is_asked(int count, char **arguments);
int draw_main(char **arguments);
