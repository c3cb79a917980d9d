/*
 * program: how the programs of citylearn begin.
 */
#pragma once

#include "base/arena.h"
#include "base/settings.h"
#include "fetch/wall.h"

/*
 * Loads the settings and takes the level of the log from them. The arena lives
 * as long as the program; NULL when a setting does not fit, which was then told
 * on standard error.
 */
struct arena *program_begin(const char *name);

/*
 * Loads the settings again; false, and `why`, when they do not fit. What was
 * read before stays in the arena.
 */
bool program_reload(struct arena *arena, struct str *why);

/*
 * The key of key_file that seals the secrets of the database, in the arena;
 * STR_NONE when the file does not suit, which was then told on standard error.
 */
struct str program_seal(struct arena *arena, const char *name);

/* Which addresses webhooks may reach, by the settings; its texts are theirs. */
struct wall program_wall(void);

/* The address of a page about this service, by its setting or where the service itself begins. */
struct str program_page(struct arena *arena, enum setting setting);
