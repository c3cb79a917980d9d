/*
 * city-input: the JSON of a city, out of what the operator gave.
 */
#pragma once

#include "ctl/command.h"

/*
 * What city_open of the database takes, out of the options --slug, --country,
 * --time-zone, --language, --default-language, --centre, --name and --open.
 * STR_NONE, and `why`, when one is missing or does not suit.
 */
struct str city_input(struct arena *arena, const struct given *given, struct str *why);
